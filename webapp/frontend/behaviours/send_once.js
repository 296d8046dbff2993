// send_once.js — a double click sends once: a button that was pressed waits for the next page, or ten seconds.
const PATIENCE_MILLISECONDS = 10_000;

export default function sendOnce(body) {
  let pressed = new WeakMap();
  body.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    const button = event.submitter ?? form;
    if (event.timeStamp < pressed.get(button) + PATIENCE_MILLISECONDS) event.preventDefault();
    else pressed.set(button, event.timeStamp);
  });
  window.addEventListener("pageshow", () => {
    pressed = new WeakMap();
  });
}
