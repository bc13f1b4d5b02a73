// Light or dark: as the system says, unless the reader has chosen. Runs before the first paint.
(function () {
  "use strict";
  var KEY = "hub.theme";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch (refused) {
      return null;
    }
  }

  function apply() {
    var theme = chosen() || (dark.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.querySelectorAll("[data-theme]").forEach(function (button) {
      button.setAttribute("aria-pressed", String((chosen() || "system") === button.dataset.theme));
    });
  }

  function choose(theme) {
    try {
      if (theme === "system") {
        localStorage.removeItem(KEY);
      } else {
        localStorage.setItem(KEY, theme);
      }
    } catch (refused) {
      // Without storage the choice holds for this page.
      document.documentElement.setAttribute("data-bs-theme", theme);
      return;
    }
    apply();
  }

  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-theme]").forEach(function (button) {
      button.addEventListener("click", function () {
        choose(button.dataset.theme);
      });
    });
    apply();
  });
  document.documentElement.classList.add("scripted");
  apply();
})();
