"""An author's text for the reader: translated, then filled in; text that begins with = is an expression."""

import re
from typing import Any

from forms import templates
from forms.scope import Scope
from forms.tools import Tools
from forms.values import to_text

LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def in_words(expression: str, tools: Tools) -> str:
    """An expression that speaks the reader's language: each text that it writes out is translated."""
    def said(written: re.Match[str]) -> str:
        translated = tools.translate(written[1])
        return written[0] if translated == written[1] else '"{}"'.format(translated.replace('"', '\\"'))

    return LITERAL.sub(said, expression)


def text_of(given: Any, scope: Scope, tools: Tools) -> str:
    """The words of a label, help, adorner or text."""
    if given is None or given == "":
        return ""
    text = str(given)
    if text.startswith("="):
        return to_text(tools.value(text, scope.names))
    text = tools.translate(text)
    if "{{" not in text:
        return text
    return templates.render(text, scope.names, tools.value, steps=tools.limits.template_steps)
