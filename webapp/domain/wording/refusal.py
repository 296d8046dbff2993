"""A refusal about one field of a form: which one, and why."""

from __future__ import annotations

import engine


class FieldRefused(engine.EngineError):
    """Something cannot be kept as it was given; the page shows the reason beside the field."""

    @property
    def field(self) -> str:
        """The field it is about."""
        return str(self.facts.get("field", ""))

    @property
    def reason(self) -> str:
        """The message id of the reason."""
        return self.message_id
