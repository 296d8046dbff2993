"""Dates and times, kept as ISO text in the author's zone format."""

import datetime as dt
from typing import Any, TypeVar

from wtforms.fields import DateField, DateTimeLocalField, TimeField
from wtforms.validators import ValidationError

from forms.fields.base import Answer

Day = TypeVar("Day", bound=dt.date)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def within_reason(day: Day) -> Day:
    """A year nobody can mean is a slip of the finger, and would break zone arithmetic."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day.year)
    return day


class _Moment(Answer):
    """What dates, times and both share: ISO text in, ISO text out."""

    wrong = ""
    data: Any

    def read(self, text: str) -> Any:
        """The value behind ISO text; raises ValueError."""
        raise NotImplementedError

    def process_data(self, value: Any) -> None:
        # an expression hands a moment over tagged, {"@": "2026-11-20"}: JSON has no word for one
        value = value.get("@") if isinstance(value, dict) else value
        self.written = "" if value is None else str(value)
        try:
            self.data = self.read(self.written) if self.written else None
        except (ValueError, OverflowError):
            self.data = None
        if self.data is not None:
            self.written = self.iso

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.written = str(valuelist[0]).strip()[:40] if valuelist else ""
        self.data = None
        if not self.written:
            return
        try:
            self.data = self.read(self.written)
        except (ValueError, OverflowError):
            raise ValueError(self.say(self.wrong)) from None

    @property
    def iso(self) -> str:
        """The value as the browser's input wants it."""
        return str(self.data.isoformat(timespec="minutes"))

    def clean(self) -> Any:
        return None if self.data is None else self.iso

    def draft(self) -> Any:
        return self.clean() or self.written or None

    def local(self, value: dt.datetime) -> dt.datetime:
        """A moment without its zone, on the reader's clock."""
        return value.astimezone(self.tools.here.tzinfo).replace(tzinfo=None) if value.tzinfo else value

    def zoned(self, value: dt.datetime) -> str:
        """A moment in the author's format: naive, with offset, or in UTC."""
        wanted = self.component.given.get("timeSerializingFormat")
        aware = value.replace(tzinfo=self.tools.here.tzinfo)
        if wanted == "utc_offset":
            return aware.isoformat(timespec="minutes")
        if wanted == "utc_normalized":
            utc = aware.astimezone(dt.UTC).isoformat(timespec="minutes")
            return utc.replace("+00:00", "Z")
        return value.isoformat(timespec="minutes")

    def check_step(self, value: dt.time) -> None:
        """Times come in the author's steps."""
        minutes = self.component.given.get("timeInterval")
        if isinstance(minutes, int) and minutes > 1 and (value.hour * 60 + value.minute) % minutes:
            raise ValidationError(self.say("Please choose a time in steps of %(minutes)d minutes.",
                                           minutes=minutes))

    @property
    def step_seconds(self) -> int | None:
        """The step of the time input."""
        minutes = self.component.given.get("timeInterval")
        return minutes * 60 if isinstance(minutes, int) and minutes > 0 else None

    @property
    def earliest(self) -> str | None:
        """The first day that may be chosen."""
        return self.tools.here.date().isoformat() if self.is_future else None

    @property
    def is_future(self) -> bool:
        """Whether passed days are refused."""
        return bool(self.component.given.get("disallowPassedDates"))


class DateAnswer(_Moment, DateField):
    """A day."""

    input_type = "date"
    wrong = "Please write a date, such as 2026-03-31."

    def read(self, text: str) -> dt.date:
        return within_reason(dt.date.fromisoformat(text.replace("/", "-")[:10]))

    @property
    def iso(self) -> str:
        return str(self.data.isoformat()) if self.data else ""

    def check(self) -> None:
        if self.is_future and self.data < self.tools.here.date():
            raise ValidationError(self.say("Please choose a date that has not passed."))


class TimeAnswer(_Moment, TimeField):
    """A time of day."""

    input_type = "time"
    wrong = "Please write a time, such as 09:30."

    def read(self, text: str) -> dt.time:
        time = dt.time.fromisoformat(text)
        if time.tzinfo is None:
            return time
        return self.local(dt.datetime.combine(self.tools.here.date(), time)).time()

    def check(self) -> None:
        self.check_step(self.data)

    def clean(self) -> Any:
        if self.data is None:
            return None
        moment = dt.datetime.combine(self.tools.here.date(), self.data)
        return self.zoned(moment).partition("T")[2]


class DateTimeAnswer(_Moment, DateTimeLocalField):
    """A day and a time."""

    input_type = "datetime-local"
    wrong = "Please write a date and time, such as 2026-03-31 09:30."

    def read(self, text: str) -> dt.datetime:
        return within_reason(self.local(dt.datetime.fromisoformat(text)))

    def check(self) -> None:
        if self.is_future and self.data.date() < self.tools.here.date():
            raise ValidationError(self.say("Please choose a date that has not passed."))
        self.check_step(self.data.time())

    def clean(self) -> Any:
        return None if self.data is None else self.zoned(self.data)

    @property
    def earliest(self) -> str | None:
        return f"{self.tools.here.date().isoformat()}T00:00" if self.is_future else None
