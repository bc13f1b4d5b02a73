// Says how many elements are ticked to be asked about.
(() => {
  const form = document.getElementById("pick");
  if (!form) return;
  const told = form.querySelector("[data-picked]");
  const words = told.parentElement.dataset;
  const tell = () => {
    const count = document.querySelectorAll('input[form="pick"]:checked').length;
    told.textContent =
      count === 0 ? words.none : count === 1 ? words.one : words.several.replace("%n", String(count));
    form.classList.toggle("is-picked", count > 0);
  };
  document.addEventListener("change", (event) => {
    if (event.target.getAttribute("form") === "pick") tell();
  });
  window.addEventListener("pageshow", tell);
})();
