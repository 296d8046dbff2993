"""Why a call came to nothing; the web floor words it in the reader's language."""

from engine import EngineError


class NoSuchEndpoint(EngineError):
    """The diagram names an endpoint that this installation does not have; `endpoint`, `known`."""


class NotReached(EngineError):
    """Nobody answered in time; `endpoint`, `why`."""


class NotTaken(EngineError):
    """The other system answered with another status than 2xx; `endpoint`, `status`."""


class AnswerUnusable(EngineError):
    """The answer is no JSON, or longer than a case may carry; `endpoint`, `limit` in bytes."""
