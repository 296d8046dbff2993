"""The little Markdown that form texts use, as safe HTML: everything is escaped before anything is marked."""

import re
from html import escape

HEADING = re.compile(r"(#{1,6})\s+(.*)")
BULLET = re.compile(r"\s*[-*+]\s+(.*)")
NUMBERED = re.compile(r"\s*\d{1,9}[.)]\s+(.*)")
RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
CODE = re.compile(r"`([^`]+)`")
STRONG = re.compile(r"\*\*([^*]+)\*\*|__([^_]+)__")
EMPHASIS = re.compile(r"\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)")
LINK = re.compile(r"\[([^\[\]]+)\]\(((?:https?://|mailto:|tel:|/)[^\s()]+)\)")


def render(text: str) -> str:
    """Headings, lists, quotes, rules, bold, italics, code and links; a form's headings start at h2."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        blocks.extend(_block(block.split("\n")))
    return "\n".join(blocks)


def _block(lines: list[str]) -> list[str]:
    html: list[str] = []
    waiting: list[str] = []
    opened = ""
    for line in [*lines, None]:
        kind, inside = _line(line) if line is not None else ("end", "")
        if waiting and kind != opened:
            html.append(_close(opened, waiting))
            waiting = []
        opened = kind
        if kind in ("p", "ul", "ol", "blockquote"):
            waiting.append(inside)
        elif kind != "end":
            html.append(inside)
    return html


def _line(line: str) -> tuple[str, str]:
    if heading := HEADING.fullmatch(line.strip()):
        level = min(len(heading[1]) + 1, 6)
        return "heading", f"<h{level}>{inline(heading[2])}</h{level}>"
    if RULE.fullmatch(line):
        return "rule", "<hr>"
    if bullet := BULLET.fullmatch(line):
        return "ul", inline(bullet[1])
    if numbered := NUMBERED.fullmatch(line):
        return "ol", inline(numbered[1])
    if line.startswith(">"):
        return "blockquote", inline(line[1:].strip())
    return "p", inline(line.strip())


def _close(kind: str, lines: list[str]) -> str:
    if kind in ("ul", "ol"):
        return f"<{kind}>" + "".join(f"<li>{line}</li>" for line in lines) + f"</{kind}>"
    return f"<{kind}>" + "<br>".join(lines) + f"</{kind}>"


def inline(text: str) -> str:
    """Bold, italics, code and links within a line."""
    text = escape(text)
    text = CODE.sub(r"<code>\1</code>", text)
    text = STRONG.sub(lambda found: f"<strong>{found[1] or found[2]}</strong>", text)
    text = EMPHASIS.sub(lambda found: f"<em>{found[1] or found[2]}</em>", text)
    return LINK.sub(r'<a href="\2" rel="noopener noreferrer">\1</a>', text)
