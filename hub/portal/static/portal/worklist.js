// The worklist by keyboard and in bulk. Without it, boxes and buttons do the same by ordinary forms.
(function () {
  "use strict";

  var OFF = "worklist-keys-off";
  var help = document.getElementById("keys");
  var opener = document.querySelector("[data-keys]");
  // The row where one is, or was last; and how far the page was scrolled as it was drawn anew.
  var place = "";
  var scrolled = 0;

  // The list is drawn anew when its pages are turned, so what is in it is looked up each time.
  function list() {
    return document.getElementById("worklist");
  }

  function rows() {
    return Array.from(list().querySelectorAll("#rows tr"));
  }

  function boxes() {
    return Array.from(list().querySelectorAll('#rows input[name="delivery"]'));
  }

  // What nobody has opened is no link for whoever may not open it.
  function link(row) {
    return row.querySelector("th a.ref") || row.querySelector('input[name="delivery"]');
  }

  function here() {
    return document.activeElement.closest("#rows tr");
  }

  function stand(row) {
    if (row) {
      link(row).focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("focusin", function (event) {
    var row = event.target.closest("#rows tr");
    place = row ? row.id : place;
  });

  // --- choosing rows -------------------------------------------------------------------------------------------

  function count() {
    var bar = list().querySelector("[data-chosen-bar]");
    if (!bar) {
      return;
    }
    var chosen = 0;
    boxes().forEach(function (box) {
      box.closest("tr").classList.toggle("is-chosen", box.checked);
      chosen += box.checked ? 1 : 0;
    });
    var words = bar.querySelector("[data-chosen-count]");
    var text = chosen === 0 ? words.dataset.none : chosen === 1 ? words.dataset.one : words.dataset.many;
    words.textContent = text.replace("%n", chosen);
    bar.hidden = chosen === 0;
    var all = list().querySelector("[data-all]");
    var head = all.querySelector("input");
    all.hidden = false;
    head.checked = chosen > 0 && chosen === boxes().length;
    head.indeterminate = chosen > 0 && chosen < boxes().length;
  }

  // With these it was not done: they stay chosen, for what is to be done first.
  function unchoose(said) {
    boxes().forEach(function (box) {
      box.checked = box.checked && said.querySelector('[data-left="' + box.value + '"], .note-error') !== null;
    });
    count();
    if (!here()) {
      stand(document.getElementById(place));
    }
  }

  document.addEventListener("change", function (event) {
    if (event.target.closest("#worklist [data-all]")) {
      boxes().forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    count();
  });
  count();

  // --- what is drawn anew --------------------------------------------------------------------------------------

  // Another page begins with its first row; whoever narrowed the list stays where they are.
  function turned(by) {
    document.getElementById("said").replaceChildren();
    document.querySelector("[data-turned]").textContent = list().querySelector("[data-told]").dataset.told;
    if (by.closest(".pager") && rows().length) {
      document.getElementById("chosen").scrollIntoView({ block: "start" });
      link(rows()[0]).focus({ preventScroll: true });
    } else {
      window.scrollTo(0, scrolled);
    }
  }

  document.addEventListener("htmx:beforeSwap", function () {
    scrolled = window.scrollY;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var target = event.detail.target;
    if (target === list()) {
      turned(event.detail.requestConfig.elt);
    } else if (target.id === "rows") {
      stand(rows()[0]);
    } else if (target.id === "said" && event.detail.requestConfig.elt.id === "chosen") {
      unchoose(target);
    }
    count();
  });

  // --- single keys ---------------------------------------------------------------------------------------------

  function go(step) {
    var every = rows();
    var at = every.indexOf(here() || document.getElementById(place));
    stand(every[at < 0 ? (step > 0 ? 0 : every.length - 1) : at + step]);
  }

  function change(row, what) {
    var values = { delivery: row.dataset.delivery, do: what };
    window.htmx.ajax("POST", document.getElementById("chosen").getAttribute("action"), { values: values, target: "#said", swap: "innerHTML" });
  }

  function does(what) {
    return function () {
      var row = here();
      if (row && list().querySelector('#chosen button[value="' + what + '"]')) {
        change(row, what);
      }
    };
  }

  function claim() {
    var row = here();
    if (row) {
      does(row.querySelector("[data-mine]").dataset.mine ? "give-back" : "claim")();
    }
  }

  function choose() {
    var row = here();
    if (row) {
      var box = row.querySelector('input[name="delivery"]');
      box.checked = !box.checked;
      count();
    }
  }

  function open(anchor) {
    return function () {
      var row = here();
      if (row && link(row).href) {
        window.location.assign(link(row).href + anchor);
      }
    };
  }

  function turn(way) {
    return function () {
      var beside = list().querySelector('.pager [rel="' + way + '"]');
      if (beside) {
        beside.click();
      }
    };
  }

  function search() {
    document.getElementById("q").focus();
  }

  function show() {
    help.showModal();
  }

  var KEYS = {
    j: function () {
      go(1);
    },
    k: function () {
      go(-1);
    },
    o: open(""),
    r: open("#pick"),
    a: does("acknowledge"),
    c: claim,
    x: choose,
    n: turn("next"),
    p: turn("prev"),
    "/": search,
    "?": show,
  };

  function writes(element) {
    return element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
  }

  function isOff() {
    try {
      return window.localStorage.getItem(OFF) === "1";
    } catch (error) {
      return false;
    }
  }

  document.addEventListener("keydown", function (event) {
    var act = KEYS[event.key];
    if (!act || isOff() || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) {
      return;
    }
    event.preventDefault();
    act();
  });

  if (opener && help) {
    var sw = document.getElementById("keys-on");
    opener.hidden = false;
    opener.addEventListener("click", show);
    sw.checked = !isOff();
    sw.addEventListener("change", function () {
      try {
        window.localStorage.setItem(OFF, sw.checked ? "" : "1");
      } catch (error) {
        sw.checked = true;
      }
    });
  }
})();
