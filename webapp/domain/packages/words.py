"""A package's words in other languages: i18n/<locale>.po, whose msgid is the Chinese of the diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from babel.messages.pofile import PoFileError, read_po


class WordsUnreadable(Exception):
    """A translation file that cannot be read."""


def read_words(text: bytes) -> Mapping[str, str]:
    """Source text to translation; what is fuzzy or empty stays in the source language."""
    try:
        catalogue = read_po(BytesIO(text), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise WordsUnreadable(str(error)) from error
    return {
        message.id: message.string for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str)
        and message.id and message.string and not message.fuzzy
    }
