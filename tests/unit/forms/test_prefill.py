"""Nothing is typed twice: what is known is filled in, and the page says from where."""

import pytest

import forms
from tests.unit.forms.conftest import definition

CONTEXT = {"customer": {"name": "客户甲"}, "answers": {"draft": {"title": "Line", "rows": [{"x": "a"}]}},
           "project": {"code": "P-1"}, "variables": {"budget": 5}, "task": {"name": "Check"}}


def field(expression, **more):
    return {"type": "textfield", "key": "x", "properties": {"initial": expression}, **more}


@pytest.mark.parametrize(("expression", "value", "source"), [
    ("=customer.name", "客户甲", "customer"), ("=answers.draft.title", "Line", "answers.draft"),
    ("=project.code", "P-1", "project"), ("=task.name", "Check", "task"),
    ('="P" + string(variables.budget)', "P5", "variables"), ("=customer.phone", "", None),
    ("=answers.never.given", "", None),
])
def test_an_initial_value_shows_its_source(filled, expression, value, source):
    form = filled([field(expression)], context=CONTEXT)

    assert form.clean() == {"x": value}
    assert form["x"].state.source == source


def test_what_an_expression_writes_out_is_said_in_the_readers_language_and_what_people_wrote_is_not(filled):
    said = {"": "never", "客户意见：": 'The "customer": ', "客户甲": "Customer A"}
    form = filled([field('=(if "" = "x" then "" else "客户意见：") + customer.name')], context=CONTEXT, translate=lambda text: said.get(text, text))

    assert form.clean() == {"x": 'The "customer": 客户甲'}


@pytest.mark.parametrize(("readonly", "value"), [(True, "Minor: within seven days"), (False, "一般：七天内解决")])
def test_what_is_only_read_is_said_in_the_readers_language_and_what_is_answered_stays_as_it_was(filled, readonly, value):
    context = {"variables": {"limit": "一般：七天内解决"}}
    form = filled([field("=variables.limit", readonly=readonly)], context=context,
                  translate=lambda text: {"一般：七天内解决": "Minor: within seven days"}.get(text, text))

    assert form["x"].data == value


def test_a_draft_wins_over_what_is_offered(filled):
    form = filled([field("=customer.name")], initial={"x": "typed"}, context=CONTEXT)

    assert form.clean() == {"x": "typed"}
    assert form["x"].state.source is None


@pytest.mark.parametrize("locked", ["readonly", "disabled"])
def test_what_nobody_can_change_is_offered_afresh_whatever_an_earlier_draft_holds(filled, locked):
    begun = filled([field("=variables.budget", **{locked: True})], context={"variables": {"budget": "4"}})

    form = filled([field("=variables.budget", **{locked: True})], initial=begun.draft(), context={"variables": {"budget": "5"}})

    assert form["x"].data == "5"


def test_an_emptied_field_stays_empty_in_the_draft(filled):
    assert filled([field("=customer.name")], initial={"x": ""}, context=CONTEXT).clean() == {"x": ""}


def test_what_was_changed_no_longer_names_the_source(filled):
    assert filled([field("=customer.name")], {"x": "other"}, context=CONTEXT)["x"].state.source is None
    assert filled([field("=customer.name")], {"x": "客户甲"}, context=CONTEXT)["x"].state.source == "customer"


def test_an_initial_value_wins_over_a_default(filled):
    assert filled([field("=customer.name", defaultValue="d")], context=CONTEXT).clean() == {"x": "客户甲"}
    assert filled([field("=customer.fax", defaultValue="d")], context=CONTEXT).clean() == {"x": "d"}


def test_rows_may_be_filled_in_too(filled):
    rows = {"type": "table", "path": "rows", "properties": {"initial": "=answers.draft.rows"},
            "components": [{"type": "textfield", "key": "x"}]}

    form = filled([rows], context=CONTEXT)

    assert form.clean() == {"rows": [{"x": "a"}]}
    assert form["rows"].state.source == "answers.draft"


@pytest.mark.parametrize(("locale", "words"), [("zh", "来自客户档案"), ("en", "From the customer file")])
def test_the_source_is_worded_for_the_reader(filled, locale, words):
    form = filled([field("=customer.name")], context=CONTEXT, locale=locale)

    assert form["x"].state.source_label == words


@pytest.mark.parametrize(("component", "posted"), [
    ({"type": "number", "key": "x"}, "not a number"), ({"type": "number", "key": "x"}, "12.50"),
    ({"type": "datetime", "key": "x"}, "soon"), ({"type": "money", "key": "x"}, "about ten"),
    ({"type": "textarea", "key": "x"}, "half a sent"), ({"type": "money", "key": "x"}, "12"),
])
def test_a_draft_opens_elsewhere_as_it_was_left(filled, component, posted):
    left = filled([component], {"x": posted})

    found = filled([component], initial=left.draft())

    shown = getattr(found["x"], "written", found["x"].data)
    assert shown.replace(".00", "").rstrip("0") == posted.rstrip("0")


def test_a_new_round_begins_with_the_last_answers_but_not_with_the_decision():
    asked = definition(
        {"type": "radio", "key": "decision", "values": [{"label": "go", "value": "go"}]},
        {"type": "textarea", "key": "opinion"}, {"type": "number", "key": "score"},
        {"type": "checkbox", "key": "seen", "properties": {"askAnew": True}},
        {"type": "radio", "key": "kept.decision", "properties": {"askAnew": False}, "valuesKey": "v"})
    answered = {"decision": "go", "opinion": "sound", "score": 4, "seen": True, "kept": {"decision": "x"}}

    assert forms.carry_over(asked, answered) == {"opinion": "sound", "score": 4, "kept": {"decision": "x"}}


def test_what_is_only_read_is_offered_afresh_in_every_round(filled):
    amount = field("=answers.estimate.amount", readonly=True)
    last_round = forms.carry_over(definition(amount), {"x": "100"})

    form = filled([amount], initial=last_round, context={"answers": {"estimate": {"amount": "120"}}})

    assert form.clean() == {"x": "120"}


def test_a_decision_in_a_row_of_a_list_is_a_record_and_stays():
    rows = {"type": "table", "path": "verdicts", "components": [{"type": "textfield", "key": "decision"}]}

    assert forms.carry_over(definition(rows), {"verdicts": [{"decision": "pass"}]}) == {
        "verdicts": [{"decision": "pass"}]}


@pytest.mark.parametrize("given", ["2026-11-20", {"@": "2026-11-20"}])
def test_a_day_is_filled_in_however_the_expression_hands_it_over(filled, given):
    day = {"type": "datetime", "key": "x", "subtype": "date", "dateLabel": "日期", "properties": {"initial": "=variables.day"}}

    assert filled([day], context={"variables": {"day": given}}, evaluate=lambda *_: given).clean() == {"x": "2026-11-20"}
