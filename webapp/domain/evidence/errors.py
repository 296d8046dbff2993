"""What can go wrong with keys, signatures and the log; the web floor words it in the reader's language."""

from engine import EngineError


class VaultClosed(EngineError):
    """A private key cannot be read: the vault's key was never told, or it is another than the one that sealed it."""


class SignerAway(EngineError):
    """The place that holds a key did not sign: it does not answer, or what it answered is no signature."""


class AuthorityAway(EngineError):
    """The time-stamp authority gave no usable token; what asked for it asks again later."""


class NotSignable(EngineError):
    """A document that cannot take this signature: no such place, or the place is taken."""


class CheckingBusy(EngineError):
    """As many strangers' files are being checked as may be at once."""


class LogBroken(EngineError):
    """The log does not hold together any more: its first bad entry is named."""
