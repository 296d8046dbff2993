"""What can go wrong at the customer's door; the web floor words it in the reader's language."""

from engine import EngineError


class DoorClosed(EngineError):
    """The link to the portal is unknown, expired or revoked, or its contact has left."""


class CodeRefused(EngineError):
    """The one-time code is wrong, too old, was never sent, or too many wrong ones were tried."""


class TooSoon(EngineError):
    """A code or a link was sent a moment ago; `wait_seconds` says when it may be sent again."""


class BadGrant(EngineError):
    """There is no such right, or the project is another customer's."""
