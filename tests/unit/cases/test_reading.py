"""A case is read whole; what is wrong is named with its file and its place."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from webapp.cli.play.case import CaseError, Step, read
from webapp.cli.play.signing import unused
from webapp.cli.play.times import NotATime, moment, span

EXAMPLES = sorted((Path(__file__).parents[3] / "processes").glob("*/examples/*.toml"))
SMALL = """
[customer]
name = "某食品公司"
[customer.contact]
name = "设备部经理"
email = "equipment@food.example"
[project]
name = "二车间包装线改造"
site = "二车间"
"""
STEP = """
[[step]]
task = "record_project"
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_shipped_example_can_be_read(path):
    case = read(path)

    assert case.steps
    assert case.duration > timedelta(days=1)


def test_what_is_not_reserved_is_an_answer(tmp_path):
    case = written(tmp_path, SMALL + STEP + 'goals = "少停机"\nwait = "2 days"\n')

    assert case.steps[0].answers == {"goals": "少停机"}
    assert case.steps[0].wait == timedelta(days=2)
    assert case.project_answers == {"site": "二车间"}


def test_a_role_that_nobody_is_named_for_is_played_by_its_usual_account(tmp_path):
    case = written(tmp_path, SMALL + '[people]\ndesigner = "designer2"\n' + STEP)

    assert case.username("designer") == "designer2"
    assert case.username("project_lead") == "lead"
    assert [player.username for player in case.people["expert"]] == ["expert1", "expert2", "expert3"]


def test_a_person_is_meant_by_role_by_name_or_by_user_name(tmp_path):
    case = written(tmp_path, SMALL + '[people]\ndesigner = { username = "designer9", name = "系统设计师" }\n' + STEP + 'by = "系统设计师"\n')

    assert [case.username(word) for word in ("designer", "系统设计师", "designer9")] == ["designer9"] * 3


def test_the_same_file_is_the_same_run_and_another_letter_another(tmp_path):
    first, again = written(tmp_path, SMALL + STEP), written(tmp_path, SMALL + STEP)
    other = written(tmp_path, SMALL + STEP + 'goals = "x"\n')

    assert first.reference == again.reference
    assert other.reference != first.reference


@pytest.mark.parametrize(("text", "where", "problem"), [
    ("title = ", "", "is not TOML"),
    (STEP, "[customer]", "wants a table [customer]"),
    (SMALL.replace('email = "equipment@food.example"', ""), "[customer.contact]", 'wants email = "…"'),
    (SMALL, "[[step]]", "at least one step"),
    (SMALL + "[[step]]\n", "step 1", "wants a task"),
    (SMALL + '[[step]]\ngoals = "x"\n', "step 1", "without a task"),
    (SMALL + STEP + 'wait = "soon"\n', "step 1 (record_project)", "no length of time"),
    (SMALL + STEP + "expect = { stages = 1 }\n", "step 1 (record_project) expect", "does not know stages"),
    (SMALL + '[people]\ncook = "x"\n' + STEP, "[people]", "there is no role 'cook'"),
    (SMALL + STEP + 'by = "厨师"\n', "step 1 (record_project)", "by = '厨师' is nobody here; say a role (project_lead, "),
    ("colour = 1\n" + SMALL + STEP, "", "does not know colour"),
])
def test_a_mistake_is_named_with_its_place(tmp_path, text, where, problem):
    with pytest.raises(CaseError) as wrong:
        written(tmp_path, text)

    assert wrong.value.where == where
    assert problem in wrong.value.problem
    assert "case.toml" in str(wrong.value)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(CaseError, match="cannot be read"):
        read(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(("text", "length"), [
    ("3 days", timedelta(days=3)),
    ("1 day 4 hours", timedelta(days=1, hours=4)),
    ("90 minutes", timedelta(minutes=90)),
    ("2 周", timedelta(weeks=2)),
    ("3个月", timedelta(days=90)),
    ("1.5 hours", timedelta(minutes=90)),
])
def test_a_length_of_time_is_said_in_words(text, length):
    assert span(text) == length


@pytest.mark.parametrize("text", ["", "soon", "3", "3 dais", "days"])
def test_what_says_no_length_of_time_is_refused(text):
    with pytest.raises(NotATime):
        span(text)


@pytest.mark.parametrize(("text", "day"), [
    ("today", date(2026, 3, 2)),
    ("in 45 days", date(2026, 4, 16)),
    ("3 days ago", date(2026, 2, 27)),
    ("2026-05-01", date(2026, 5, 1)),
    ("2026年5月1日", date(2026, 5, 1)),
    ("45天后", date(2026, 4, 16)),
    ("2 周前", date(2026, 2, 16)),
    ("过几天后", None),
    ("in a while", None),
    ("柔性生产线", None),
])
def test_a_date_may_be_counted_from_the_day_it_is_in_the_case(text, day):
    assert moment(text, datetime(2026, 3, 2, 9, tzinfo=UTC)) == day


def written(folder, text):
    path = folder / "case.toml"
    path.write_text(text)
    return read(path)


def test_a_mistake_in_a_step_names_its_line(tmp_path):
    text = SMALL + STEP + "\n# a word between\n" + STEP.replace("record_project", "name_pair") + 'wait = "soon"\n'

    with pytest.raises(CaseError) as wrong:
        written(tmp_path, text)

    line = text[:text.rindex("[[step]]")].count("\n") + 1
    assert f", line {line}: step 2 (name_pair): " in str(wrong.value)


def test_what_a_signature_has_no_use_for_is_named():
    signs = Step(1, "lead_signs", answers={"decision": "sign", "name_typed": "x", "title": "主任"})
    declines = Step(2, "lead_signs", answers={"decision": "decline", "reason": "x" * 9})

    assert unused(signs) == "title not used: the page asks for decision, name_typed, signature"
    assert unused(declines) == ""
