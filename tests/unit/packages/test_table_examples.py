"""Every rule of every decision table has an example, and every example is answered as it says."""

from pathlib import Path

import pytest
from lxml import etree

from webapp.domain import trials

PROCESSES = Path(__file__).parents[3] / "processes"
TABLES = sorted(PROCESSES.glob("**/dmn/*.dmn"))


def files_of(table):
    folder = table.parents[1]
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in (*folder.glob("dmn/*"), *folder.glob("examples/tables/*"))}


EXAMPLES = [(table, example) for table in {table.parent: table for table in TABLES}.values()
            for example in trials.table_examples(files_of(table))]


@pytest.mark.parametrize(("table", "example"), EXAMPLES, ids=[f"{each.decision}: {each.about}" for _, each in EXAMPLES])
def test_an_example_is_answered_as_it_says(table, example):
    value = example.asked(files_of(table)).value

    assert example.is_answered_by(value), value


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_rule_has_an_example(path):
    files = files_of(path)
    asked = [example.asked(files).hits for example in trials.table_examples(files)]

    for table in etree.parse(str(path)).iter("{*}decisionTable"):
        hits = [hit[table.get("id")] for hit in asked if table.get("id") in hit]
        if table.get("hitPolicy") == "FIRST":
            hits = [hit[:1] for hit in hits]
        without = {number for number, _ in enumerate(table.iter("{*}rule"), start=1)}.difference(*hits)
        assert without == set(), table.get("id")
