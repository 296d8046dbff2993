"""Requirements compared line by line: what was edited, what was overtaken, what the next baseline says."""

import pytest

from webapp.domain.requirements import rules

BEAT = {"number": 1, "requirement": "节拍 90 秒", "level": "must", "acceptance": "4 小时", "source": "制造规划"}
SCREEN = {"number": 2, "requirement": "能耗看板", "level": "should", "acceptance": "2%", "source": ""}
BASE = [BEAT, SCREEN]


def edited(number, **words):
    """The whole list as a form hands it in, with one line edited."""
    return [{**line, **(words if line["number"] == number else {})} for line in BASE]


def test_a_list_handed_in_as_it_was_changes_nothing():
    assert rules.difference(BASE, rules.edited(BASE, [])) == []


@pytest.mark.parametrize(("rows", "said"), [
    (edited(1, acceptance="8 小时", reason="两班"), (1, "changed", "4 小时", "8 小时", "两班")),
    (edited(2, withdraw=True, reason="不要了"), (2, "withdrawn", "2%", None, "不要了")),
    ([*BASE, {"number": None, "requirement": "返修位", "level": "could", "acceptance": "一车位", "reason": "现场提出"}],
     (None, "added", None, "一车位", "现场提出")),
    ([BEAT, {"number": 7, "requirement": "返修位", "level": "could", "acceptance": "一车位"}],
     (None, "added", None, "一车位", "")),
])
def test_a_line_is_added_changed_or_withdrawn(rows, said):
    [change] = rules.difference(BASE, rows)

    criterion = [change[side] and change[side]["acceptance"] for side in ("old", "new")]
    assert (change["number"], change["what"], *criterion, change["reason"]) == said


def test_a_line_whose_row_is_missing_stays():
    assert rules.difference(BASE, [BEAT]) == []


def test_who_asked_for_a_line_is_no_part_of_what_was_agreed():
    assert rules.difference(BASE, edited(1, source="工艺部")) == []


def test_a_change_to_a_line_that_reads_otherwise_by_now_is_overtaken_and_the_others_are_not():
    changes = rules.difference(BASE, [{**BEAT, "acceptance": "8 小时"}, {**SCREEN, "withdraw": True},
                                      {"requirement": "返修位", "level": "could", "acceptance": "一车位"}])

    late = rules.overtaken(changes, [{**BEAT, "requirement": "节拍 80 秒"}, SCREEN])

    assert [change["number"] for change in late] == [1]
    assert [change["number"] for change in rules.overtaken(changes, [BEAT])] == [2]


def test_what_was_written_lies_over_the_lines_in_force_and_is_found_again():
    changes = rules.difference(BASE, [*edited(1, acceptance="8 小时", reason="两班"),
                                      {"requirement": "返修位", "level": "could", "acceptance": "一车位", "reason": "x"}])

    assert rules.difference(BASE, rules.edited(BASE, changes)) == changes


def test_the_next_baseline_keeps_every_number_and_gives_none_twice():
    changes = rules.difference(BASE, [*edited(2, withdraw=True, reason="不要了"),
                                      {"requirement": "返修位", "level": "could", "acceptance": "一车位", "reason": "现场提出"}])

    lines = rules.with_changes(BASE, changes, highest=5)

    assert [(line["number"], line["what"]) for line in lines] == [(1, "agreed"), (2, "withdrawn"), (6, "added")]
    assert lines[0]["source"] == "制造规划"


def test_a_list_that_is_signed_anew_keeps_the_numbers_of_what_reads_as_before():
    changes = rules.signed_anew(BASE, [{"requirement": "能耗看板", "level": "must", "acceptance": "2%"},
                                       {"requirement": "返修位", "level": "could", "acceptance": "一车位"}])

    assert [(change["number"], change["what"]) for change in changes] == [(2, "changed"), (None, "added"), (1, "withdrawn")]


@pytest.mark.parametrize(("rows", "touches"), [
    (edited(1, requirement="节拍九十秒"), False), (edited(1, acceptance="8 小时"), True), (edited(2, level="must"), True),
    (edited(2, withdraw=True), True), ([*BASE, {"requirement": "返修位", "level": "must", "acceptance": "一车位"}], False)])
def test_acceptance_is_touched_where_something_agreed_becomes_another_thing_to_accept(rows, touches):
    assert rules.touches_acceptance(rules.difference(BASE, rows)) is touches
