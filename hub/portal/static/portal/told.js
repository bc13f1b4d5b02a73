// Marking as read takes the pressed button away: the focus goes to the next one, not to the top of the page.
(function () {
  "use strict";

  var pressed = -1;

  function buttons() {
    return Array.from(document.querySelectorAll("#told form button"));
  }

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.closest("#told")) {
      pressed = buttons().indexOf(event.target.querySelector("button"));
    }
  });
  document.addEventListener("htmx:afterSettle", function () {
    if (pressed < 0 || document.activeElement !== document.body) {
      return;
    }
    var left = buttons();
    var next = left[Math.min(pressed, left.length - 1)] || document.getElementById("told");
    pressed = -1;
    next.focus();
  });
})();
