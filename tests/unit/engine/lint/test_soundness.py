"""Soundness: what can wait for ever, be done twice, never be reached or never end, shown by playing every way."""

import pytest

from engine.lint import lint
from engine.lint.package import read_package
from engine.lint.tokens import Game, HastyGame
from tests.support.diagrams import at, diagram, event, extended, sub_process, timer, zeebe

DEADLOCKS = {
    "one of two branches is taken, both are awaited":
        ("start > g:xor; g -[x]> a; g -default> b; a > j:and; b > j; j > end", "j"),
    "some of the branches are taken, all are awaited":
        ("start > g:or; g -[x]> a; g -[y]> b; g -default> c; a > j:and; b > j; c > j; j > end", "j"),
    "a branch that may leave by a choice":
        ("start > s:and; s > a; s > b; a > g:xor; g -[x]> j:and; g -default> end1:end; b > j; j > end", "j"),
    "the way out of a loop leads to a join with the way in":
        ("start > j:and; j > a > g:xor; g -[x]> j; g -default> end", "j"),
}


def of(xml, **given):
    return [(found.rule, found.severity, found.element) for found in lint({"a.bpmn": xml}, **given)
            if found.rule not in {"name-missing", "nobody-may-do-it", "task-without-form", "variable-never-set"}]


@pytest.mark.parametrize("case", DEADLOCKS.values(), ids=DEADLOCKS)
def test_a_join_that_may_wait_for_ever_is_an_error_at_the_join(case):
    flows, join = case

    assert ("join-waits-for-ever", "error", join) in of(diagram(flows))


def test_what_is_missing_at_the_join_is_told():
    xml = diagram("start > g:xor; g -[x]> a; g -default> b; a > j:and; b > j; j > end")

    [found] = [one for one in lint({"a.bpmn": xml}) if one.rule == "join-waits-for-ever"]

    assert found.facts["missing"] in {"a_j", "b_j"}
    assert (found.file, found.line) == ("a.bpmn", 1)
    assert found.facts["remedy"]


def test_a_deadlock_inside_a_sub_process_is_found_there():
    xml = diagram("start > w:sub > end", w=sub_process(
        "start1 > g:xor; g -[x]> a; g -default> b; a > j:and; b > j; j > end1"))

    assert ("join-waits-for-ever", "error", "j") in of(xml)


def test_a_boundary_event_that_interrupts_takes_a_branch_away_from_the_join():
    xml = diagram("start > s:and; s > a; s > b; a > j:and; b > j; j > end; late:boundary > end2:end",
                  late=at("a", timer("P1D")))

    assert ("join-waits-for-ever", "error", "j") in of(xml)


SOUND = {
    "a plain path": "start > a > end",
    "choice and merge": "start > g:xor; g -[x]> a; g -default> b; a > j:xor; b > j; j > end",
    "fork and join": "start > g:and; g > a; g > b; a > j:and; b > j; j > end",
    "inclusive split and join": "start > g:or; g -[x]> a; g -default> b; a > j:or; b > j; j > end",
    "a fork joined by an inclusive gateway": "start > g:and; g > a; g > b; a > j:or; b > j; j > end",
    "a loop back": "start > a > g:xor; g -[x]> a; g -default> end",
    "a fork in a loop":
        "start > m:xor > s:and; s > a; s > b; a > j:and; b > j; j > g:xor; g -[x]> m; g -default> end",
    "nested forks": "start > s:and; s > a; s > t:and; t > b; t > c; b > k:and; c > k; k > j:and; a > j; j > end",
    "branches that end by themselves": "start > s:and; s > a; s > b; a > end; b > end2",
}


@pytest.mark.parametrize("flows", SOUND.values(), ids=SOUND)
def test_a_sound_diagram_gives_no_doubt(flows):
    assert of(diagram(flows)) == []


def test_a_boundary_event_whose_way_merges_before_the_join_is_sound():
    xml = diagram("start > s:and; s > a; s > b; a > m:xor; late:boundary > c > m; m > j:and; b > j; j > end",
                  late=at("a", timer("P1D")))

    assert of(xml) == []


def test_links_are_flows():
    link = '<bpmn:linkEventDefinition name="L"/>'
    xml = diagram("start > l:throw; k:catch > a > end", l=link, k=link)

    assert of(xml) == []


def test_what_follows_unjoined_branches_is_done_for_each():
    xml = diagram("start > s:and; s > a; s > b; a > m:xor; b > m; m > pay > end")

    assert of(xml) == [("done-more-than-once", "warning", "pay")]


def test_branches_that_are_never_joined_in_a_loop_multiply():
    xml = diagram("start > m:xor > a > s:and; s > m; s > b; b > m2:xor; m2 > m")

    assert ("tokens-multiply", "error", "s") in of(xml)


def test_a_case_that_can_never_end_is_an_error():
    assert of(diagram("start > m:xor > a > m")) == [("never-ends", "error", "m")]


def test_a_part_that_no_token_reaches_is_an_error():
    xml = diagram("start > a > end; t:throw > b > t", t=event("signal", "s"), roots='<bpmn:signal id="s" name="s"/>')

    assert {("never-reached", "error", "t"), ("never-reached", "error", "b")} <= set(of(xml))


def test_a_circle_in_which_nothing_is_waited_for():
    may_end = diagram("start > m:xor > s:script > g:xor; g -[x > 3]> end; g -default> m",
                      s=extended(zeebe("script", expression="=1", resultVariable="x")))
    never = diagram("start > m:xor > s:script > m",
                    s=extended(zeebe("script", expression="=1", resultVariable="x")))

    assert ("loop-without-wait", "warning", "g") in of(may_end)
    assert ("loop-without-wait", "error", "m") in of(never)


def test_a_loop_with_a_person_in_it_waits():
    assert of(diagram("start > a > g:xor; g -[x]> a; g -default> end")) == []


def wide(branches: int) -> str:
    return "start > s:and; " + "; ".join(f"s > a{n} > b{n} > j{':and' if n == 0 else ''}" for n in range(branches))


WIDE = wide(14)
CHOICES = "; ".join(
    f"s > x{n}:xor; x{n} -[x]> a{n}; x{n} -default> b{n}; a{n} > y{n}:xor; b{n} > y{n}; y{n} -[x]> x{n};"
    f"y{n} -default> j" for n in range(9))


def test_many_branches_are_played_in_one_order_where_the_order_does_not_matter():
    assert of(diagram(WIDE + "; j > end")) == []
    assert ("join-waits-for-ever", "error", "j") in of(diagram(
        WIDE + "; s > g:xor; g -[x]> j; g -default> end2; j > end"))


def test_a_wide_state_takes_its_width_from_the_budget():
    [scope] = read_package({"a.bpmn": diagram(wide(100) + "; j > end")}, frozenset(), None).scopes()
    in_every_order, in_one = Game(scope), HastyGame(scope)

    in_every_order.play()
    in_one.play()

    assert (in_every_order.is_whole, in_one.is_whole) == (False, True)
    assert len(in_every_order.after) < 100


def test_what_cannot_be_played_within_the_budget_is_told():
    xml = diagram("start > s:and; " + CHOICES.replace("> j", "> j:and", 1) + "; j > end")

    assert of(xml) == [("too-many-states", "warning", "p")]


def test_a_reminder_in_a_circle_may_be_left_undone_while_the_next_one_comes():
    circle = "start > m:xor > a > g:xor; g -[again]> m; g -default> end; late:boundary > remind > end2:end"
    beside = at("a", timer("PT1H"), interrupting=False)

    assert of(diagram(circle, late=beside)) == []
    assert "tokens-multiply" in {rule for rule, *_ in of(diagram(circle + "; remind > m", late=beside))}


def test_what_begins_a_process_by_itself_is_reached():
    roots = '<bpmn:message id="m" name="m"/><bpmn:signal id="s" name="s"/>'

    assert of(diagram("start > a > end; r:receive > b > end2:end", r="@instantiate=true @messageRef=m ", roots=roots)) == []
    assert of(diagram("start > a > end; g:event > c:catch > b > end2:end; g > d:catch > b", g="@instantiate=true ",
                      c=event("message", "m"), d=event("signal", "s"), roots=roots)) == []


def test_what_stands_behind_an_event_at_the_boundary_of_a_handler_is_reached():
    back = "<bpmn:compensateEventDefinition/>"
    xml = diagram("start > a > back:throw > end; undo; late:boundary > call > end2:end", undoing={"a": "undo"}, back=back,
                  late=at("undo", timer("PT1H")))

    assert of(xml) == []
