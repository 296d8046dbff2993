"""Repeated rows: a dynamic list, or a table to fill in. Each row is a small form of its own."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from wtforms.fields import FieldList, FormField
from wtforms.utils import unset_value

from forms.fields.base import Answer
from forms.posted import ADD, REMOVE
from forms.values import to_number


class Row(FormField):  # type: ignore[type-arg]
    """One row: a form made anew from what was given and what was posted."""

    def __init__(self, form_class: Callable[..., Any], **kwargs: Any) -> None:
        super().__init__(cast("Any", form_class), **kwargs)
        self.index: int | str = 0

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        """WTForms would spread the data into keywords, where a column named `meta` would collide."""
        self.object_data = data if isinstance(data, dict) else {}
        self.form = self.form_class(formdata, self.object_data, prefix=f"{self.name}-")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was given, and nothing written in it, right or wrong."""
        return not self.object_data and all(
            answer.is_empty() and not answer.process_errors for answer in self.form.answers.values())


class RowsAnswer(Answer, FieldList):  # type: ignore[type-arg]
    """The answer is a list of objects.

    A row keeps its number for as long as the form is open, because what a row was given (and may only
    be read) is found by that number; a removed row leaves a gap that only `clean` closes. A row that may be
    removed and in which nothing was written is no row, as long as there are enough others.
    """

    missing = "Please add at least %(min)d row(s)."
    entries: list[Row]
    object_data: Any

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        """Rows come from the post if there is one, else from what was given."""
        self.process_errors = []
        given = data if isinstance(data, list) else [{}] * self.opening_rows
        self.object_data = given[:self.most_rows * 10]
        self.entries, self.last_index, self.posted_count = [], len(self.object_data) - 1, 0
        if formdata is None:
            for index, row in enumerate(self.object_data):
                if row is not None and len(self.entries) < self.house_limit:
                    self._add(None, row, index)
        else:
            self._take(formdata)
        self.last_index = max(self.last_index, len(self.object_data) - 1)

    def _take(self, formdata: Any) -> None:
        if self.is_fixed:
            self._take_given(formdata)
            return
        removed = formdata.first(REMOVE)
        indices = [each for each in formdata.rows(self.name) if f"{self.name}-{each}" != removed]
        self.posted_count = len(indices)
        for index in indices[:self.house_limit]:
            known = self.object_data[index] if index < len(self.object_data) else None
            self._add(formdata, known or {}, index)
        highest = max([*indices, len(self.object_data) - 1])
        if formdata.first(ADD) == self.name and len(self.entries) < self.most_rows:
            self._add(None, {}, highest + 1)

    def _take_given(self, formdata: Any) -> None:
        """Where no row comes or goes, what was given is there whatever was posted."""
        posted = set(formdata.rows(self.name))
        for index, row in enumerate(self.object_data[:self.house_limit]):
            self._add(formdata if index in posted else None, row or {}, index)

    def _add(self, formdata: Any, data: Any, index: int | str) -> Row:
        row: Row = cast("Any", self)._add_entry(formdata, data, index=index)
        return row

    def restore(self) -> None:
        """Show the rows that were given."""
        self.process(None, self.object_data)

    def blank(self) -> Row:
        """The row that a script copies when the person adds one; its number is a placeholder."""
        last = self.last_index
        depth = self.name.count("__row") + 1
        row = self._add(None, {}, f"__row{depth}__")
        self.entries.remove(row)
        self.last_index = last
        return row

    # limits
    @property
    def opening_rows(self) -> int:
        """How many empty rows a new form opens with."""
        return min(self._asked("defaultRepetitions", 1), self.most_rows)

    @property
    def least_rows(self) -> int:
        """How many rows there must be."""
        return max(self._asked("minRows", 0), 1 if self.state.required else 0)

    @property
    def most_rows(self) -> int:
        """How many rows there may be."""
        return min(max(1, self._asked("maxRows", self.house_limit)), self.house_limit)

    @property
    def house_limit(self) -> int:
        """The limit where the author gave none."""
        return self.tools.limits.rows

    @property
    def is_fixed(self) -> bool:
        """Whether its author lets no row come or go."""
        return self.component.given.get("allowAddRemove", True) is False

    @property
    def may_change(self) -> bool:
        """Whether rows may be added and removed."""
        return not self.is_fixed and self.is_open

    @property
    def is_full(self) -> bool:
        """Whether another row would be one too many."""
        return len(self.entries) >= self.most_rows

    @property
    def next_index(self) -> int:
        """The number a new row gets."""
        return self.last_index + 1

    def _asked(self, name: str, default: int) -> int:
        asked = to_number(self.component.own(name))
        return default if asked is None or asked < 0 else int(asked)

    # the answer
    @property
    def written(self) -> list[Row]:
        """The rows that count."""
        kept = [row for row in self.entries if not row.is_blank] if self.may_change else self.entries
        return kept if len(kept) >= self.least_rows else self.entries

    def is_empty(self) -> bool:
        return not self.written

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:  # noqa: ARG002
        """Every row, then their number."""
        self.errors = []
        if not self.is_open:
            return True
        sound = all([row.form.validate() for row in self.written])  # noqa: C419 - every row is asked
        count = len(self.written) + max(0, self.posted_count - len(self.entries))
        if count > self.most_rows:
            self.errors.append(self.say("At most %(max)d row(s); you sent %(count)d.",
                                        max=self.most_rows, count=count))
        if count < self.least_rows:
            self.errors.append(self.say(self.missing, min=self.least_rows))
        return sound and not self.errors and self.is_unobjected()

    def clean(self) -> Any:
        return [row.form.clean() for row in self.written]

    def draft(self) -> Any:
        written: dict[Any, Any] = {row.index: row.form.draft() for row in self.entries}
        return [written.get(index) for index in range(max(written, default=-1) + 1)]

    def feel(self) -> Any:
        return [row.form.gather() for row in self.written]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.entries)
