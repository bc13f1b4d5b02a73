// The builder while one types: what is ticked moves up to what is chosen, and the tree tells what each choice does.
(function () {
  "use strict";

  document.addEventListener("change", function (event) {
    var box = event.target;
    var found = box.closest && box.closest("[data-found]");
    if (!found || box.type !== "checkbox" || !box.checked) {
      return;
    }
    var set = box.closest("fieldset");
    set.querySelector("[data-chosen]").append(box.closest("li"));
    var finder = set.querySelector("[data-finder]");
    finder.value = "";
    // What was asked for before must not come back after the choice.
    if (window.htmx) {
      window.htmx.trigger(finder, "htmx:abort");
    }
    found.replaceChildren();
    finder.focus();
  });

  // Nothing is looked for in an empty field: what was found for earlier words goes.
  document.addEventListener("htmx:beforeRequest", function (event) {
    var finder = event.target;
    if (finder.matches("[data-finder]") && !finder.value.trim()) {
      event.preventDefault();
      finder.closest("fieldset").querySelector("[data-found]").replaceChildren();
    }
  });

  // Enter in a field that looks for parties looks at once: it sends nothing.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && window.htmx && event.target.matches('[data-finder="search"]')) {
      event.preventDefault();
      window.htmx.trigger(event.target, "find");
    }
  });

  // What has been said on a page and not saved is not left behind without a question.
  var form = document.getElementById("build");
  var unsaved = false;
  if (form) {
    form.addEventListener("change", function () {
      unsaved = true;
    });
    form.addEventListener("submit", function () {
      unsaved = false;
    });
    window.addEventListener("beforeunload", function (event) {
      if (unsaved) {
        event.preventDefault();
      }
    });
  }

  var ORDER = ["plain", "truncated", "country_only", "hashed", "hidden"];

  function selectOf(twig) {
    return twig.querySelector(":scope > .twig-line [data-form]");
  }

  function partsOf(twig) {
    return twig.querySelectorAll(":scope > ul > [data-twig], :scope > details > ul > [data-twig]");
  }

  // A form at a group holds for everything in it, unless said otherwise there: the nearest one decides.
  function resolve(tree, twig, inherited, counts) {
    var own = selectOf(twig).value;
    var form = own || inherited;
    twig.classList.toggle("is-said", own !== "");
    var parts = partsOf(twig);
    if (!parts.length && twig.dataset.fits !== undefined) {
      var shown = twig.dataset.fits.split(" ").indexOf(form) >= 0 ? form : "hidden";
      if (twig.hasAttribute("data-withheld") && !own) {
        shown = "hidden";
      }
      twig.querySelector("[data-effect]").textContent = tree.getAttribute("data-word-" + shown);
      counts[shown] = (counts[shown] || 0) + 1;
      return;
    }
    var here = {};
    parts.forEach(function (part) {
      resolve(tree, part, form, here);
    });
    ORDER.forEach(function (one) {
      if (here[one]) {
        counts[one] = (counts[one] || 0) + here[one];
      }
    });
    var told = ORDER.filter(function (one) {
      return here[one];
    }).map(function (one) {
      return tree.getAttribute("data-word-" + one) + ": " + here[one];
    });
    twig.querySelector(":scope > .twig-line [data-count]").textContent = told.join(" · ");
  }

  function narrow(twig, wanted) {
    var words = twig.querySelector(":scope > .twig-line .twig-name").textContent.toLowerCase();
    var fits = !wanted || words.indexOf(wanted) >= 0;
    var below = false;
    partsOf(twig).forEach(function (part) {
      below = narrow(part, fits && wanted ? "" : wanted) || below;
    });
    var details = twig.querySelector(":scope > details");
    if (details && wanted && below && !fits) {
      details.open = true;
    }
    twig.hidden = !(fits || below);
    return fits || below;
  }

  document.querySelectorAll("[data-tree]").forEach(function (tree) {
    var root = tree.querySelector(":scope > [data-twig]");
    tree.querySelector("[data-tools]").hidden = false;
    tree.addEventListener("change", function (event) {
      if (event.target.matches("[data-form]")) {
        resolve(tree, root, "hidden", {});
      }
    });
    tree.querySelector("[data-narrow]").addEventListener("input", function (event) {
      var wanted = event.target.value.trim().toLowerCase();
      var fit = false;
      partsOf(root).forEach(function (part) {
        fit = narrow(part, wanted) || fit;
      });
      tree.querySelector("[data-none-fits]").hidden = fit;
    });
    ["open", "close"].forEach(function (name) {
      tree.querySelector("[data-" + name + "-all]").addEventListener("click", function () {
        tree.querySelectorAll("details").forEach(function (one) {
          one.open = name === "open";
        });
      });
    });
  });
})();
