"""Answers in the reader's words, and what changed between two sets of them."""

import pytest

import forms
from tests.unit.forms.conftest import definition, tools

LEVELS = [{"label": "必须", "value": "must"}, {"label": "可以", "value": "could"}]


@pytest.mark.parametrize(("component", "value", "zh", "en"), [
    ({"type": "textfield"}, "text", "text", "text"),
    ({"type": "textfield"}, "", "未填写", "Not filled in"),
    ({"type": "number", "appearance": {"suffixAdorner": "kg"}}, 1234.5, "1,234.5 kg", "1,234.5 kg"),
    ({"type": "number", "decimalDigits": 2}, 3, "3.00", "3.00"),
    ({"type": "number"}, None, "未填写", "Not filled in"),
    ({"type": "checkbox"}, True, "是", "Yes"), ({"type": "checkbox"}, False, "否", "No"),
    ({"type": "datetime"}, "2026-03-31", "2026年3月31日", "31 March 2026"),
    ({"type": "datetime", "subtype": "datetime"}, "2026-03-31T09:30", "2026年3月31日 09:30",
     "31 March 2026, 09:30"),
    ({"type": "datetime", "subtype": "time"}, "09:30", "09:30", "09:30"),
    ({"type": "money"}, {"amount_minor": 123450, "currency": "CNY"}, "¥1,234.50", "¥1,234.50"),
    ({"type": "money"}, {"amount_minor": -5, "currency": "USD"}, "-$0.05", "-$0.05"),
    ({"type": "select", "values": LEVELS}, "must", "必须", "必须"),
    ({"type": "select", "values": LEVELS}, "gone", "gone", "gone"),
    ({"type": "checklist", "values": LEVELS}, ["must", "could"], "必须、可以", "必须, 可以"),
    ({"type": "person"}, "lead", "项目负责人", "项目负责人"),
    ({"type": "person", "role": "designer"}, "lead", "项目负责人", "项目负责人"),
    ({"type": "person", "multiple": True}, ["lead", "left"], "项目负责人、left", "项目负责人, left"),
    ({"type": "photo"}, [{"file_id": 1, "name": "a.jpg"}, {"file_id": 2, "name": "b.jpg"}], "a.jpg、b.jpg",
     "a.jpg, b.jpg"),
    ({"type": "signature"}, "data:image/png;base64,x", "已签名", "Signed"),
    ({"type": "expression", "expression": "=1"}, 7, "7", "7"),
])
def test_a_value_is_put_in_words(component, value, zh, en):
    form = definition({**component, "key": "x", "label": "标签"})

    for locale, words in (("zh", zh), ("en", en)):
        [shown] = forms.display(form, {"x": value}, **tools(locale=locale))

        assert shown.text == words
        assert shown.label == "标签"


@pytest.mark.parametrize(("minor", "words"), [
    (0, "零元整"), (1, "壹分"), (10, "壹角整"), (15, "壹角伍分"), (100, "壹元整"), (105, "壹元零伍分"),
    (123450, "壹仟贰佰叁拾肆元伍角整"), (1000000, "壹万元整"), (1000500, "壹万零伍元整"),
    (10050000, "壹拾万零伍佰元整"), (1234567890, "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"),
    (100000000000, "壹拾亿元整"), (100000010000, "壹拾亿零壹佰元整"), (-100, "负壹元整"),
    (86000000, "捌拾陆万元整"),
])
def test_an_amount_is_written_out_as_on_a_chinese_contract(minor, words):
    form = definition({"type": "money", "key": "x", "label": "L"})

    [shown] = forms.display(form, {"x": {"amount_minor": minor, "currency": "CNY"}}, **tools(locale="zh"))

    assert shown.note == words


def test_what_was_hidden_is_not_in_the_data_and_not_shown():
    form = definition({"type": "textfield", "key": "a", "label": "A"}, {"type": "textfield", "key": "b", "label": "B"})

    assert [each.path for each in forms.display(form, {"a": "x"}, **tools())] == ["a"]


def test_groups_and_tables_keep_their_shape():
    form = definition(
        {"type": "group", "label": "Site", "path": "site", "components": [
            {"type": "textfield", "key": "city", "label": "City"}]},
        {"type": "table", "path": "rows", "label": "Rows", "components": [
            {"type": "textfield", "key": "x", "label": "X"}, {"type": "number", "key": "n", "label": "N"}]})

    site, rows = forms.display(form, {"site": {"city": "c"}, "rows": [{"x": "a", "n": 1}, {"x": "b"}]}, **tools())

    assert [each.text for each in site.inside] == ["c"]
    assert rows.headings == ["X", "N"]
    assert [[cell.text if cell else None for cell in row] for row in rows.table] == [["a", "1"], ["b", None]]


FORM = definition(
    {"type": "textfield", "key": "title", "label": "Title"},
    {"type": "money", "key": "price", "label": "Price"},
    {"type": "table", "path": "rows", "label": "Rows", "components": [
        {"type": "textfield", "key": "x", "label": "X"}, {"type": "select", "key": "l", "label": "L", "values": LEVELS}]})


def changes(before, after):
    return [(each.label, each.kind, each.before, each.after)
            for each in forms.diff(FORM, before, after, **tools())]


@pytest.mark.parametrize(("before", "after", "found"), [
    ({"title": "a"}, {"title": "a"}, []),
    ({"title": "a"}, {"title": "b"}, [("Title", "changed", "a", "b")]),
    ({}, {"title": "b"}, [("Title", "added", "", "b")]),
    ({"title": "a"}, {}, [("Title", "removed", "a", "")]),
    ({"title": ""}, {}, []),
    ({"price": {"amount_minor": 100, "currency": "CNY"}}, {"price": {"amount_minor": 250, "currency": "CNY"}},
     [("Price", "changed", "¥1.00", "¥2.50")]),
    ({"rows": [{"x": "a"}]}, {"rows": [{"x": "a"}, {"x": "b", "l": "must"}]},
     [("Rows · Row 2", "added", "", "b · 必须")]),
    ({"rows": [{"x": "a"}, {"x": "b"}]}, {"rows": [{"x": "b"}]}, [("Rows · Row 1", "removed", "a", "")]),
    ({"rows": [{"x": "a", "l": "must"}]}, {"rows": [{"x": "a", "l": "could"}]},
     [("Rows · Row 1 · L", "changed", "必须", "可以")]),
])
def test_only_what_changed_is_told(before, after, found):
    assert changes(before, after) == found
