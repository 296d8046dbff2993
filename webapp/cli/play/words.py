"""A case in another language: the case tells what happens once, a catalogue beside it how that is said elsewhere.

`en.po` beside the cases holds their texts, whose msgid is the Chinese of the case; what a form offers to choose is
called as its package calls it, in the package's own `i18n/en.po`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.domain.packages import is_chinese, read_words

SOURCE = "zh"
NOTE = "note"


class NotWorded(ValueError):
    """A case has a text that is not said in the language it is wanted in."""


def catalogue_of(file: Path, language: str) -> Path:
    """Where the texts of the cases in this folder are said in a language."""
    return file.parent / f"{language}.po"


def worded(said: Mapping[str, Any], file: Path, language: str) -> dict[str, Any]:
    """The case in this language, every text of it; raises NotWorded. Notes are for whoever reads the file, and go."""
    if language == SOURCE:
        return dict(said)
    words = _words(file, language)
    steps = [{key: each for key, each in step.items() if key != NOTE} for step in said.get("step", [])]
    return {key: _in_words(each, words) for key, each in {**said, "step": steps}.items()}


def _words(file: Path, language: str) -> Mapping[str, str]:
    own = catalogue_of(file, language)
    found = [path for path in (file.parent.with_name("i18n") / own.name, own) if path.is_file()]
    return {source: text for path in found for source, text in read_words(path.read_bytes()).items()}


def _in_words(said: Any, words: Mapping[str, str]) -> Any:
    if isinstance(said, Mapping):
        return {key: _in_words(each, words) for key, each in said.items()}
    if isinstance(said, list):
        return [_in_words(each, words) for each in said]
    if not isinstance(said, str) or not is_chinese(said):
        return said
    if said not in words:
        raise NotWorded(said)
    return words[said]
