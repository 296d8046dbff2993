// words — every sentence of the editors in the reader's language. English is the key; what a library
// says without a dictionary of its own is looked up here too.
import { canvas } from "./canvas.js";
import { checkPatterns, checks } from "./checks.js";
import { ours } from "./ours.js";
import { panel } from "./panel.js";

export const locale = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

const CHINESE = new Map();
const PATTERNS = [];
const ATTRIBUTES = ["title", "aria-label", "placeholder", "data-placeholder"];
const WRITTEN = ".cm-editor, [contenteditable], .bio-properties-panel-header-label, textarea";

// A part of the editors brings its own words, so that no other pays for them. `patterns` are pairs of
// an expression and what becomes of it, for words that a library puts together itself.
export function learn(words, patterns = []) {
  for (const [english, chinese] of Object.entries(words)) {
    CHINESE.set(english, chinese);
    CHINESE.set(english.toLowerCase(), chinese);
  }
  PATTERNS.push(...patterns);
}

learn(ours);

export function learnDiagrams() {
  const kinds = {
    Compensate: "补偿",
    Conditional: "条件",
    Error: "错误",
    Escalation: "升级",
    Link: "链接",
  };
  Object.assign(kinds, {
    Message: "消息",
    Multiple: "多重",
    Signal: "信号",
    Terminate: "终止",
    Timer: "定时",
  });
  const places = {
    Boundary: "边界",
    End: "结束",
    "Intermediate Catch": "等待",
    "Intermediate Throw": "触发",
    Start: "开始",
  };
  const composed = new RegExp(
    `^(${Object.keys(kinds).join("|")}) (${Object.keys(places).join("|")}) Event$`,
  );
  learn({ ...canvas, ...panel, ...checks }, [
    ...checkPatterns,
    [composed, (_whole, kind, place) => `${kinds[kind]}${places[place]}事件`],
    [/^List contains (\d+) items?$/, (_whole, count) => `共 ${count} 项`],
  ]);
}

// What the libraries call by their maker's name is called by what it is.
const PLAINLY = { "Camunda user task": "Task of this system", "Camunda Form": "Form" };

export function say(text, facts = {}) {
  const words = (locale === "zh" ? inChinese(text) : PLAINLY[text]) ?? text;
  return words.replace(/{(\w+)}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

function inChinese(text) {
  const trimmed = text.trim() || text;
  const known = CHINESE.get(text) ?? CHINESE.get(trimmed) ?? CHINESE.get(trimmed.toLowerCase());
  if (known !== undefined) return known;
  const [pattern, becomes] = PATTERNS.find(([each]) => each.test(trimmed)) ?? [];
  return pattern && trimmed.replace(pattern, becomes);
}

// How bpmn-js and dmn-js are told: they ask one service for every word.
export const wordsModule = { translate: ["value", say] };

// For parts that ask no service: their words are replaced where they appear, never what a person wrote.
export function translateWithin(root) {
  if (locale !== "zh") return;
  translateAll(root);
  new MutationObserver((changes) => {
    for (const { addedNodes, target, type } of changes) {
      if (type === "childList") for (const node of addedNodes) translateAll(node);
      else if (type === "characterData") translateText(target);
      else translateAttributes(target);
    }
  }).observe(root, {
    attributeFilter: ATTRIBUTES,
    attributes: true,
    characterData: true,
    childList: true,
    subtree: true,
  });
}

function translateAll(node) {
  if (node.nodeType === Node.TEXT_NODE) return translateText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let each = node; each; each = walk.nextNode()) {
    if (each.nodeType === Node.TEXT_NODE) translateText(each);
    else translateAttributes(each);
  }
}

function translateText(node) {
  const found = inChinese(node.nodeValue);
  if (found === undefined || node.parentElement?.closest(WRITTEN)) return;
  if (found !== node.nodeValue) node.nodeValue = found;
}

function translateAttributes(element) {
  for (const name of ATTRIBUTES) {
    const found = element.hasAttribute(name) ? inChinese(element.getAttribute(name)) : undefined;
    if (found !== undefined && found !== element.getAttribute(name))
      element.setAttribute(name, found);
  }
}
