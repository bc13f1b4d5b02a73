// A button that prints the page; on paper nothing is folded away, and nothing is dark.
(function () {
  "use strict";

  // Each sheet says what it is of, and when that was printed: sheets get apart.
  function head() {
    var sheet = document.querySelector("link[href*='print'][media='print']").sheet;
    var now = new Date().toLocaleString(root.lang === "en" ? "en-GB" : root.lang, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
    var boxes = "@top-left { content: " + JSON.stringify(document.title.replace(/\s+/g, " ")) + "; font: 8pt sans-serif; color: #000; }"
      + "@top-right { content: " + JSON.stringify(now + " UTC") + "; font: 8pt sans-serif; color: #000; }";
    sheet.insertRule("@page { " + boxes + " }", sheet.cssRules.length);
  }

  var opened = [];
  var theme = "light";
  var root = document.documentElement;

  window.addEventListener("beforeprint", function () {
    head();
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
