// clipboard.js — what is copied in one diagram can be pasted in another, in any tab of this browser:
// the copied elements lie in the browser's store and are made anew where they are pasted.
const PLACE = "tandem-clipboard";
const BEFORE_THE_PASTE = 2000;

class Clipboard {
  constructor(eventBus, moddle, clipboard) {
    eventBus.on("copyPaste.elementsCopied", ({ tree }) => {
      localStorage.setItem(PLACE, JSON.stringify(tree));
    });
    eventBus.on("copyPaste.pasteElements", BEFORE_THE_PASTE, () => {
      const copied = localStorage.getItem(PLACE);
      if (copied) clipboard.set(JSON.parse(copied, revived(moddle)));
    });
  }
}
Clipboard.$inject = ["eventBus", "moddle", "clipboard"];

// Plain objects with a $type become elements again; what is named twice stays one element.
function revived(moddle) {
  const made = new Map();
  return (_name, value) => {
    if (typeof value?.$type !== "string") return value;
    if (value.id && made.has(value.id)) return made.get(value.id);
    const { $type, ...rest } = value;
    const element = moddle.create($type, rest);
    if (value.id) made.set(value.id, element);
    return element;
  };
}

export default { __init__: ["tandemClipboard"], tandemClipboard: ["type", Clipboard] };
