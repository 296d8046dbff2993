// merge.js — two versions of a text that began from one: what only one side changed is taken as it is,
// what both changed differently is a question. Pure functions over lines.
export function merged(base, mine, theirs) {
  const [from, left, right] = [base, mine, theirs].map((text) => text.split("\n"));
  const ours = matches(from, left);
  const others = matches(from, right);
  const parts = [];
  let [at, l, r] = [0, 0, 0];
  while (at < from.length || l < left.length || r < right.length) {
    const next = nextAnchor(from, at, ours, others);
    const [nextLeft, nextRight] =
      next < from.length ? [ours[next], others[next]] : [left.length, right.length];
    push(parts, from.slice(at, next), left.slice(l, nextLeft), right.slice(r, nextRight));
    if (next < from.length) parts.push({ same: [from[next]] });
    [at, l, r] = [next + 1, nextLeft + 1, nextRight + 1];
    if (next >= from.length) break;
  }
  return parts;
}

export function isAgreed(parts) {
  return parts.every((part) => part.same);
}

// The text with every question answered: "mine" or "theirs", by the number of the question.
export function settledText(parts, choices) {
  let question = -1;
  const lines = parts.flatMap((part) => {
    if (part.same) return part.same;
    question += 1;
    return part[choices[question] ?? "mine"];
  });
  return lines.join("\n");
}

function nextAnchor(from, start, ours, others) {
  for (let at = start; at < from.length; at += 1) {
    if (ours[at] !== undefined && others[at] !== undefined) return at;
  }
  return from.length;
}

function push(parts, base, mine, theirs) {
  const [was, left, right] = [base, mine, theirs].map((lines) => lines.join("\n"));
  if (left === right || right === was) {
    if (mine.length) parts.push({ same: mine });
  } else if (left === was) {
    if (theirs.length) parts.push({ same: theirs });
  } else {
    parts.push({ base, mine, theirs });
  }
}

// For every line of `from` that stands in `to` as well, where: the longest common subsequence.
function matches(from, to) {
  const found = {};
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) {
    found[start] = start;
    start += 1;
  }
  let [a, b] = [from.length, to.length];
  while (a > start && b > start && from[a - 1] === to[b - 1]) {
    a -= 1;
    b -= 1;
    found[a] = b;
  }
  for (const [x, y] of longest(from.slice(start, a), to.slice(start, b)))
    found[start + x] = start + y;
  return found;
}

function longest(a, b) {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [below, beside] = [table[(i + 1) * width + j], table[i * width + j + 1]];
      table[i * width + j] =
        a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(below, beside);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}
