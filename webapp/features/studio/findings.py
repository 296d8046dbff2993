"""Findings as people read them: in words, each with what its place is called. Texts without English have an editor of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import engine
from webapp.domain import packages, wording
from webapp.domain.drafts import names
from webapp.features import locale


@dataclass(frozen=True)
class Told:
    """A finding, what it says, and where: the file and the step or field, as people call them."""

    found: engine.Finding
    words: str
    place: str


def tell(found: Iterable[engine.Finding], files: Mapping[str, bytes]) -> Iterator[Told]:
    """Findings in the reader's words, in the same order."""
    called, titles = names.elements(files, locale()), names.titles(files, locale())
    for each in found:
        place = (titles.get(each.file, each.file), called.get(each.element or "", each.element or ""))
        yield Told(each, wording.finding_said(each, locale(), called), " · ".join(filter(None, dict.fromkeys(place))))


def parted(found: Collection[engine.Finding]) -> tuple[list[engine.Finding], int]:
    """What is to be mended in its place, and how many texts have no English yet."""
    missing = {each.facts["text"] for each in found if each.rule == packages.UNTRANSLATED}
    return [each for each in found if each.rule != packages.UNTRANSLATED], len(missing)
