// Parts of pages, fetched by htmx: each request carries the token of the session, and a failure is said aloud.
(function () {
  "use strict";

  function token() {
    var found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : "";
  }

  function say(event) {
    // What is fetched again now and then by itself says nothing when it fails once: it is fetched again.
    if (event.target.closest && event.target.closest("[data-quiet]")) {
      return;
    }
    var words = document.getElementById("partial-failed");
    if (!words || document.querySelector(".partial-failed")) {
      return;
    }
    document.getElementById("main").prepend(words.content.cloneNode(true));
  }

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:beforeRequest", function () {
    document.querySelectorAll(".partial-failed").forEach(function (note) {
      note.remove();
    });
  });
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);
  document.addEventListener("htmx:responseError", say);
})();
