"""What a case expects may be said as its author would say it; what is not met is told with what is there."""

import pytest

from tests.support.cases import CASE
from webapp.cli.play.case import read
from webapp.cli.play.expectations import unmet

TRAIL = {
    "project": {"stage": "requirements", "closed_at": None}, "signatures": [], "beside": [],
    "stages": [{"stage": "requirements", "name": "需求确认", "name_en": "Requirement confirmation"}],
    "documents": [{"document": "feasibility_note", "version": 1}],
    "tasks": [{"element": "collect_requirements", "form": "collect_requirements", "name": "收集客户需求", "assignee": "liaison",
               "groups": [], "state": "open", "beside": None}],
}


@pytest.fixture
def case(tmp_path):
    (path := tmp_path / "case.toml").write_text(CASE)
    return read(path)


@pytest.mark.parametrize("expect", [
    {"stage": "requirements"}, {"stage": "需求确认"}, {"stage": "Requirement confirmation"},
    {"open": "收集客户需求"}, {"open": ["liaison: collect_requirements"]}, {"documents": "feasibility_note v1"}, {"closed": False}])
def test_what_is_so_is_met(case, expect):
    assert unmet(expect, TRAIL, case) == []


@pytest.mark.parametrize(("expect", "said"), [
    ({"stage": "design"}, "expected stage design, it is requirements; open are liaison: collect_requirements"),
    ({"open": "kickoff"}, "expected kickoff to be open; open are liaison: collect_requirements"),
    ({"closed": True}, "expected the project to be closed, it is not; open are liaison: collect_requirements"),
    ({"documents": ["contract"]}, "expected document contract; there are feasibility_note v1")])
def test_what_is_not_so_is_told_with_what_is_there(case, expect, said):
    assert unmet(expect, TRAIL, case) == [said]
