"""A package's words in other languages: i18n/<locale>.po, whose msgid is the Chinese of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

from babel.messages.pofile import PoFileError, normalize, read_po

from webapp.domain.packages.kept import by_content

MOST_KEPT = 16


class WordsUnreadable(Exception):
    """A translation file that cannot be read."""


@by_content(MOST_KEPT)
def read_words(text: bytes) -> Mapping[str, str]:
    """Source text to translation; what is fuzzy or empty stays in the source language.

    Files lately read are kept as read: one page of the studio asks for the same words several times.
    """
    try:
        catalogue = read_po(BytesIO(text), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise WordsUnreadable(str(error)) from error
    return MappingProxyType({
        message.id: message.string for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
        and message.id and message.string and not message.fuzzy
    })


def write_words(text: bytes, said: Mapping[str, str], places: Mapping[str, str]) -> bytes:
    """The same file in which these texts are called so; an empty translation takes the entry out.

    Whatever else stands in the file stays as it is written. A new entry says in which file its text is read.
    """
    lines = text.decode("utf-8-sig").rstrip("\n").split("\n")
    entries = {message.id: message.lineno or 1 for message in read_po(BytesIO(text), abort_invalid=True)
               if isinstance(message.id, str) and message.id}
    for source, line in sorted(entries.items(), key=lambda entry: -entry[1]):
        if source in said:
            start, written, end = _extent(lines, line - 1)
            lines[start:end] = _entry(lines[start:written], said[source]) if said[source] else []
            if not said[source] and lines[start:start + 1] == [""]:
                del lines[start]
    for source, translation in said.items():
        if translation and source not in entries:
            place = [f"#: {places[source]}"] if source in places else []
            lines += ["", *place, f"msgid {normalize(source, width=0)}", f"msgstr {normalize(translation, width=0)}"]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def _extent(lines: list[str], at: int) -> tuple[int, int, int]:
    """Where an entry begins with its comments, where its translation begins, and where that ends."""
    start = at
    while start and lines[start - 1].startswith("#"):
        start -= 1
    written = next(number for number in range(at, len(lines)) if lines[number].startswith("msgstr"))
    end = next((number for number in range(written + 1, len(lines)) if not lines[number].startswith('"')), len(lines))
    return start, written, end


def _entry(head: list[str], translation: str) -> list[str]:
    """What stood before a translation, no longer doubtful, and the translation."""
    flags = [", ".join(["#", *(each.strip() for each in line[2:].split(",") if each.strip() != "fuzzy")]) if line.startswith("#,")
             else line for line in head]
    return [*(line for line in flags if line != "#"), f"msgstr {normalize(translation, width=0)}"]
