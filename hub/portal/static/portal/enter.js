// In a long form Enter in a field sends nothing and leads nowhere: what was typed is kept, as after leaving the field.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (event.key !== "Enter" || event.isComposing || !field.matches("form[data-stay] input")) {
      return;
    }
    if (["submit", "button", "checkbox", "radio", "file"].indexOf(field.type) < 0) {
      var taken = event.defaultPrevented;
      event.preventDefault();
      if (!taken) {
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
  });
})();
