// Buttons that copy what stands in the element they name. Without a clipboard they stay hidden: the text can be selected.
(function () {
  "use strict";
  if (!navigator.clipboard) {
    return;
  }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.dataset.copy);
      navigator.clipboard.writeText(source.textContent).then(
        function () {
          var label = button.querySelector("span");
          label.textContent = button.dataset.copied;
          label.setAttribute("role", "status");
        },
        function () {
          window.getSelection().selectAllChildren(source);
        }
      );
    });
  });
})();
