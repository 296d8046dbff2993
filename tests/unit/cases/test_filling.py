"""A form is filled in as a person would: what is there stays, what the case says is written over it."""

import base64
from datetime import UTC, datetime

import pytest

from forms.fields.signature import png_of, read_png
from tests.support.cases import CASE
from webapp.cli.play import props
from webapp.cli.play.case import read
from webapp.cli.play.fill import CannotFill, Hand, missing
from webapp.cli.play.pages import Page

WITH_EXPERTS = f'[people]\nexpert = ["expert1", "expert2"]\n{CASE}'
FORM = """<main><form method="post" action="/tasks/7/completion">
<input type="hidden" name="csrf_token" value="abc">
<input name="goals" value="before"><textarea name="scope">
as it was</textarea>
<input type="date" name="delivery" value="">
<select name="level"><option value=""></option><option value="must">必须有</option><option value="could">可选有</option></select>
<label><input type="radio" name="decision" value="pass">通过</label><label><input type="radio" name="decision" value="return">退回</label>
<label><input type="checkbox" name="experts" value="expert1" checked>甲</label><label><input type="checkbox" name="experts" value="expert2">乙</label>
<input type="checkbox" name="agreed" value="true">
<input type="file" name="photos"><input type="hidden" name="signature" value="">
<input name="rows-0-risk" value="old"><select name="rows-0-weight"><option value="high">高</option><option value="low">低</option></select>
<template><input name="rows-__row1__-risk"><input name="empty-__row1__-due" type="date"></template>
<input name="fixed-0-done" value=""><input name="fixed-0-note" value="kept"><input name="fixed-1-done" value="">
<div class="answer answer-locked" id="checks-0-number">1</div><input name="checks-0-item" value="漏水"><input name="checks-0-state" value="">
<input type="file" name="checks-0-evidence"><input name="checks-1-item" value="异响"><input name="checks-1-state" value="">
<template><input name="checks-__row1__-item"></template>
<button>send</button></form><div class="note" role="alert">请填写目标</div></main>"""


@pytest.fixture
def hand(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(WITH_EXPERTS)
    return Hand(read(path), datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def form():
    return Page("http://here/tasks/7", 200, FORM).forms[0]


def test_what_the_case_does_not_mention_is_sent_as_it_stands(hand, form):
    sent = hand.fill(form, {}).fields

    assert ("goals", "before") in sent
    assert ("scope", "as it was") in sent
    assert ("experts", "expert1") in sent
    assert ("rows-0-risk", "old") in sent
    assert "agreed" not in dict(sent)


@pytest.mark.parametrize(("answers", "sent"), [
    ({"goals": "after"}, [("goals", "after")]),
    ({"level": "必须有"}, [("level", "must")]),
    ({"level": "could"}, [("level", "could")]),
    ({"decision": "fail"}, [("decision", "return")]),
    ({"decision": "通过"}, [("decision", "pass")]),
    ({"experts": ["expert1", "expert2"]}, [("experts", "expert1"), ("experts", "expert2")]),
    ({"agreed": True}, [("agreed", "true")]),
    ({"delivery": "in 10 days"}, [("delivery", "2026-03-12")]),
    ({"rows": [{"risk": "a", "weight": "高"}, {"risk": "b", "weight": "low"}]},
     [("rows-0-risk", "a"), ("rows-0-weight", "high"), ("rows-1-risk", "b"), ("rows-1-weight", "low")]),
    ({"rows": [{"risk": "a"}]}, [("rows-0-risk", "a")]),
    ({"empty": [{"due": "today"}]}, [("empty-0-due", "2026-03-02")]),
    ({"fixed": [{"done": "yes"}]}, [("fixed-0-note", "kept"), ("fixed-1-done", ""), ("fixed-0-done", "yes")]),
    ({"checks": [{"state": "good"}, {}]},
     [("checks-0-item", "漏水"), ("checks-1-item", "异响"), ("checks-1-state", ""), ("checks-0-state", "good")]),
    ({"checks": [{}, {"number": 2, "item": "断电", "state": "bad"}]},
     [("checks-0-item", "漏水"), ("checks-0-state", ""), ("checks-1-number", "2"), ("checks-1-item", "断电"), ("checks-1-state", "bad")]),
    ({"checks": [{"number": 1}]}, [("checks-0-item", "漏水"), ("checks-0-state", "")]),
])
def test_an_answer_is_written_over_what_was_there(hand, form, answers, sent):
    fields = hand.fill(form, answers).fields

    key = next(iter(answers))
    assert [(name, value) for name, value in fields if name == key or name.startswith(f"{key}-")] == sent


def test_a_choice_that_is_not_offered_is_named_with_what_is(hand, form):
    with pytest.raises(CannotFill, match="level has no choice 'wish'; it has must"):
        hand.fill(form, {"level": "wish"})


def test_a_column_that_the_table_does_not_have_is_named_with_those_it_has(hand, form):
    with pytest.raises(CannotFill, match="the table checks has no column sate; it has item, state, evidence, number"):
        hand.fill(form, {"checks": [{"sate": "good"}]})


def test_a_choice_in_a_table_is_named_with_its_row(hand, form):
    with pytest.raises(CannotFill, match="rows, row 2: weight has no choice 'most'"):
        hand.fill(form, {"rows": [{"risk": "a"}, {"risk": "b", "weight": "most"}]})


def test_a_picture_in_a_row_is_sent_with_the_row(hand, form):
    (key, (name, _content, _kind)), = hand.fill(form, {"checks": [{"evidence": ["接头.jpg"]}]}).files

    assert (key, name) == ("checks-0-evidence", "接头.png")


def test_a_field_that_is_not_on_the_page_is_found_missing(form):
    assert missing(form, {"goals": 1, "gaols": 2, "empty": [], "rows": []}) == ["gaols"]


def test_a_picture_that_is_only_named_is_made_up(hand, form):
    (key, (name, content, kind)), = hand.fill(form, {"photos": ["白板.png"]}).files

    assert (key, name, kind) == ("photos", "白板.png", "image/png")
    assert content.startswith(b"\x89PNG")


def test_a_file_beside_the_case_is_sent_as_it_is(hand, form):
    (hand.case.file.parent / "board.txt").write_text("minutes")

    (_key, (name, content, _kind)), = hand.fill(form, {"photos": ["board.txt"]}).files

    assert (name, content) == ("board.txt", b"minutes")


def test_a_signature_is_a_picture_that_the_product_believes(hand, form):
    drawn = dict(hand.fill(form, {"signature": "业务经理"}).fields)["signature"]

    pixels = read_png(png_of(drawn), most_side=4000)

    assert len(set(pixels)) > 2


def test_two_people_sign_differently():
    one, other = props.signature("业务经理"), props.signature("工程经理")

    assert base64.b64decode(one.partition(",")[2]) != base64.b64decode(other.partition(",")[2])


def test_a_page_says_what_it_complains_about():
    assert Page("http://here/", 422, FORM).complaints == ["请填写目标"]


def test_a_complaint_is_told_with_the_key_of_its_field():
    page = Page("http://here/", 422, """<div role="alert"><h2>请再看一下</h2><ul><li><a href="#trace-0-answer">落实 第 1 行</a>：请填写此项。</li>
        <li><a href="#scope">范围</a>：太短。</li><li>附件太大。</li></ul></div>""")

    assert page.complaints == ["落实 第 1 行：请填写此项。 [trace, row 1: answer]", "范围：太短。 [scope]", "附件太大。"]


def test_a_choice_is_known_by_its_value_and_by_its_words_in_either_language(hand, form):
    other = Page("http://here/tasks/7", 200, FORM.replace("必须有", "Must").replace("退回", "Return")).forms[0]
    form.learn(other)

    for level, decision in (("must", "return"), ("必须有", "退回"), ("Must", "Return")):
        fields = hand.fill(form, {"level": level, "decision": decision}).fields
        assert ("level", "must") in fields
        assert ("decision", "return") in fields
