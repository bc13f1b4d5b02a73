// Where one was in the worklist: the way back from a notice leads to that list, and to the row that was left.
(function () {
  "use strict";

  var KEY = "worklist-place";
  var list = document.getElementById("worklist");
  var back = document.querySelector("[data-back-to-worklist]");
  var row = "";

  function kept() {
    try {
      return JSON.parse(window.sessionStorage.getItem(KEY)) || {};
    } catch (error) {
      return {};
    }
  }

  function keep() {
    try {
      window.sessionStorage.setItem(KEY, JSON.stringify({ address: here(), row: row }));
    } catch (error) {
      row = "";
    }
  }

  function here() {
    return window.location.pathname + window.location.search;
  }

  function note(event) {
    var found = event.target.closest("#rows tr");
    row = found ? found.id : row;
  }

  function cameBack() {
    var arrival = window.performance.getEntriesByType("navigation")[0];
    return (arrival && arrival.type === "back_forward") || document.referrer.indexOf("/inbox/") > 0;
  }

  if (list) {
    var was = kept();
    document.addEventListener("focusin", note);
    document.addEventListener("click", note);
    window.addEventListener("pagehide", keep);
    var left = was.address === here() && cameBack() && document.getElementById(was.row);
    if (left) {
      (left.querySelector("th a") || left.querySelector("input")).focus({ preventScroll: true });
      left.scrollIntoView({ block: "center" });
    }
  } else if (back && (kept().address || "").indexOf(back.getAttribute("href") + "?") === 0) {
    back.href = kept().address;
  }
})();
