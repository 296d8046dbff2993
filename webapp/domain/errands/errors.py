"""What can go wrong with a customer's task link; the web floor words it in the reader's language."""

from engine import EngineError


class ErrandOver(EngineError):
    """The link is unknown, expired, used, replaced by a newer one, or its task is no longer open."""


class TooSoon(EngineError):
    """A link was sent a moment ago, or too often today; `wait_seconds` says when it may be sent again."""


class TooManyFiles(EngineError):
    """More files came by one link than anybody needs to send."""
