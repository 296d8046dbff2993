"""What can go wrong in a confirmation; the web floor words it in the reader's language."""

from engine import EngineError


class LinkUnusable(EngineError):
    """The link is unknown, expired, used, replaced by a newer one, or its confirmation is over."""


class NotIdentified(EngineError):
    """The signer has not shown who they are: no code entered, or too long ago."""


class MayNotSign(EngineError):
    """The person is not the one this side of the confirmation waits for."""


class SubmissionRefused(EngineError):
    """The form lacks a name, a consent or a reason; `field` names it."""


class OtherDocument(EngineError):
    """The hash that was submitted is not the hash of the version to be signed."""


class SignersRefused(EngineError):
    """The diagram names nobody to sign, somebody unknown, somebody twice, or one person for both sides."""


class AlreadySigned(EngineError):
    """This side has signed already; the first signature stands and there is no second."""


class ConfirmationOver(EngineError):
    """The confirmation was voided, declined or completed meanwhile."""


class NobodyWaits(EngineError):
    """The process does not wait for an edit at this point, so nothing was voided."""
