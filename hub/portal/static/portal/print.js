// A button that prints the page; on paper nothing is folded away, and nothing is dark.
(function () {
  "use strict";

  var opened = [];
  var theme = "light";
  var root = document.documentElement;

  window.addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("main details:not([open]):not(.why):not(.shown)"));
    opened.forEach(function (one) { one.open = true; });
    theme = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
    root.dataset.bsTheme = theme;
  });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();
