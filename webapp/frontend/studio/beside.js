// beside.js — the panes beside the work: one is shown at a time, arrows move between their tabs.
export class Beside {
  constructor(frame) {
    this.tabs = [...frame.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.show(tab.dataset.tab));
      tab.addEventListener("keydown", (event) => this.move(event));
    }
  }

  show(name) {
    for (const tab of this.tabs) {
      const isShown = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isShown;
    }
  }

  count(name, number, kind = "") {
    const mark = document.querySelector(`[data-count="${name}"]`);
    mark.hidden = number === 0;
    mark.textContent = String(number);
    mark.dataset.kind = kind;
  }

  move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const here = this.tabs.indexOf(event.currentTarget);
    const next = this.tabs[(here + step + this.tabs.length) % this.tabs.length];
    this.show(next.dataset.tab);
    next.focus();
  }
}
