// comments — what people say about an element: kept on the server, shown as a badge on the element and
// as a thread beside it. They never get into the diagram's file.
import { base, element, fetchJson } from "../page.js";
import { lead } from "../tools.js";
import { say } from "../words/index.js";

export function comments({ beside, list, modeler, path }) {
  const address = `${base}/comments?file=${encodeURIComponent(path)}`;
  let all = [];
  let badges = [];

  const ask = async () => {
    all = (await fetchJson(address).catch(() => ({ comments: [] }))).comments ?? [];
    draw();
  };
  const selected = () =>
    modeler.get("selection").get()[0] ?? modeler.get("canvas").getRootElement();
  const post = async (text, nonce) => {
    await fetchJson(address, {
      body: JSON.stringify({ element: selected().id, nonce, text }),
      method: "POST",
    });
    await ask();
  };
  const remove = async (comment) => {
    await fetchJson(`${address}&id=${comment.id}`, { method: "DELETE" });
    await ask();
  };

  function draw() {
    const about = selected();
    const here = all.filter((comment) => comment.element === about.id);
    const others = all.filter((comment) => comment.element !== about.id);
    beside.count("comments", all.length);
    list.replaceChildren(
      element("h2", { textContent: nameOf(about) }),
      ...here.map((comment) => entry(comment, remove)),
      writing(post),
      ...(others.length ? [element("h2", { textContent: say("Elsewhere in this diagram") })] : []),
      ...others.map((comment) => leading(comment, modeler)),
    );
    mark();
  }

  function mark() {
    const overlays = modeler.get("overlays");
    for (const badge of badges) overlays.remove(badge);
    const ids = [...new Set(all.map((comment) => comment.element))];
    const shown = ids.filter((id) => {
      const shape = modeler.get("elementRegistry").get(id);
      return shape?.parent;
    });
    badges = shown.map((id) => {
      const count = all.filter((comment) => comment.element === id).length;
      const html = element("button", {
        className: "comment-mark",
        tabIndex: -1,
        textContent: String(count),
        title: say("{count} comments", { count }),
        type: "button",
      });
      html.addEventListener("click", () => {
        lead(modeler, id);
        beside.show("comments");
      });
      return overlays.add(id, "comments", { html, position: { right: 11, top: -13 } });
    });
  }

  modeler.on("selection.changed", draw);
  return ask();
}

function nameOf(shape) {
  return shape.businessObject?.name || shape.id;
}

function entry(comment, remove) {
  const when = new Date(comment.at).toLocaleString(document.documentElement.lang);
  const article = element(
    "article",
    { className: "comment" },
    element("small", { className: "soft", textContent: `${comment.by} · ${when}` }),
    element("p", { textContent: comment.text }),
  );
  if (comment.mine) {
    const button = element("button", {
      className: "btn btn-sm",
      textContent: say("Remove"),
      type: "button",
    });
    button.addEventListener("click", () => remove(comment));
    article.append(button);
  }
  return article;
}

function leading(comment, modeler) {
  const shape = modeler.get("elementRegistry").get(comment.element);
  const button = element(
    "button",
    { className: "comment comment-elsewhere", type: "button" },
    element("small", {
      className: "soft",
      textContent: shape ? nameOf(shape) : say("an element that was removed"),
    }),
    element("span", { textContent: comment.text }),
  );
  button.addEventListener("click", () => lead(modeler, comment.element));
  return button;
}

function writing(post) {
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join("-");
  const field = element("textarea", {
    className: "form-control",
    id: "comment-text",
    maxLength: 2000,
    name: "text",
    required: true,
    rows: 3,
  });
  const refused = element("p", { className: "note note-late", hidden: true });
  const form = element(
    "form",
    { className: "stack" },
    element("label", { htmlFor: "comment-text", textContent: say("Say something about it") }),
    field,
    refused,
    element("button", { className: "btn", textContent: say("Comment") }),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await post(field.value, nonce);
    } catch (error) {
      refused.hidden = false;
      refused.textContent = error.message;
    }
  });
  return form;
}
