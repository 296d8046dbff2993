// page.js — what every editor's page has: the file it opens, the words of its state, its conflicts.
import { File, Saving } from "./file.js";
import { isAgreed, merged, settledText } from "./merge.js";
import { say } from "./words/index.js";

const ICONS = {
  changed: "dots",
  conflict: "git-compare",
  live: "info-circle",
  looking: "info-circle",
  offline: "alert-triangle",
  refused: "alert-triangle",
  saved: "circle-check",
  saving: "refresh",
};
const WORDS = {
  changed: "Changed",
  conflict: "Somebody else saved meanwhile",
  live: "Live, to be read: begin a draft to change it",
  looking: "You may look at this, not draft it",
  offline: "No connection: kept in this browser, sent as soon as it is back",
  refused: "Not saved: {message}",
  saved: "Saved",
  saving: "Saving …",
};

export const { base, file: path, mayDraft, standing, token } = document.body.dataset;
export const find = (selector) => document.querySelector(selector);

const READING = { isReading: true, now() {}, onSaved() {}, settled() {}, soon() {} };
const SEEN = 30_000;
let standingFile = READING; // what is being saved on this page

// Opens the page's file, hands its text to `open`, and saves what `read` gives after each change.
// `open(text)` throws when the text is no such file; `read()` gives the text as it stands now.
export async function openPage({ open, read }) {
  const file = new File({ address: `${base}/content/${path}`, token });
  window.studio = { open, read }; // for whoever looks under the hood, and for the tests
  const settle = (sides) => askAboutConflict(sides, { open });
  const saving = new Saving(file, { read, settle, show });
  try {
    await open(await file.open());
    // An editor writes the same file otherwise; only what differs from that is a change.
    file.text = await read();
  } catch (error) {
    show("refused", {
      message: say("this file cannot be opened here. {why}", { why: error.message }),
    });
    throw error;
  }
  if (mayDraft === "no") {
    show(standing === "live" ? "live" : "looking");
    return READING;
  }
  standingFile = saving;
  document.addEventListener("click", leaveSaved);
  show("saved");
  tellPresence();
  const unsent = saving.unsent();
  if (
    unsent !== null &&
    confirm(say("This browser kept changes that could not be sent. Take them up again?"))
  ) {
    await open(unsent);
    saving.soon();
  }
  return saving;
}

// Away from this page, with everything saved that can be.
export async function leave(href) {
  await standingFile.settled();
  location.assign(href);
}

// A link would be followed before the last change is saved, and the browser would ask about it.
function leaveSaved(event) {
  const link = event.target.closest?.("a[href]:not([target])");
  if (!link || event.ctrlKey || event.metaKey || !standingFile.isDirty) return;
  event.preventDefault();
  leave(link.href);
}

// A stack of commands that takes none: what is shown cannot be changed, by mouse or by key.
export function close(commandStack) {
  commandStack.execute = () => {};
}

// The bar's buttons say whether there is anything to take back.
export function followStack(stack) {
  for (const [name, can] of [
    ["undo", stack.canUndo()],
    ["redo", stack.canRedo()],
  ]) {
    const button = find(`[data-tool=${name}]`);
    if (button) button.disabled = !can;
  }
}

export function show(state, facts = {}) {
  const line = find(".studio-state");
  line.dataset.state = state;
  find("[data-state-words]").textContent = say(WORDS[state], facts);
  const use = line.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[state]}`));
}

export async function fetchJson(address, options = {}) {
  const answer = await fetch(address, {
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": token,
    },
    ...options,
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new Error(told.message ?? say("The server answered {code}.", { code: answer.status }));
  return told;
}

// Asks what is to become of two versions. Gives the text that stands, or null: decided later.
async function askAboutConflict({ base: was, mine, theirs }, { open }) {
  const dialog = find("[data-conflict]");
  const parts = merged(was, mine, theirs.content);
  find("[data-conflict-who]").textContent = say("{name} saved revision {revision} at {time}.", {
    name: theirs.by,
    revision: theirs.revision,
    time: new Date(theirs.at).toLocaleString(document.documentElement.lang),
  });
  drawQuestions(find("[data-conflict-parts]"), parts);
  for (;;) {
    const chosen = await answered(dialog);
    if (chosen === "later" || chosen === "") return null;
    if (chosen === "copy") download(mine);
    else {
      const texts = { mine, theirs: theirs.content, together: settledText(parts, choices(dialog)) };
      const taken = await open(texts[chosen]).then(
        () => true,
        () => false,
      );
      find("[data-conflict-broken]").hidden = taken;
      if (taken) return texts[chosen];
    }
  }
}

// What a dialog is closed with; nothing when it is only closed.
export function answered(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue), { once: true });
  });
}

function choices(dialog) {
  return [...dialog.querySelectorAll("fieldset")].map((set) => set.querySelector(":checked").value);
}

function drawQuestions(frame, parts) {
  frame.replaceChildren();
  if (isAgreed(parts))
    frame.append(
      element("p", { textContent: say("You changed different places; both fit together.") }),
    );
  parts
    .filter((part) => !part.same)
    .forEach((part, number) => {
      const set = element(
        "fieldset",
        {},
        element("legend", { textContent: say("Place {number}", { number: number + 1 }) }),
      );
      for (const side of ["mine", "theirs"]) {
        const radio = element("input", {
          name: `part-${number}`,
          type: "radio",
          value: side,
          checked: side === "mine",
        });
        const words = element("span", { textContent: say(side === "mine" ? "Mine" : "Theirs") });
        const lines = element("pre", { textContent: part[side].join("\n") || say("(nothing)") });
        set.append(element("label", {}, radio, words, lines));
      }
      frame.append(set);
    });
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function download(text) {
  const link = element("a", {
    download: path.split("/").pop(),
    href: URL.createObjectURL(new Blob([text])),
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

// Says that one is here, and who else is.
async function tellPresence() {
  const told = await fetchJson(`${base}/presence`, {
    body: JSON.stringify({ path }),
    method: "POST",
  }).catch(() => null);
  if (told) {
    const names = told.others.filter((other) => other.path === path).map(({ name }) => name);
    const line = find("[data-others]");
    line.hidden = names.length === 0;
    line.querySelector("span").textContent = say("Also here: {names}", {
      names: names.join(say(", ")),
    });
  }
  setTimeout(tellPresence, SEEN);
}
