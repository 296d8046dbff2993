"""Numbers, exact as they were written."""

from decimal import Decimal
from typing import Any

from wtforms.fields import DecimalField
from wtforms.validators import NumberRange, ValidationError

from forms.fields.base import Answer
from forms.values import decimal_places, json_number, to_number


class NumberAnswer(Answer, DecimalField):
    """A number with the author's decimal places, range and adorners."""

    not_a_number = "Please write a number, such as 12.5."

    def process_data(self, value: Any) -> None:
        self.written = "" if value is None else str(value)
        self.data = to_number(value)
        if self.data is not None:
            self.written = format(self.data, "f")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.written = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not self.written:
            return
        if len(self.written) > self.tools.limits.number_length:
            self.written = self.written[:self.tools.limits.number_length]
            raise ValueError(self.say("The number is too long."))
        self.data = to_number(self.written)
        if self.data is None:
            raise ValueError(self.say(self.not_a_number))

    @property
    def decimals(self) -> int | None:
        """How many decimal places are allowed; None for any."""
        given = self.component.given.get("decimalDigits")
        return given if isinstance(given, int) and given >= 0 else None

    @property
    def step(self) -> str:
        """The step of the input: the increment, else what the decimal places allow."""
        increment = to_number(self.component.given.get("increment"))
        if increment is not None and increment > 0:
            return format(increment, "f")
        return "any" if self.decimals is None else format(Decimal(1).scaleb(-self.decimals), "f")

    def check(self) -> None:
        self._check_decimals()
        least, most = self.state.rules.get("min"), self.state.rules.get("max")
        if least is not None or most is not None:
            NumberRange(min=least, max=most)(self.form, self)

    def _check_decimals(self) -> None:
        places = self.decimals
        if places is None or self.data is None or decimal_places(self.data) <= places:
            return
        if places == 0:
            raise ValidationError(self.say("Please write a whole number."))
        raise ValidationError(self.say("At most %(max)d decimal place(s).", max=places))

    def clean(self) -> Any:
        if self.data is None:
            return None
        if self.component.given.get("serializeToString"):
            return format(self.data, "f")
        return json_number(self.data)

    def draft(self) -> Any:
        return self.clean() if self.data is not None else self.written or None

    def feel(self) -> Any:
        return self.data
