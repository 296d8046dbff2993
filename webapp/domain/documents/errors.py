"""What can go wrong with files and documents; the web floor words it in the reader's language."""

from engine import EngineError


class FileRefused(EngineError):
    """An upload that is not kept: empty, too large, or of a type that is not allowed here."""


class DocumentNotRendered(EngineError):
    """A template that could not be turned into a document; nothing was frozen."""
