// Tells the hub the browser's time zone, which no browser sends by itself; a zone chosen in the settings comes first.
(function () {
  "use strict";
  var zone = "";
  try {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  } catch (unknown) {
    return;
  }
  if (zone && document.cookie.indexOf("hub_zone=" + zone) < 0) {
    document.cookie =
      "hub_zone=" + zone + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
  }
})();
