"""The packages beside the lifecycle: sound, complete in both languages, printable, and true to their tables."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.decisions import read as read_decisions
from webapp import processes
from webapp.domain import packages
from webapp.domain.documents.contents import fixed_words
from webapp.domain.documents.rendering import render
from webapp.domain.packages.words import read_words
from webapp.handlers import HANDLERS

PROCESSES = Path(__file__).parents[3] / "processes"
SIDES = [package for package in processes.find(PROCESSES) if package.manifest.begun_by]
BY_KEY = {package.manifest.key: package for package in SIDES}


def yuan(amount: int) -> dict[str, object]:
    return {"amount_minor": amount * 100, "currency": "CNY"}


@pytest.mark.parametrize("package", SIDES, ids=BY_KEY)
def test_nothing_is_objected_to_or_doubtful(package):
    found = [*packages.check(package.files, handlers=HANDLERS), *packages.lint(package.files)]

    assert [str(finding) for finding in found] == []


@pytest.mark.parametrize(("package", "kind"), [(package, kind) for package in SIDES for kind in package.manifest.documents],
                         ids=lambda value: value if isinstance(value, str) else value.manifest.key)
def test_its_document_is_printed_in_english_even_where_nothing_was_answered(package, kind):
    paper = package.manifest.documents[kind]
    words = fixed_words(package.files, read_words(package.files["i18n/en.po"]))
    heading = {"kind": kind, "title": paper["title"], "title_en": paper["title_en"], "number": "D1", "version": 1,
               "date": "2026-10-09", "hash_of_data": "0" * 64}

    rendered = render(package.files, paper["template"], {
        "document": heading, "project": {}, "customer": {}, "answers": {}, "people": {}, "company": {}, "variables": {},
        "locale": "en", "words": words}, at=datetime(2026, 10, 9, tzinfo=UTC))

    assert rendered.pdf.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["../x/documents/look.typ", "/etc/a/passwd", "look.typ", "customer_engineering/documents/none.typ"])
def test_only_a_file_of_a_neighbour_is_borrowed(tmp_path, name):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/package.toml").write_text(f'key = "a"\nname = "a"\nroot = "a"\nborrows = ["{name}"]\n')

    with pytest.raises(processes.NotAPackage):
        processes.read(tmp_path / "a")


@pytest.mark.parametrize(("said", "is_one"), [("", False), ("one_at_a_time = false", False), ("one_at_a_time = true", True)])
def test_a_package_says_whether_one_at_most_is_open(said, is_one):
    assert processes.read_manifest(f'key = "a"\nname = "a"\nroot = "a"\n{said}'.encode()).one_at_a_time is is_one


@pytest.mark.parametrize("said", ['"yes"', "1"])
def test_what_is_neither_true_nor_false_is_not_taken_for_no(said):
    with pytest.raises(processes.NotAPackage, match="one_at_a_time"):
        processes.read_manifest(f'key = "a"\nname = "a"\nroot = "a"\none_at_a_time = {said}'.encode())


@pytest.mark.parametrize(("cost", "days", "acceptance", "approvers"), [
    (1_000_001, 0, False, ["director", "general_manager"]), (-200_001, 0, False, ["director"]), (0, 31, False, ["director"]),
    (50_001, 30, False, ["department_head"]), (50_000, -11, False, ["department_head"]),
    (0, 0, True, ["department_head"]), (50_000, 10, False, ["project_lead"])])
def test_money_and_days_decide_who_approves_a_change(cost, days, acceptance, approvers):
    assert decide("change_request", "change_route", {
        "extra_cost": yuan(cost), "extra_days": days, "touches_acceptance": acceptance})["approvers"] == approvers


@pytest.mark.parametrize(("severity", "stops", "limit"), [
    ("minor", True, "P1D"), ("critical", False, "P1D"), ("major", False, "P3D"), ("minor", False, "P7D")])
def test_severity_and_a_standstill_set_the_clock(severity, stops, limit):
    assert decide("complaint", "complaint_clock", {"severity": severity, "stops_work": stops})["solve_within"] == limit


@pytest.mark.parametrize(("percent", "caught", "approver"), [(10.1, 9, "director"), (7, 2, "director"), (10, 3, "engineering_manager")])
def test_the_slip_and_what_is_not_won_back_decide_who_approves_the_measures(percent, caught, approver):
    assert decide("deviation_review", "review_route", {
        "slip_percent": percent, "slip_days": 3, "caught_days": caught})["approver"] == approver


@pytest.mark.parametrize(("planned", "forecast", "approvers"), [
    (1000, 1151, ["director", "general_manager"]), (10_000_000, 10_500_001, ["director", "general_manager"]),
    (1000, 1051, ["director"]), (1000, 1050, ["department_head"]), (0, 1, ["director", "general_manager"])])
def test_how_far_completion_is_over_decides_who_approves_a_breach(planned, forecast, approvers):
    assert decide("budget_breach", "breach_route", {"planned": planned, "forecast": forecast})["approvers"] == approvers


@pytest.mark.parametrize(("probability", "impact", "cost", "decider"), [
    (4, 5, 0, "director"), (3, 5, 200_001, "director"), (3, 5, 200_000, "engineering_manager")])
def test_points_and_cost_decide_who_decides_on_a_risk(probability, impact, cost, decider):
    assert decide("risk_escalation", "risk_route", {
        "probability": probability, "impact": impact, "cost": yuan(cost)})["decider"] == decider


def decide(key, decision, context):
    path = f"dmn/{decision}.dmn"
    return read_decisions(BY_KEY[key].files[path], path).evaluate(decision, context)
