"""Money: an exact amount in minor units with its currency, written the way people write it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from wtforms.validators import ValidationError

from forms import money
from forms.fields.number import NumberAnswer
from forms.values import to_number


class MoneyAnswer(NumberAnswer):
    """The answer is {"amount_minor": 1234500, "currency": "CNY"}."""

    not_a_number = "Please write an amount, such as 1200.50."
    currency = money.DEFAULT

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """The currency travels beside the amount, as `<name>:currency`."""
        given = self.default if data is None or not isinstance(data, dict | str | int | float) else data
        self.currency = self.currencies[0]
        if isinstance(given, dict) and given.get("currency") in self.currencies:
            self.currency = str(given["currency"])
        if formdata is not None and formdata.first(f"{self.name}:currency") in self.currencies:
            self.currency = formdata.first(f"{self.name}:currency")
        super().process(formdata, given, extra_filters)
        if formdata is None or self.data is not None:
            self.written = money.grouped(self.data) if self.data is not None else self.written

    def process_data(self, value: Any) -> None:
        if isinstance(value, dict):
            minor = to_number(value.get("amount_minor"))
            value = value.get("written") if minor is None else money.major(int(minor), self.currency)
        super().process_data(value)

    @property
    def currencies(self) -> list[str]:
        """Which currencies may be chosen; the first is offered."""
        several = self.component.own("currencies")
        if isinstance(several, str):
            several = several.replace(",", " ").split()
        one = str(self.component.own("currency") or money.DEFAULT)
        known = [str(each) for each in several if each in money.DIGITS] if several else []
        return known or [one if one in money.DIGITS else money.DEFAULT]

    @property
    def symbol(self) -> str:
        """¥, $ ..."""
        return money.SYMBOLS.get(self.currency, self.currency)

    @property
    def decimals(self) -> int | None:
        """Two for most, none for some."""
        return money.DIGITS[self.currency]

    @property
    def minor(self) -> int | None:
        """The amount in the smallest unit."""
        if self.data is None:
            return None
        shifted = Decimal(self.data).scaleb(money.DIGITS[self.currency])
        return int(shifted.to_integral_value(rounding=ROUND_HALF_UP))

    def check(self) -> None:
        if self.data is not None and abs(self.data) >= money.TOO_MUCH:
            raise ValidationError(self.say("The number is too long."))
        super().check()

    def clean(self) -> Any:
        return None if self.minor is None else {"amount_minor": self.minor, "currency": self.currency}

    def draft(self) -> Any:
        if self.minor is not None and money.major(self.minor, self.currency) == self.data:
            return self.clean()
        return {"written": self.written, "currency": self.currency} if self.written else None

    def feel(self) -> Any:
        return self.clean()
