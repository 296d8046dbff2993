"""Text: one line, several lines, an e-mail address, a telephone number, an owner's pattern."""

import re
from typing import Any, cast

from wtforms.fields import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from forms.fields.base import Answer

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{4,30}[0-9](?:\s?(?:ext\.?|转|x)\s?[0-9]{1,6})?", re.IGNORECASE)
LINE_ENDS = re.compile(r"\r\n?")
LINES = re.compile(r"\s*\n\s*")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Written(Answer):
    """What lines and paragraphs share."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = UNSEEN.sub("", LINE_ENDS.sub("\n", text)).strip()

    def check(self) -> None:
        shortest = self.state.rules.get("min_length")
        if shortest is not None:
            Length(min=min(shortest, self.longest))(self.form, cast("StringField", self))
        Length(max=self.longest)(self.form, cast("StringField", self))

    @property
    def longest(self) -> int:
        """How many characters are allowed: the author's limit, else the house's."""
        limit = self.house_limit
        return min(self.state.rules.get("max_length") or limit, limit)

    @property
    def house_limit(self) -> int:
        """The limit where the author gave none."""
        return self.tools.limits.text_length

    def clean(self) -> Any:
        return self.data or ""


class TextAnswer(_Written, StringField):
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = LINES.sub(" ", self.data or "")

    @property
    def input_type(self) -> str:
        """The keyboard a phone should show."""
        return {"email": "email", "phone": "tel"}.get(self._validation_type, "text")

    @property
    def hint(self) -> str | None:
        """The autocomplete token, where the browser may know the answer."""
        known = {"email": "email", "phone": "tel"}.get(self._validation_type)
        return self.component.own("autocomplete") or known

    @property
    def _validation_type(self) -> str:
        return str(self.component.part("validate").get("validationType") or "")

    def check(self) -> None:
        super().check()
        text = str(self.data)
        if self._validation_type == "email" and not EMAIL.fullmatch(text):
            raise ValidationError(self.say("Please write an e-mail address, such as name@example.com."))
        if self._validation_type == "phone" and not PHONE.fullmatch(text):
            raise ValidationError(self.say("Please write a telephone number."))
        self._check_pattern(text)

    def _check_pattern(self, text: str) -> None:
        pattern = self.component.part("validate").get("pattern")
        if not pattern or self._validation_type in ("email", "phone"):
            return
        try:
            matches = self.tools.matcher(str(pattern)).search(text)
        except self.tools.failures:
            return
        if not matches:
            own = self.component.part("validate").get("patternErrorMessage")
            said = self.tools.translate(str(own)) if own else ""
            raise ValidationError(said or self.say("The text does not have the expected form."))


class LongTextAnswer(_Written, TextAreaField):
    """Paragraphs."""

    @property
    def house_limit(self) -> int:
        return self.tools.limits.long_text_length

    @property
    def lines(self) -> int:
        """How tall the field opens."""
        asked = str(self.component.own("lines") or "")
        return min(int(asked), 30) if asked.isdigit() else 4
