"""What can go wrong in the portal; the web floor words it in the reader's language."""

from engine import EngineError
from webapp.domain.wording import FieldRefused


class MayNotSay(EngineError):
    """The contact may look at the project, but not comment on it; or the colleague does not speak for the team."""


class NotSaid(FieldRefused):
    """A remark or a message lacks words, a verdict, or is too long; `field` names what."""


class OtherRequirements(EngineError):
    """The requirements changed since the page was shown: nobody accepts a line that they have not read."""
