// clipboard.js — what is copied in one diagram can be pasted in another, in any tab of this browser:
// the copied elements lie in the browser's store and are made anew where they are pasted.
const PLACE = "tandem-clipboard";

class SharedClipboard {
  constructor(clipboard, moddle) {
    let [own, ownText] = [null, null];
    clipboard.set = (tree) => {
      [own, ownText] = [tree, JSON.stringify(tree)];
      localStorage.setItem(PLACE, ownText);
    };
    clipboard.get = () => {
      const text = localStorage.getItem(PLACE);
      if (text === ownText) return own;
      return text ? JSON.parse(text, revived(moddle)) : null;
    };
    clipboard.isEmpty = () => !localStorage.getItem(PLACE);
  }
}
SharedClipboard.$inject = ["clipboard", "moddle"];

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

export default { __init__: ["sharedClipboard"], sharedClipboard: ["type", SharedClipboard] };
