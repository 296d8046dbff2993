"""What the server shows as done is put down to one step each, so that a case that was interrupted goes on where it stood."""

import pytest

from tests.support.cases import CASE
from webapp.cli.play.case import Step, read
from webapp.cli.play.tally import Tally


def done(number, element, *, by="lead", beside=None, of=None, document=None, state="completed"):
    return {"id": number, "element": element, "form": element, "name": element, "name_en": element, "state": state,
            "by": by, "beside": beside, "of": of, "document": document}


@pytest.fixture
def tally(tmp_path):
    (path := tmp_path / "case.toml").write_text(CASE)
    return Tally(read(path))


def trail(*tasks, **more):
    return {"tasks": list(tasks), "beside": [], "confirmations": [], **more}


def test_a_deed_counts_for_one_step(tally):
    seen = trail(done(1, "draft"))

    assert [tally.takes(Step(1, task="draft"), seen), tally.takes(Step(2, task="draft"), seen)] == [True, False]


def test_a_step_that_names_no_case_beside_takes_a_deed_there_from_the_next_that_does(tally):
    seen = trail(done(1, "carry_out", beside="complaint"))

    assert tally.takes(Step(1, task="carry_out"), seen)
    assert not tally.takes(Step(2, task="carry_out", beside="complaint"), seen)
    assert tally.takes(Step(2, task="carry_out", beside="complaint"), trail(*seen["tasks"], done(2, "carry_out", beside="complaint")))


@pytest.mark.parametrize("named", [{"by": "business_manager"}, {"beside": "change_request"}, {"of": "底盘线"}, {"of": "training_record"}])
def test_what_a_step_names_must_fit(tally, named):
    step = Step(1, task="signs", **named)
    fits = done(3, "signs", by="business_manager", beside="change_request", of="底盘线") if "of" not in named or named["of"] == "底盘线" \
        else done(3, "signs", document="training_record")

    assert not tally.shows(step, trail(done(1, "signs"), done(2, "other"), {**fits, "state": "canceled"}))
    assert tally.takes(step, trail(done(1, "signs"), fits))


def test_an_edit_and_a_process_begun_by_hand_count_once(tally):
    voided = {"id": 7, "document": "contract", "voided_at": "then", "declined_at": None, "void_reason": "edited"}
    seen = trail(confirmations=[voided, {**voided, "id": 8, "document": "other"}],
                 beside=[{"package": "complaint", "number": 1, "by_hand": True, "begun_by": "lead"}])

    for step in (Step(1, edit="contract"), Step(2, begin="complaint")):
        assert [tally.takes(step, seen), tally.takes(step, seen)] == [True, False]
