"""A draft's words side by side: each text of the package, where people read it, and what it is in another language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages
from webapp.domain.drafts import names, store
from webapp.domain.drafts.blank import blank_file
from webapp.domain.drafts.contents import BadFile
from webapp.domain.drafts.policy import demand
from webapp.domain.people import Actor

NOTHING = ""


@dataclass(frozen=True)
class Text:
    """A text of the package with its translation, empty if it has none, and the places where it is read."""

    source: str
    translation: str
    places: tuple[packages.Shown, ...]

    @property
    def is_missing(self) -> bool:
        return bool(self.places) and not self.translation

    def mentions(self, words: str) -> bool:
        return words.casefold() in f"{self.source}\n{self.translation}".casefold()


@dataclass(frozen=True)
class Wording:
    """A translation as its writer found it, and as they want it."""

    was: str
    now: str


def path_of(locale: str) -> str:
    """The file that holds a package's words in this language."""
    return f"i18n/{locale}.po"


def texts(files: Mapping[str, bytes], locale: str) -> list[Text]:
    """Every text that can be translated, in the order in which the package is walked; then what else is translated."""
    said = _said(files.get(path_of(locale), b""), locale)
    places: dict[str, list[packages.Shown]] = {}
    for each in packages.shown({path: files[path] for path in names.in_order(files) if path in files}):
        if packages.is_chinese(each.text) or each.text in said:
            places.setdefault(each.text, []).append(each)
    for source in said:
        if source not in places:
            places[source] = [packages.Shown(source, path) for path, content in files.items()
                              if not path.endswith(".po") and source.encode() in content]
    return [Text(source, said.get(source, NOTHING), tuple(where)) for source, where in places.items()]


def called_elsewhere(session: Session, package: str, locale: str) -> dict[str, str]:
    """What the same texts are called in the other packages that are live: a hint, so that one thing has one name."""
    found: dict[str, str] = {}
    for version in engine.newest_versions(session):
        if version.package != package:
            found |= packages.all_words(session, version.id, locale)
    return found


def translate(session: Session, package: str, locale: str, changes: Mapping[str, Wording], *, actor: Actor) -> int:
    """Write what is changed and nothing else; tells how many. Whoever wrote the same text meanwhile is not overwritten."""
    demand(session, actor, package, "draft")
    draft, path = store.hold(session, package), path_of(locale)
    file = store.read(session, draft.id, path)
    content = file.content if file else blank_file(path)
    standing = _said(content, locale)
    new = {source: change.now for source, change in changes.items() if change.now != standing.get(source, NOTHING)}
    for source in new:
        if standing.get(source, NOTHING) != changes[source].was:
            raise store.DraftConflict("draft-words-conflict", text=source, said=standing.get(source, NOTHING))
    places = {text.source: text.places[0].path for text in texts(store.files(session, draft.id), locale) if text.places}
    new = {source: said for source, said in new.items() if source in places or source in standing}
    if new:
        store.put(session, draft, path, packages.write_words(content, new, places), expects=file.revision if file else 0,
                  by=actor.id)
    return len(new)


def _said(content: bytes, locale: str) -> Mapping[str, str]:
    try:
        return packages.read_words(content)
    except packages.WordsUnreadable as error:
        raise BadFile("draft-words-unreadable", field="content", path=path_of(locale)) from error
