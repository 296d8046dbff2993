"""Each component: what a person writes, what is kept, and what is said when it is wrong."""

import datetime as dt

import pytest

TEXT = {"type": "textfield", "key": "x", "label": "X"}
NUMBER = {"type": "number", "key": "x", "label": "X"}
MONEY = {"type": "money", "key": "x", "label": "X"}
CHOICES = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}, {"label": "Two", "value": 2}]
NOON = dt.datetime(2026, 3, 31, 12, 0, tzinfo=dt.UTC)


def date(subtype, **more):
    return {"type": "datetime", "subtype": subtype, "key": "x", "dateLabel": "X", **more}


@pytest.mark.parametrize(("component", "written", "kept"), [
    (TEXT, "  layout  ", "layout"),
    (TEXT, "", ""),
    (TEXT, "a\x00b\x07c", "abc"),
    (TEXT, "one \r\n two", "one two"),
    ({**TEXT, "type": "textarea"}, "one\r\ntwo\rthree", "one\ntwo\nthree"),
    (NUMBER, "12", 12),
    (NUMBER, "12.0", 12),
    (NUMBER, "12.5", 12.5),
    (NUMBER, "-0.1", -0.1),
    (NUMBER, "1,234.5", 1234.5),
    (NUMBER, "１２３．５", 123.5),
    (NUMBER, "0.30000000000000000001", "0.30000000000000000001"),
    (NUMBER, "12345678901234567890", 12345678901234567890),
    (NUMBER, "", None),
    ({**NUMBER, "serializeToString": True}, "12.50", "12.50"),
    (MONEY, "1234.5", {"amount_minor": 123450, "currency": "CNY"}),
    (MONEY, "￥1,234.50", {"amount_minor": 123450, "currency": "CNY"}),
    (MONEY, "", None),
    ({**MONEY, "currency": "JPY"}, "1200", {"amount_minor": 1200, "currency": "JPY"}),
    (date("date"), "2026-03-31", "2026-03-31"),
    (date("date"), "2026/03/31", "2026-03-31"),
    (date("date"), "", None),
    (date("time"), "09:30", "09:30"),
    (date("datetime"), "2026-03-31T09:30", "2026-03-31T09:30"),
    (date("datetime", timeSerializingFormat="utc_offset"), "2026-03-31T09:30", "2026-03-31T09:30+08:00"),
    (date("datetime", timeSerializingFormat="utc_normalized"), "2026-03-31T09:30", "2026-03-31T01:30Z"),
    (date("time", timeSerializingFormat="utc_normalized"), "09:30", "01:30Z"),
    ({"type": "checkbox", "key": "x"}, "true", True),
    ({"type": "checkbox", "key": "x"}, "false", False),
    ({"type": "select", "key": "x", "values": CHOICES}, "a", "a"),
    ({"type": "select", "key": "x", "values": CHOICES}, "2", 2),
    ({"type": "radio", "key": "x", "values": CHOICES}, "b", "b"),
    ({"type": "checklist", "key": "x", "values": CHOICES}, "a", ["a"]),
    ({"type": "taglist", "key": "x", "values": CHOICES}, "2", [2]),
    ({"type": "person", "key": "x", "role": "lead"}, "lead", "lead"),
    ({"type": "person", "key": "x", "multiple": True}, "designer", ["designer"]),
])
def test_what_is_written_is_kept_typed(filled, component, written, kept):
    form = filled([component], {"x": written}, now=lambda: NOON)

    assert form.validate(), form.errors
    assert form.clean() == {"x": kept}
    assert type(form.clean()["x"]) is type(kept)


@pytest.mark.parametrize(("component", "written", "said"), [
    ({**TEXT, "validate": {"required": True}}, "   ", "Please fill this in."),
    ({**TEXT, "validate": {"minLength": 3}}, "ab", "Please write at least 3 characters."),
    ({**TEXT, "validate": {"maxLength": 3}}, "abcd", "Please write at most 3 characters."),
    ({**TEXT, "validate": {"minLength": "=1 + 2"}}, "ab", "Please write at least 3 characters."),
    (TEXT, "x" * 501, "Please write at most 500 characters."),
    ({**TEXT, "type": "textarea"}, "x" * 20_001, "Please write at most 20000 characters."),
    ({**TEXT, "validate": {"pattern": "^C-[0-9]+$"}}, "D-1", "The text does not have the expected form."),
    ({**TEXT, "validate": {"pattern": "^C", "patternErrorMessage": "C first"}}, "D", "C first"),
    ({**TEXT, "validate": {"validationType": "email"}}, "a@b", "Please write an e-mail address, such as "
                                                              "name@example.com."),
    ({**TEXT, "validate": {"validationType": "phone"}}, "12ab", "Please write a telephone number."),
    (NUMBER, "twelve", "Please write a number, such as 12.5."),
    (NUMBER, "1e400", "Please write a number, such as 12.5."),
    (NUMBER, "NaN", "Please write a number, such as 12.5."),
    (NUMBER, "1.2.3", "Please write a number, such as 12.5."),
    (NUMBER, "9" * 41, "The number is too long."),
    ({**NUMBER, "decimalDigits": 0}, "1.5", "Please write a whole number."),
    ({**NUMBER, "decimalDigits": 2}, "1.555", "At most 2 decimal place(s)."),
    ({**NUMBER, "validate": {"min": 1, "max": 5}}, "6", "Please write a number from 1 to 5."),
    ({**NUMBER, "validate": {"min": 1}}, "0", "Please write 1 or more."),
    ({**NUMBER, "validate": {"max": "=2 * 2"}}, "5", "Please write 4 or less."),
    (MONEY, "1.999", "At most 2 decimal place(s)."),
    (MONEY, "99999999999999", "The number is too long."),
    ({**MONEY, "currency": "JPY"}, "1.5", "Please write a whole number."),
    ({**MONEY, "validate": {"required": True}}, "", "Please fill this in."),
    (date("date"), "31 March", "Please write a date, such as 2026-03-31."),
    (date("date"), "0001-01-01", "Please write a date, such as 2026-03-31."),
    (date("date"), "2026-02-30", "Please write a date, such as 2026-03-31."),
    (date("date", disallowPassedDates=True), "2026-03-30", "Please choose a date that has not passed."),
    (date("datetime", disallowPassedDates=True), "2026-03-30T10:00",
     "Please choose a date that has not passed."),
    (date("time"), "25:00", "Please write a time, such as 09:30."),
    (date("time", timeInterval=15), "09:20", "Please choose a time in steps of 15 minutes."),
    (date("datetime"), "soon", "Please write a date and time, such as 2026-03-31 09:30."),
    ({"type": "checkbox", "key": "x", "validate": {"required": True}}, "", "Please tick to confirm."),
    ({"type": "select", "key": "x", "values": CHOICES}, "z", "Please choose from the list."),
    ({"type": "select", "key": "x", "values": CHOICES, "validate": {"required": True}}, "",
     "Please choose."),
    ({"type": "radio", "key": "x", "values": CHOICES}, "z", "Please choose from the list."),
    ({"type": "checklist", "key": "x", "values": CHOICES}, "z", "“z” is not on the list."),
    ({"type": "taglist", "key": "x", "values": CHOICES, "validate": {"required": True}}, "",
     "Please choose."),
    ({"type": "person", "key": "x", "role": "lead"}, "designer", "Please choose someone from the list."),
])
def test_what_is_wrong_is_said_beside_the_field(filled, component, written, said):
    form = filled([component], {"x": written}, now=lambda: NOON)

    assert not form.validate()
    assert form.errors == {"x": [said]}
    assert form.problems[0].id == "x"


@pytest.mark.parametrize("written", ["twelve", "1.2.3", "9" * 60])
def test_a_wrong_number_is_shown_again_as_it_was_written(filled, written):
    form = filled([NUMBER], {"x": written})

    assert form["x"].written == written[:40]
    assert form.draft() == {"x": written[:40]}


def test_an_amount_with_too_many_digits_is_never_rounded_into_a_draft(filled):
    form = filled([MONEY], {"x": "12.345"})

    draft = form.draft()
    again = filled([MONEY], initial=draft)

    assert draft == {"x": {"written": "12.345", "currency": "CNY"}}
    assert again["x"].written == "12.345"


def test_an_amount_may_be_given_in_one_of_several_currencies(filled):
    offer = {**MONEY, "currencies": ["USD", "EUR"]}

    form = filled([offer], {"x": "10", "x:currency": "EUR"})
    forged = filled([offer], {"x": "10", "x:currency": "XXX"})

    assert form.clean() == {"x": {"amount_minor": 1000, "currency": "EUR"}}
    assert forged.clean() == {"x": {"amount_minor": 1000, "currency": "USD"}}


def test_several_choices_are_kept_in_order_without_doubles(filled):
    form = filled([{"type": "checklist", "key": "x", "values": CHOICES}],
                  [("x", "b"), ("x", "a"), ("x", "b")])

    assert form.clean() == {"x": ["b", "a"]}


@pytest.mark.parametrize(("component", "context", "options"), [
    ({"valuesKey": "colours"}, {"colours": ["red", {"label": "Blue", "value": "b"}]},
     [("red", "red"), ("b", "Blue")]),
    ({"valuesExpression": "=for n in 1..3 return n * 10"}, {}, [("10", "10"), ("20", "20"), ("30", "30")]),
    ({"valuesExpression": "=nothing"}, {}, []),
    ({"values": [{"label": "A", "value": "a"}, {"label": "Again", "value": "a"}]}, {}, [("a", "Again")]),
])
def test_options_come_from_the_data_too(filled, component, context, options):
    form = filled([{"type": "select", "key": "x", **component}], context=context)

    assert [(each.token, each.label) for each in form["x"].options] == options


@pytest.mark.parametrize(("locale", "said"), [("zh", "请填写此项。"), ("en", "Please fill this in.")])
def test_the_form_speaks_the_language_of_its_reader(filled, locale, said):
    form = filled([{**TEXT, "validate": {"required": True}}], {}, locale=locale)

    form.validate()

    assert form.errors == {"x": [said]}


def test_a_pattern_that_explodes_elsewhere_is_matched_in_an_instant(filled):
    form = filled([{**TEXT, "validate": {"pattern": "^(a+)+$"}}], {"x": "a" * 400 + "!"})

    assert not form.validate()


def test_several_may_have_to_be_so_many(filled):
    several = {"type": "taglist", "key": "x", "validate": {"min": "=wanted"},
               "values": [{"label": each, "value": each} for each in "abc"]}
    wanted = {"type": "number", "key": "wanted"}

    too_few = filled([wanted, several], [("wanted", "2"), ("x", "a")])
    enough = filled([wanted, several], [("wanted", "2"), ("x", "a"), ("x", "b")])

    assert not too_few.validate()
    assert too_few["x"].messages == ["Please choose at least 2."]
    assert enough.validate()
