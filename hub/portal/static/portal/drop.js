// A file field onto which a file can be dropped; and a form that is sent once, and says that it is being sent.
(function () {
  "use strict";

  function told(field, label, usual) {
    var file = field.files[0];
    label.textContent = file ? file.name + " (" + (file.size / 1048576).toFixed(1) + " MB)" : usual;
  }

  document.querySelectorAll("input[data-drop]").forEach(function (field) {
    var zone = field.closest(".drop");
    var label = zone.querySelector(".drop-label");
    var usual = label.textContent;
    field.addEventListener("change", function () {
      told(field, label, usual);
    });
    ["dragover", "dragenter"].forEach(function (name) {
      zone.addEventListener(name, function (event) {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    });
    zone.addEventListener("dragleave", function (event) {
      if (!zone.contains(event.relatedTarget)) {
        zone.classList.remove("is-over");
      }
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      zone.classList.remove("is-over");
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });

  document.querySelectorAll("form[data-once]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      form.querySelectorAll("[data-busy]").forEach(function (line) {
        line.hidden = false;
      });
    });
  });
  // The way back shows the page as it was left: it can be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-once]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[data-busy]").forEach(function (line) {
        line.hidden = true;
      });
    });
  });
})();
