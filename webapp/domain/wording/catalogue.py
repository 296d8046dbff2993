"""The product's translations, read without a web request, for mails and for the command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.support import Translations

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"


def gettext(locale: str) -> Callable[[str], str]:
    """The function that translates the product's English source sentences into this language."""
    compiled = TRANSLATIONS / locale / "LC_MESSAGES" / "messages.mo"
    written = compiled.stat().st_mtime_ns if compiled.exists() else 0
    return _loaded(locale, written).gettext


@lru_cache(maxsize=8)
def _loaded(locale: str, _written: int) -> Translations:
    found = Translations.load(TRANSLATIONS, [locale])
    return found if isinstance(found, Translations) else Translations()
