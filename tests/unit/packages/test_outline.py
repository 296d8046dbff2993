"""A diagram told as a list: every step once, in order, with the ways that need words."""

from pathlib import Path

import pytest

from engine.spiff import load
from tests.support.diagrams import diagram, sub_process, timer
from webapp import processes
from webapp.domain.packages import outline

PROCESSES = Path(__file__).parents[3] / "processes"
SHIPPED = [*processes.find(PROCESSES), *processes.starters(PROCESSES)]


def told(flows, **inside):
    """The lines as one would read them out."""
    process = load({"a.bpmn": diagram(flows, **inside)}, profile="lenient").processes["p"]
    return [" ".join([line.number, line.element.id, *(_way(way) for way in line.ways)]) for line in outline(process)]


def _way(way):
    said = way.flow.condition or ("otherwise" if way.flow.is_default else "")
    return f"[{said} {'^' if way.is_back else '>'} {way.number}]"


def test_one_after_the_other_needs_no_ways():
    assert told("start > a > b > end") == ["1 start", "2 a", "3 b", "4 end"]


def test_a_choice_names_every_way():
    assert told("start > which:xor; which -[x > 1]> a; which -default> b; a > end; b > end") == [
        "1 start", "2 which [x > 1 > 3] [otherwise > 4]", "3 a [ > 5]", "4 b", "5 end"]


def test_a_gateway_that_only_joins_is_passed_over():
    assert told("start > s:and; s > a; s > b; a > j:and; b > j; j > end") == [
        "1 start", "2 s [ > 3] [ > 4]", "3 a [ > 5]", "4 b", "5 end"]


def test_a_loop_leads_back_to_the_step_it_repeats():
    assert told("start > again:xor; again > a > ok:xor; ok -[yes]> end; ok -default> again") == [
        "1 start", "2 a", "3 ok [yes > 4] [otherwise ^ 2]", "4 end"]


def test_what_stands_inside_a_sub_process_is_numbered_under_it():
    inside = sub_process("start2:start > b > end2:end")

    assert told("start > a:sub > end", a=inside) == ["1 start", "2 a [ > 3]", "2.1 start2", "2.2 b", "2.3 end2", "3 end"]


def test_what_may_happen_at_the_edge_follows_the_step():
    lines = told("start > a > end; late:boundary > c", late="@attachedToRef=a " + timer(duration="P2D"))

    assert lines == ["1 start", "2 a", "3 end", "4 late", "5 c"]


def test_what_no_flow_leads_to_is_told_too():
    assert told("start > end; a > b") == ["1 start", "2 end", "3 a", "4 b"]
    assert sorted(told("a > b > a")) == ["1 a", "2 b [ ^ 1]"]


@pytest.mark.parametrize("package", SHIPPED, ids=lambda package: package.manifest.key)
def test_every_step_of_the_shipped_diagrams_is_told_once(package):
    for process in load(dict(package.files)).processes.values():
        lines = outline(process)

        named = {element.id for element in process.elements if element.name}
        numbers = [line.number for line in lines]
        assert named <= {line.element.id for line in lines}
        assert len(set(numbers)) == len(numbers)
        assert {way.number for line in lines for way in line.ways} <= set(numbers)
