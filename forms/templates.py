"""{{ expressions }} inside labels and texts, with {{#if}} and {{#loop}}, as form-js writes them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from forms.values import to_text

MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
OPENING = re.compile(r"#(if|loop)\s+(.+)", re.DOTALL)
DEEPEST = 8


class TemplateBroken(ValueError):
    """A mark that is never closed, or closed without having been opened."""


@dataclass
class Node:
    """A stretch of text, an expression, or a block with nodes inside."""

    kind: str
    text: str
    inside: list["Node"] = field(default_factory=list)


@lru_cache(maxsize=2_000)
def parse(text: str) -> tuple[Node, ...]:
    """Split a text into nodes once; raises TemplateBroken."""
    root = Node("root", "")
    open_nodes = [root]
    last = 0
    for mark in MARK.finditer(text):
        open_nodes[-1].inside.append(Node("text", text[last:mark.start()]))
        last = mark.end()
        _take(mark[1].strip(), open_nodes)
    if len(open_nodes) > 1:
        raise TemplateBroken(f"{{{{#{open_nodes[-1].kind}}}}} is never closed")
    root.inside.append(Node("text", text[last:]))
    return tuple(root.inside)


def _take(mark: str, open_nodes: list[Node]) -> None:
    opening = OPENING.fullmatch(mark)
    if opening:
        node = Node(opening[1], opening[2].strip())
        open_nodes[-1].inside.append(node)
        open_nodes.append(node)
        if len(open_nodes) > DEEPEST:
            raise TemplateBroken("blocks are nested too deep")
    elif mark in ("/if", "/loop"):
        if open_nodes[-1].kind != mark[1:]:
            raise TemplateBroken(f"{{{{{mark}}}}} closes nothing")
        open_nodes.pop()
    elif mark.startswith(("#", "/")) or not mark:
        raise TemplateBroken(f"{{{{{mark}}}}} is not known")
    else:
        open_nodes[-1].inside.append(Node("value", mark.removeprefix("=").strip()))


def expressions(text: str) -> list[str]:
    """Every expression a template holds, for checking."""
    found: list[str] = []
    waiting = list(parse(text))
    while waiting:
        node = waiting.pop(0)
        if node.kind != "text":
            found.append(node.text)
        waiting[:0] = node.inside
    return found


def render(text: str, names: Mapping[str, Any], evaluate: Callable[[str, Mapping[str, Any]], Any],
           *, steps: int = 10_000) -> str:
    """Fill a template in; a text that breaks the rules is shown as it stands."""
    if "{{" not in text:
        return text
    try:
        return _Rendering(evaluate, steps).nodes(parse(text), names)
    except TemplateBroken:
        return text


class _Rendering:
    """One rendering, with its budget of steps."""

    def __init__(self, evaluate: Callable[[str, Mapping[str, Any]], Any], steps: int) -> None:
        self.evaluate = evaluate
        self.steps = steps

    def nodes(self, nodes: tuple[Node, ...] | list[Node], names: Mapping[str, Any]) -> str:
        return "".join(self._node(node, names) for node in nodes)

    def _node(self, node: Node, names: Mapping[str, Any]) -> str:
        self.steps -= 1
        if node.kind == "text" or self.steps < 0:
            return node.text if self.steps >= 0 else ""
        value = self.evaluate(node.text, names)
        if node.kind == "value":
            return to_text(value)
        if node.kind == "if":
            return self.nodes(node.inside, names) if value is True else ""
        items = value if isinstance(value, list) else []
        return "".join(self.nodes(node.inside, _inside(item, names)) for item in items)


def _inside(item: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    spread = item if isinstance(item, Mapping) else {}
    own = {"this": item, "_this_": item, "parent": names, "_parent_": names}
    return {**names, **spread, **own}
