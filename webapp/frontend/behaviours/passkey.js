// passkey.js — lets a form travel with what the reader's passkey said: data-ask is where we ask for the
// question, data-passkey is "create" or "get". The answer goes into the form's field "credential".
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

function readable(options) {
  const asked = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: toBytes(options.user.id) };
  asked.allowCredentials = named(options.allowCredentials);
  asked.excludeCredentials = named(options.excludeCredentials);
  return asked;
}

function written({ id, type, rawId, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
  const said = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
  return JSON.stringify({ id, type, rawId: toText(rawId), response: Object.fromEntries(said) });
}

async function answer(form) {
  const reply = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form) });
  if (!reply.ok) throw new Error(`${reply.status}`);
  const publicKey = readable(await reply.json());
  return written(await navigator.credentials[form.dataset.passkey]({ publicKey }));
}

export default function passkey(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value || (event.submitter && "plain" in event.submitter.dataset))
      return;
    event.preventDefault();
    try {
      form.elements.credential.value = await answer(form);
      form.requestSubmit();
    } catch {
      problem.hidden = false;
      problem.focus();
    }
  });
}
