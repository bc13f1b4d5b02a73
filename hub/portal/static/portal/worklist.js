// The worklist by keyboard and in bulk. Without it, boxes and buttons do the same by ordinary forms.
(function () {
  "use strict";

  var OFF = "worklist-keys-off";
  var table = document.querySelector("[data-worklist]");
  var form = document.getElementById("chosen");
  var help = document.getElementById("keys");
  var opener = document.querySelector("[data-keys]");
  var bar = document.querySelector("[data-chosen-bar]");
  var all = document.querySelector("[data-all]");

  function rows() {
    return table ? Array.from(table.querySelectorAll("tbody tr")) : [];
  }

  function boxes() {
    return table ? Array.from(table.querySelectorAll('tbody input[name="delivery"]')) : [];
  }

  // What nobody has opened is no link for whoever may not open it.
  function link(row) {
    return row.querySelector("th a.ref") || row.querySelector('input[name="delivery"]');
  }

  function here() {
    return table ? document.activeElement.closest("[data-worklist] tbody tr") : null;
  }

  // --- choosing rows -------------------------------------------------------------------------------------------

  function count() {
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
    var head = all.querySelector("input");
    head.checked = chosen > 0 && chosen === boxes().length;
    head.indeterminate = chosen > 0 && chosen < boxes().length;
  }

  function unchoose() {
    boxes().forEach(function (box) {
      box.checked = false;
    });
    count();
  }

  if (table) {
    all.hidden = false;
    all.querySelector("input").addEventListener("change", function (event) {
      boxes().forEach(function (box) {
        box.checked = event.target.checked;
      });
      count();
    });
    table.addEventListener("change", count);
    count();
    document.addEventListener("htmx:afterRequest", function (event) {
      var wrote = event.detail.requestConfig && event.detail.requestConfig.verb === "post";
      if (wrote && event.detail.successful) {
        unchoose();
      }
    });
    document.addEventListener("htmx:afterSwap", count);
  }

  // --- single keys ---------------------------------------------------------------------------------------------

  function go(step) {
    var list = rows();
    var at = list.indexOf(here());
    var to = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
    if (list[to]) {
      link(list[to]).focus();
      list[to].scrollIntoView({ block: "nearest" });
    }
  }

  function change(row, what) {
    var values = { delivery: row.dataset.delivery, do: what };
    window.htmx.ajax("POST", form.getAttribute("action"), { values: values, target: "#said", swap: "innerHTML" });
  }

  function does(what) {
    return function () {
      var row = here();
      if (row && form.querySelector('button[value="' + what + '"]')) {
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
