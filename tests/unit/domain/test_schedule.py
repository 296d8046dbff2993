"""What approved changes make of a plan: tasks come, move and go, money is added, phases stretch."""

from datetime import date

import pytest

from webapp.domain.schedule import Plan, late_days, rules, timetable

INSTALL = {"phase": 1, "task": "安装", "owner": "lead", "start": "2026-03-02", "due": "2026-03-06", "depends_on": ""}
TEST = {"phase": 1, "task": "联调", "owner": "lead", "start": "2026-03-06", "due": "2026-03-10", "depends_on": "安装"}


def yuan(amount):
    return {"amount_minor": amount * 100, "currency": "CNY"}


@pytest.mark.parametrize(("change", "work"), [
    ({"what": "move", "task": "联调", "due": "2026-03-12"}, [INSTALL, {**TEST, "due": "2026-03-12"}]),
    ({"what": "drop", "task": "联调"}, [INSTALL]),
    ({"what": "add", "task": "大屏", "phase": 1, "owner": "designer", "start": "2026-03-03", "due": "2026-03-05"},
     [INSTALL, TEST, {"phase": 1, "task": "大屏", "owner": "designer", "start": "2026-03-03", "due": "2026-03-05",
                      "depends_on": ""}]),
    ({"what": "move", "task": "联调", "due": "", "owner": "designer"}, [INSTALL, {**TEST, "owner": "designer"}]),
])
def test_a_change_adds_moves_or_drops_a_task_and_leaves_the_others(change, work):
    assert rules.with_tasks([INSTALL, TEST], [change]) == work


@pytest.mark.parametrize(("known", "there", "phases"), [
    (2, 2, [1, 2, 3, None]),  # nothing came between
    (2, 3, [1, 2, 4, None]),  # another change added a phase meanwhile: the new one comes after it
    (None, 3, [1, 2, 3, None]),  # written before it was kept upon which phases
])
def test_the_phases_that_a_change_adds_are_counted_on_from_those_in_force(known, there, phases):
    work = [{"task": "安装", "phase": 1}, {"task": "联调", "phase": 2}, {"task": "贴标", "phase": 3}, {"task": "培训", "phase": None}]

    assert [row["phase"] for row in rules.counted_on(work, known=known, there=there)] == phases


@pytest.mark.parametrize(("change", "budget"), [
    ({"category": "labour", "amount": yuan(-20)}, [("labour", 80), ("travel", 10)]),
    ({"category": "other", "note": "变更", "amount": yuan(28)}, [("labour", 100), ("travel", 10), ("other", 28)]),
    ({"category": "other", "amount": None}, [("labour", 100), ("travel", 10)]),
])
def test_a_change_adds_money_to_its_category_or_as_a_line_of_its_own(change, budget):
    found = rules.with_money([{"category": "labour", "planned": yuan(100)}, {"category": "travel", "planned": yuan(10)}], [change])

    assert [(row["category"], row["planned"]["amount_minor"] // 100) for row in found] == budget


def test_a_phase_ends_when_its_last_task_does_but_never_earlier_than_agreed():
    phases = [{"name": "一期", "due": "2026-03-08"}, {"name": "二期", "due": "2026-04-01"}]

    assert [phase["due"] for phase in rules.stretched(phases, [INSTALL, TEST])] == ["2026-03-10", "2026-04-01"]


TODAY = date(2026, 3, 7)


def laid_out(*work, done=None, phases=("一期", "二期"), today=TODAY):
    return timetable(Plan([{"name": name} for name in phases], list(work)), done or {}, today=today)


@pytest.mark.parametrize(("today", "done", "state", "late"), [
    ("2026-03-01", None, "ahead", 0),
    ("2026-03-02", None, "running", 0),
    ("2026-03-06", None, "running", 0),
    ("2026-03-07", None, "late", 1),
    ("2026-03-07", "2026-03-05", "done", 0),
    ("2026-03-20", "2026-03-09", "done", 3),
])
def test_a_task_is_ahead_under_way_late_or_done(today, done, state, late):
    today = date.fromisoformat(today)

    line = laid_out(INSTALL, done={"安装": done} if done else {}, today=today)

    [bar] = line.phases[0].bars
    assert (bar.state, late_days(bar, today)) == (state, late)


def test_the_line_reaches_from_the_first_beginning_to_the_last_end_and_holds_today_while_work_goes_on():
    line = laid_out(INSTALL, TEST, done={"安装": "2026-03-05"}, today=date(2026, 3, 14))

    assert (line.first, line.last) == (date(2026, 3, 2), date(2026, 3, 14))
    assert [line.share(day) for day in (date(2026, 3, 2), date(2026, 3, 14), date(2026, 4, 1))] == [0, 92.31, 100]


def test_what_is_done_leaves_the_line_as_it_was():
    line = laid_out(INSTALL, done={"安装": "2026-03-05"}, today=date(2026, 9, 1))

    assert line.phases[0].is_done
    assert (line.first, line.last) == (date(2026, 3, 2), date(2026, 3, 6))


def test_tasks_stand_under_their_phase_and_one_without_dates_has_no_place():
    line = laid_out({**INSTALL, "phase": 2}, {**TEST, "due": None}, {"task": "空"})

    assert [(phase.name, [bar.task for bar in phase.bars]) for phase in line.phases] == [("二期", ["安装"])]


def test_without_any_dated_task_there_is_no_line():
    assert laid_out() is None
