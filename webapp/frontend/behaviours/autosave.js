// autosave.js — keeps a draft on the server while one types, so that another device can go on with it.
const PAUSE = 1200;
const RETRY = 8000;

export default function autosave(form) {
  const address = form.dataset.autosaveUrl;
  const status = document.querySelector("[data-autosave-status]");
  let waiting = null;
  let sent = "";
  let onItsWay = new AbortController();
  let isHandedIn = false; // what is handed in needs no draft any more

  const say = (state) => {
    if (!status) return;
    status.textContent = status.dataset[state];
    status.dataset.state = state;
  };
  const save = async () => {
    if (isHandedIn) return;
    clearTimeout(waiting);
    waiting = null;
    const body = written(form);
    const text = new URLSearchParams(body).toString();
    if (text === sent) return;
    say("saving");
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new URLSearchParams(body),
        headers: { "X-CSRFToken": body.get("csrf_token") ?? "", "X-Requested-With": "autosave" },
        credentials: "same-origin",
        keepalive: text.length < 60000,
        signal: onItsWay.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      sent = text;
      say("saved");
    } catch {
      if (isHandedIn) return;
      say("failed");
      waiting = setTimeout(save, RETRY);
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  };

  sent = new URLSearchParams(written(form)).toString();
  for (const event of ["input", "change", "rows-changed"]) form.addEventListener(event, soon);
  form.addEventListener("submit", () => {
    isHandedIn = true;
    clearTimeout(waiting);
    onItsWay.abort();
  });
  window.addEventListener("pageshow", () => {
    isHandedIn = false; // come back to by the browser's arrow
    onItsWay = new AbortController();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) save();
  });
}

// What was written so far; files travel only when the form is sent.
function written(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}
