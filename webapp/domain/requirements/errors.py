"""What can go wrong when requirements change; the web floor words it in the reader's language."""

from engine import EngineError


class Overtaken(EngineError):
    """A line that this change was written for reads otherwise by now; `lines` names which, `baseline` since when."""


class NothingSigned(EngineError):
    """The project has no requirements that both sides signed, so there is nothing to change."""
