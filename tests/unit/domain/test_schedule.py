"""What approved changes make of a plan: tasks come, move and go, money is added, phases stretch."""

import pytest

from webapp.domain.schedule import rules

INSTALL = {"phase": 1, "task": "安装", "owner": "lead", "start": "2026-03-02", "due": "2026-03-06", "depends_on": ""}
TEST = {"phase": 1, "task": "联调", "owner": "lead", "start": "2026-03-06", "due": "2026-03-10", "depends_on": "安装"}


def yuan(amount):
    return {"amount_minor": amount * 100, "currency": "CNY"}


@pytest.mark.parametrize(("change", "work"), [
    ({"what": "move", "task": "联调", "due": "2026-03-12"}, [INSTALL, {**TEST, "due": "2026-03-12"}]),
    ({"what": "drop", "task": "联调"}, [INSTALL]),
    ({"what": "add", "task": "大屏", "phase": 1, "owner": "designer", "start": "2026-03-03", "due": "2026-03-05"},
     [INSTALL, TEST, {"phase": 1, "task": "大屏", "owner": "designer", "start": "2026-03-03", "due": "2026-03-05",
                      "depends_on": None}]),
    ({"what": "move", "task": "联调", "due": "", "owner": "designer"}, [INSTALL, {**TEST, "owner": "designer"}]),
])
def test_a_change_adds_moves_or_drops_a_task_and_leaves_the_others(change, work):
    assert rules.with_tasks([INSTALL, TEST], [change]) == work


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
