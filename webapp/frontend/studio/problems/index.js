// problems — one list of what is wrong: the rules in the browser while one draws, the engine's checker
// and lint on the draft as saved. A click leads to the element; elements carry how many they have.
import { Linter } from "bpmnlint";
import { base, element, fetchJson } from "../page.js";
import { lead } from "../tools.js";
import { say } from "../words/index.js";
import { lintOptions, SAME } from "./rules.js";

const PAUSE = 400;
const CORNER = { left: -11, top: -11 };
const ABOVE = { left: 2, top: -26 }; // a flow stays free to be taken hold of
const GRAVITY = ["error", "warning"];

export class Problems {
  constructor({ beside, list, modeler, path, surroundings }) {
    Object.assign(this, { beside, list, modeler, path });
    this.surroundings = surroundings;
    this.drawn = []; // found in the browser
    this.told = []; // told by the server
    this.untranslated = ""; // how many texts have no English, in words
    this.marks = [];
    this.isShown = true;
    this.timer = null;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    // A linter of its own each time: some rules remember what they saw.
    const linter = new Linter(lintOptions(this.surroundings));
    const results = await linter.lint(this.modeler.getDefinitions());
    this.drawn = Object.entries(results).flatMap(([rule, reports]) =>
      reports.map((report) => ({
        element: report.id,
        file: this.path,
        rule: SAME[rule] ?? rule,
        severity: report.category === "error" ? "error" : "warning",
        words: say(report.message),
      })),
    );
    this.draw();
  }

  // The authoritative checks, of the draft as saved.
  async ask() {
    const { findings, untranslated } = await fetchJson(`${base}/findings`).catch(() => ({
      findings: this.told,
      untranslated: this.untranslated,
    }));
    this.untranslated = untranslated;
    this.told = findings.map((finding) => ({
      ...finding,
      severity: finding.severity === "warning" ? "warning" : "error",
    }));
    await this.look();
  }

  show(isShown) {
    this.isShown = isShown;
    this.mark();
  }

  // What both say of one element is said once, in the server's words.
  get all() {
    const said = new Set(this.told.map(({ element, rule }) => `${element} ${rule}`));
    const own = this.drawn.filter(({ element, rule }) => !said.has(`${element} ${rule}`));
    const rank = ({ file, severity }) => [file === this.path ? 0 : 1, GRAVITY.indexOf(severity)];
    return [...this.told, ...own].sort((a, b) => {
      const [[fileA, graveA], [fileB, graveB]] = [rank(a), rank(b)];
      return fileA - fileB || graveA - graveB;
    });
  }

  draw() {
    const all = this.all;
    const errors = all.filter(({ severity }) => severity === "error").length;
    this.beside.count("problems", all.length, errors ? "late" : "soon");
    const lines = all.map((problem) => this.line(problem));
    const nothing = element("p", {
      className: "soft",
      textContent: say("Nothing is wrong. This can be published."),
    });
    this.list.replaceChildren(
      all.length
        ? element("p", { className: "soft", textContent: summary(errors, all.length - errors) })
        : nothing,
      element("ul", { className: "problem-list" }, ...lines, this.wordsLine()),
    );
    this.mark();
  }

  // Texts are translated in one place, side by side.
  wordsLine() {
    if (!this.untranslated) return null;
    const link = element("a", { href: `${base}/words/en`, textContent: this.untranslated });
    return element("li", { className: "is-warning" }, link);
  }

  line(problem) {
    const name = this.nameOf(problem);
    const words = [
      element("span", {
        className: "problem-kind",
        textContent: say(problem.severity === "error" ? "Error" : "Warning"),
      }),
      element("span", { textContent: problem.words }),
      name ? element("small", { className: "soft", textContent: name }) : null,
    ];
    const isHere =
      problem.file === this.path && this.modeler.get("elementRegistry").get(problem.element);
    const item = element("li", { className: `is-${problem.severity}` });
    if (isHere) {
      const button = element("button", { type: "button" }, ...words);
      button.addEventListener("click", () => lead(this.modeler, problem.element));
      item.append(button);
    } else if (problem.file && problem.file !== this.path) {
      const at = problem.element ? `?element=${encodeURIComponent(problem.element)}` : "";
      item.append(element("a", { href: `${base}/files/${problem.file}${at}` }, ...words));
    } else {
      item.append(element("div", {}, ...words));
    }
    return item;
  }

  nameOf({ element: id, file, place }) {
    const known = this.modeler.get("elementRegistry").get(id)?.businessObject;
    return file === this.path ? known?.name || joined(known) || id || "" : place;
  }

  mark() {
    const overlays = this.modeler.get("overlays");
    for (const mark of this.marks) overlays.remove(mark);
    const here = this.isShown ? this.all.filter(({ file }) => file === this.path) : [];
    const byElement = Map.groupBy ? Map.groupBy(here, ({ element }) => element) : grouped(here);
    this.marks = [...byElement].flatMap(([id, found]) => this.markOne(overlays, id, found));
  }

  markOne(overlays, id, found) {
    const shape = this.modeler.get("elementRegistry").get(id);
    if (!shape || shape === this.modeler.get("canvas").getRootElement()) return [];
    const kind = found.some(({ severity }) => severity === "error") ? "error" : "warning";
    const html = element("button", {
      className: `problem-mark is-${kind}`,
      tabIndex: -1,
      textContent: String(found.length),
      title: found.map(({ words }) => words).join("\n"),
      type: "button",
    });
    html.addEventListener("click", () => {
      lead(this.modeler, id);
      this.beside.show("problems");
    });
    return [overlays.add(id, "problems", { html, position: shape.waypoints ? ABOVE : CORNER })];
  }
}

// A flow without a name is told by what it joins.
function joined(flow) {
  const ends = [flow?.sourceRef, flow?.targetRef].filter(Boolean);
  return ends.map(({ id, name }) => name || id).join(" → ");
}

function summary(errors, warnings) {
  return say("{errors} errors, {warnings} warnings", { errors, warnings });
}

function grouped(found) {
  const groups = new Map();
  for (const each of found) groups.set(each.element, [...(groups.get(each.element) ?? []), each]);
  return groups;
}
