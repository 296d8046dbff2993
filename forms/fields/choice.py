"""Choices: one of several, several of several, yes or no."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wtforms.fields import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from forms.fields.base import Answer

FALSE = (False, "false", "0", "", "off", "no")


@dataclass(frozen=True)
class Option:
    """What may be chosen: the value that is kept, the word a person reads, the token in the page."""

    value: Any
    label: str
    token: str


def token(value: Any) -> str:
    """A value as the page carries it."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


class _Chosen(Answer):
    """What all choices share: options that are found anew whenever the form settles."""

    missing = "Please choose."
    options: Sequence[Option] = ()
    data: Any

    def offer(self, options: Sequence[Option]) -> None:
        """Set what may be chosen now."""
        self.options = options
        setattr(self, "choices", [(option.token, option.label) for option in options])  # noqa: B010

    def value_of(self, chosen: str) -> Any:
        """The value behind a token."""
        return next((each.value for each in self.options if each.token == chosen), chosen)

    def is_chosen(self, option: Option) -> bool:
        """Whether the page marks this option."""
        return option.token in self.data if isinstance(self.data, list) else option.token == self.data


class _One(_Chosen, SelectField):
    """One of several."""

    def process_data(self, value: Any) -> None:
        self.data = None if value in (None, "") else token(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) or None if valuelist else None

    def check(self) -> None:
        if all(option.token != self.data for option in self.options):
            raise ValidationError(self.gettext("Not a valid choice."))

    def clean(self) -> Any:
        return None if self.data is None else self.value_of(self.data)


class SelectAnswer(_One):
    """One of several, from a list that opens."""


class RadioAnswer(_One, RadioField):
    """One of several, all in sight."""


class _Many(_Chosen, SelectMultipleField):
    """Several of several."""

    def process_data(self, value: Any) -> None:
        given = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
        self.data = [token(each) for each in given]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = list(dict.fromkeys(str(each) for each in valuelist if each != ""))

    def check(self) -> None:
        known = {option.token for option in self.options}
        strange = [each for each in self.data or [] if each not in known]
        if strange:
            facts = {"value": ", ".join(strange)[:80]}
            raise ValidationError(self.ngettext(
                "'%(value)s' is not a valid choice for this field.",
                "'%(value)s' are not valid choices for this field.", len(strange)) % facts)
        least = self.state.rules.get("min")
        if least is not None and len(self.data or []) < least:
            raise ValidationError(self.say("Please choose at least %(min)d.", min=least))

    def clean(self) -> Any:
        return [self.value_of(each) for each in self.data or []]


class ChecklistAnswer(_Many):
    """Several of several, all in sight."""


class TagsAnswer(_Many):
    """Several of several, from a list."""


class CheckboxAnswer(Answer, BooleanField):
    """Yes or no; required means it must be ticked."""

    missing = "Please tick to confirm."

    def process_data(self, value: Any) -> None:
        self.data = value not in (None, *FALSE)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist) and valuelist[0] not in FALSE

    def is_empty(self) -> bool:
        return not self.data

    def clean(self) -> Any:
        return bool(self.data)
