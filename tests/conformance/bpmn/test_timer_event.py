"""Timer events: a date, a duration or a cycle; waited for in the flow or beside an activity."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import ExpressionError
from engine.spiff import check
from engine.spiff.cron import cron
from tests.support.diagrams import NOON, Played, at, diagram, timer


def waiting_for(content):
    return diagram("start > pause:catch > a", pause=content)


@pytest.mark.parametrize(("content", "due"), [
    (timer("P2D"), datetime(2026, 3, 4, 12, tzinfo=UTC)),
    (timer("PT90M"), datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
    (timer("P1M"), datetime(2026, 4, 2, 12, tzinfo=UTC)),
    (timer("=wait"), datetime(2026, 3, 3, 12, tzinfo=UTC)),
    (timer('=duration("PT1H")'), datetime(2026, 3, 2, 13, tzinfo=UTC)),
    (timer(date="2026-05-01T08:00:00+08:00"), datetime(2026, 5, 1, tzinfo=UTC)),
    (timer(date='=date and time("2026-05-01T08:00:00Z") + duration("P1D")'), datetime(2026, 5, 2, 8, tzinfo=UTC)),
])
def test_is_due_when_it_says(content, due):
    wait = Played(waiting_for(content), {"wait": "P1D"}).wait("pause")

    assert (wait.kind, wait.due_at, wait.repetitions) == ("timer", due, None)


def test_goes_on_when_it_fires():
    case = Played(waiting_for(timer("P2D")))

    assert case.later(days=1).open == []
    assert case.later(days=1).open == ["a"]


@pytest.mark.parametrize("beyond", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "P99999999999D"])
def test_a_time_beyond_the_calendar_is_refused(beyond):
    said = timer(beyond) if beyond.startswith("P") else timer(date=beyond)

    assert "timer-unreadable" in {found.rule for found in check({"d.bpmn": diagram("start > c:catch > a", c=said)})}


def test_an_unreadable_time_is_an_error_at_its_event():
    with pytest.raises(ExpressionError, match="timer-unreadable") as raised:
        Played(waiting_for(timer("=wait")), {"wait": "tomorrow"})

    assert raised.value.facts["element"] == "pause"


def test_an_interrupting_boundary_timer_takes_the_task_away():
    case = Played(diagram("start > a > b; late:boundary > remind", late=at("a", timer("P1D"))))

    assert case.later(days=2).open == ["remind"]


def test_a_boundary_timer_is_forgotten_when_the_task_is_done():
    case = Played(diagram("start > a > b; late:boundary > remind", late=at("a", timer("P1D"))))

    case.complete("a")

    assert [wait.kind for wait in case.run.waits()] == ["task"]
    assert case.entered == ["start", "a", "b"]


def test_a_non_interrupting_boundary_timer_fires_once_beside_the_task():
    case = Played(diagram(
        "start > a > b; late:boundary > remind", late=at("a", timer("P1D"), interrupting=False)))

    assert case.later(days=5).open == ["a", "remind"]
    assert [wait.kind for wait in case.run.waits()] == ["task", "task"]
    assert case.complete("a").open == ["b", "remind"]


def test_a_cycle_fires_as_often_as_it_says_and_does_not_drift():
    case = Played(diagram("start > a > b; late:boundary > remind", late=at(
        "a", timer(cycle="R3/P7D"), interrupting=False)))

    assert case.wait("late").repetitions == 3
    assert case.later(days=8).open == ["a", "remind"]
    assert case.wait("late").due_at == NOON + timedelta(days=14)
    assert case.later(days=30).open == ["a", "remind", "remind", "remind"]
    assert [wait.kind for wait in case.run.waits()].count("timer") == 0


def test_a_cycle_without_a_number_goes_on_while_the_task_is_open():
    case = Played(diagram("start > a > end; late:boundary > note:task > end2", late=at(
        "a", timer(cycle="R/P1D"), interrupting=False)))

    case.later(days=40)

    assert case.entered.count("note") == 40
    assert case.complete("a").outcome == "completed"


@pytest.mark.parametrize(("begun", "cycle", "days"), [
    (datetime(2026, 1, 31, 9, tzinfo=UTC), "R/P1M", ["02-28", "03-31", "04-30", "05-31"]),
    (datetime(2026, 1, 1, 9, tzinfo=UTC), "R/2026-01-30T09:00:00Z/P1M", ["01-30", "02-28", "03-30", "04-30"]),
    (datetime(2026, 1, 31, 9, tzinfo=UTC), "R4/P1M1D", ["03-01", "04-02", "05-03", "06-04"]),
])
def test_a_cycle_of_months_keeps_its_day_where_the_month_has_it(begun, cycle, days):
    case = Played(diagram("start > a > end; late:boundary > note:task > end2", late=at(
        "a", timer(cycle=cycle), interrupting=False)), now=begun)
    due = []

    for _ in days:
        due.append(case.wait("late").due_at)
        case.later(seconds=(due[-1] - case.now).total_seconds())

    assert [f"{one:%m-%d}" for one in due] == days


def test_several_boundary_events_wait_together_and_go_together():
    case = Played(diagram(
        "start > a > b; soon:boundary > remind; late:boundary > escalate",
        soon=at("a", timer("P1D"), interrupting=False), late=at("a", timer("P3D")),
    ))

    assert case.later(days=2).open == ["a", "remind"]
    assert case.later(days=2).open == ["escalate", "remind"]


def test_a_cycle_may_be_a_cron_expression():
    case = Played(diagram("start > a > end; morning:boundary > look",
                          morning=at("a", timer(cycle="0 0 9 * * MON-FRI"), interrupting=False)))
    assert case.wait("morning").due_at == NOON.replace(day=3, hour=9)

    case.later(days=7)

    assert case.open == ["a", *["look"] * 5]


@pytest.mark.parametrize(("text", "due"), [
    ("*/15 * * * *", "2026-03-02T12:15:00"), ("0 30 8 L * ?", "2026-03-31T08:30:00"),
    ("0 0 0 29 2 *", "2028-02-29T00:00:00"), ("@weekly", "2026-03-08T00:00:00"),
    ("0 0 12 1,15 JAN-JUN *", "2026-03-15T12:00:00"), ("0 0 6 * * 0", "2026-03-08T06:00:00"),
    ("30 0/20 * * * ? 2026-2027", "2026-03-02T12:00:30"), ("0 0 6 * * SAT-SUN", "2026-03-07T06:00:00"),
    ("0 0 6 * * 7-1", "2026-03-08T06:00:00"),
])
def test_cron_expressions_of_every_form(text, due):
    assert cron(text).after(NOON).isoformat() == due + "+00:00"


@pytest.mark.parametrize("text", ["0 0", "61 * * * *", "* * 25 * * *", "0 0 0 * FOO *", "0 0 0 5-3 * *", "0 0 0 31 2 *",
                                  "0 0 0 * * JAN", "0 0 0 * MON *", "0 0 0 * * 8-1"])
def test_a_cron_expression_that_never_comes_is_refused(text):
    assert "timer-unreadable" in {found.rule for found in check({"d.bpmn": diagram(
        "start > a; b:boundary > c", b=at("a", timer(cycle=text)))})}
