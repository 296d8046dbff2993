"""Undefined and manual task: done as soon as reached, because nobody reports to the engine that they were."""

from tests.support.diagrams import Played, diagram, extended, mapping


def test_an_undefined_task_is_passed():
    case = Played(diagram("start > think:task > end"))

    assert case.entered == ["start", "think", "end"]
    assert case.outcome == "completed"


def test_a_manual_task_is_passed():
    assert Played(diagram("start > carry:manual > a")).open == ["a"]


def test_its_output_mappings_are_applied():
    words = extended(mapping(outputs={"double": "=n * 2"}))

    assert Played(diagram("start > think:task > end", think=words), {"n": 4}).variables["double"] == 8
