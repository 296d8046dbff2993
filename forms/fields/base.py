"""What every field of ours can do beyond WTForms: be hidden, be only read, and give clean data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wtforms.fields.core import Field
from wtforms.validators import StopValidation

from forms.definition import Component
from forms.tools import Tools


@dataclass
class State:
    """How a field stands at this moment, as its conditions decide."""

    hidden: bool = False
    required: bool = False
    readonly: bool = False
    disabled: bool = False
    label: str = ""
    help: str = ""
    prefix: str = ""
    suffix: str = ""
    source: str | None = None
    source_label: str = ""
    objections: list[str] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=dict)


class Answer(Field):
    """A WTForms field bound to a component of the definition."""

    missing = "Please fill this in."
    autocomplete: str | None = None

    def __init__(self, *args: Any, component: Component, tools: Tools, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.component = component
        self.tools = tools
        self.state = State()
        self.errors: Sequence[str] = ()
        self.offered: Any = None

    # what it holds
    def is_empty(self) -> bool:
        """Whether the person left it empty."""
        return self.data in (None, "", [])

    def clean(self) -> Any:
        """The typed answer as JSON."""
        return self.data

    def draft(self) -> Any:
        """The answer as far as it was written, be it right or wrong."""
        return self.clean()

    def feel(self) -> Any:
        """The answer as expressions see it."""
        return self.clean()

    def restore(self) -> None:
        """Forget what was posted: the field shows what it was given."""
        self.process(None, self.object_data)

    def lock(self) -> None:
        """Forget what was posted where the definition itself says that nobody writes here.

        Done before conditions are looked at: what hides itself while it is empty would otherwise stay hidden.
        """
        given = self.component.given
        self.state.readonly, self.state.disabled = given.get("readonly") is True, given.get("disabled") is True
        if self.state.readonly or self.state.disabled:
            self.restore()

    # whether it is right
    @property
    def is_open(self) -> bool:
        """Whether the person may answer it now."""
        return not (self.state.hidden or self.state.readonly or self.state.disabled)

    @property
    def messages(self) -> list[str]:
        """What is wrong with it, for the page."""
        return [str(error) for error in self.errors]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """A field that is hidden or only read is never wrong."""
        if not self.is_open:
            self.errors = []
            return True
        return super().validate(form, extra_validators) and self.is_unobjected()

    def is_unobjected(self) -> bool:
        """Whether nothing that the author objects to holds; what does is said beside the field."""
        self.errors = [*self.errors, *self.state.objections]
        return not self.state.objections

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Empty and required is one sentence; empty and optional needs no further question."""
        if self.process_errors:
            raise StopValidation
        if self.is_empty():
            raise StopValidation(self.gettext(self.missing) if self.state.required else "")
        self.check()

    def check(self) -> None:
        """The rules of the family; raises ValidationError."""

    @property
    def form(self) -> Any:
        """The form this field stands in, as WTForms' validators want it."""
        return getattr(self, "_form", None)

    def say(self, message: str, **facts: Any) -> str:
        """A sentence in the reader's language with its facts."""
        return self.gettext(message) % facts

    # how it is drawn
    @property
    def describedby(self) -> str:
        """The ids of help, source and error, for aria-describedby."""
        ids = [f"{self.id}-help"] if self.state.help else []
        ids += [f"{self.id}-source"] if self.state.source else []
        ids += [f"{self.id}-error"] if self.messages else []
        return " ".join(ids)
