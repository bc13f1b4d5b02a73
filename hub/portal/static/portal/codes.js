// Code lists while one types: arrows go through what was found, Enter takes it, Escape closes it.
(function () {
  "use strict";

  function parts(input) {
    var box = input.closest(".codes");
    return {
      found: box.querySelector(".codes-found"),
      meaning: box.querySelector(".codes-meaning"),
      options: Array.from(box.querySelectorAll("[role=option]")),
    };
  }

  function close(input) {
    parts(input).found.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  // The answer to what was typed a moment ago offers only what still fits, until the next one is here.
  function narrow(input) {
    var list = input.closest(".codes").querySelector(".codes-list");
    var typed = input.value.trim().toLowerCase();
    if (!list || list.dataset.sought.toLowerCase() === typed) {
      return;
    }
    Array.from(list.children).forEach(function (one) {
      if (!(one.dataset.code + " " + one.dataset.label).toLowerCase().includes(typed)) {
        one.remove();
      }
    });
    if (!typed || !list.children.length) {
      close(input);
    }
  }

  function point(input, step) {
    var options = parts(input).options;
    if (!options.length) {
      return false;
    }
    var now = options.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
    var next = (now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach(function (one, place) { one.setAttribute("aria-selected", String(place === next)); });
    options[next].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[next].id);
    return true;
  }

  function take(input, option) {
    input.value = option.dataset.code;
    parts(input).meaning.textContent = option.dataset.label;
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A name that was typed whole, or that fits one code only, is taken as its code.
  function settle(input) {
    var typed = input.value.trim().toLowerCase();
    var options = parts(input).options;
    var named = options.filter(function (one) { return one.dataset.label.toLowerCase() === typed; });
    var known = options.some(function (one) { return one.dataset.code.toLowerCase() === typed; });
    if (!known && !named.length && options.length === 1 && /^\D{4,}$/.test(typed)) {
      named = options.filter(function (one) { return one.dataset.label.toLowerCase().startsWith(typed); });
    }
    if (!known && named.length === 1) {
      take(input, named[0]);
    } else {
      close(input);
    }
  }

  function dress(root) {
    root.querySelectorAll(".codes > input").forEach(function (input) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-controls", parts(input).found.id);
    });
  }

  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!input.matches || !input.matches(".codes > input")) {
      return;
    }
    var chosen = parts(input).options.find(function (one) { return one.getAttribute("aria-selected") === "true"; });
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (point(input, event.key === "ArrowDown" ? 1 : -1)) {
        event.preventDefault();
      }
    } else if (event.key === "Enter" && parts(input).options.length) {
      event.preventDefault();
      take(input, chosen || parts(input).options[0]);
    } else if (event.key === "Escape") {
      close(input);
    }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches(".codes > input")) {
      parts(event.target).meaning.textContent = "";
      narrow(event.target);
    }
  });
  document.addEventListener("mousedown", function (event) {
    var option = event.target.closest(".codes [role=option]");
    if (option) {
      event.preventDefault();
      take(option.closest(".codes").querySelector("input"), option);
    }
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.matches && event.target.matches(".codes > input")) {
      settle(event.target);
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var box = event.target.closest && event.target.closest(".codes");
    if (box) {
      var input = box.querySelector("input");
      narrow(input);
      if (document.activeElement === input) {
        input.setAttribute("aria-expanded", String(parts(input).options.length > 0));
        box.querySelector(".codes-found").scrollIntoView({ block: "nearest" });
      } else {
        settle(input);
      }
    }
  });
  document.addEventListener("DOMContentLoaded", function () { dress(document); });
})();
