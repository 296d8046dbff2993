"""The shipped case, played through the pages from the first wish to the last return visit."""

from pathlib import Path

import pytest

from webapp.cli.bench.lifecycle import Scales
from webapp.cli.play.case import CaseError, read
from webapp.cli.play.command import play

EXAMPLE = Path(__file__).parents[2] / "processes/customer_engineering/examples/flexible_production_line.toml"


@pytest.fixture(scope="module")
def scales(tmp_path_factory):
    return Scales(tmp_path_factory.mktemp("play") / "play.db")


@pytest.fixture(scope="module")
def database(scales):
    return f"sqlite:///{scales.database}"


@pytest.fixture(scope="module")
def trail(database, scales):
    return play(read(EXAMPLE), db=database, tell=scales.weigh)


def done(trail, element):
    return [task for task in trail["tasks"] if task["element"] == element and task["state"] == "completed"]


def test_nothing_is_stuck_on_the_way(trail):
    assert trail["incidents"] == []


def test_the_state_of_a_case_stays_light_from_its_first_day_to_its_last(trail, scales):
    assert 0 < scales.biggest <= 4096


def test_the_stages_follow_one_another(trail):
    ways = {stage["stage"]: (stage["entered_at"], stage["left_at"]) for stage in trail["stages"]}

    assert ways["initiation"][1] <= ways["requirements"][0]
    assert ways["requirements"][1] <= ways["design"][0]


def test_the_customers_refusal_voids_the_leads_signature_and_sends_the_draft_back(trail):
    first, *second = [each for each in trail["signatures"] if each["document"] == "requirement_confirmation"]

    assert (first["version"], first["side"]) == (1, "company")
    assert first["voided_at"] is not None
    assert len(done(trail, "draft_confirmation")) == 3
    assert {(each["version"], each["side"], each["voided_at"]) for each in second} == {
        (2, "customer", None), (2, "company", None)}


def test_both_signed_the_very_version_that_was_frozen(trail):
    frozen = {(each["document"], each["version"]): each["sha256"] for each in trail["documents"]}

    assert [each["document"] for each in trail["signatures"]
            if each["sha256"] != frozen[each["document"], each["version"]]] == []


def test_the_layout_went_back_to_the_drawing_board_and_so_did_the_review(trail):
    assert len(done(trail, "design_solution")) == 3
    assert len(done(trail, "confirm_layout")) == 3
    assert len(done(trail, "expert_review")) == 6


def test_whoever_had_not_signed_was_reminded(trail):
    assert ("signature_overdue", "fired") in {(each["element"], each["happened"]) for each in trail["timers"]}
    assert any(mail["subject"].startswith("提醒：请签署") for mail in trail["mails"])


def test_every_document_of_the_way_is_filed(trail):
    assert {each["document"] for each in trail["documents"]} >= {
        "feasibility_note", "customer_requirements", "requirement_confirmation", "collaboration_commitment",
        "drawing_review", "contract_review", "project_handover", "signed_contract", "communication_record",
        "delivery_checklist", "partial_certificate", "final_certificate", "handover_list", "training_record",
        "return_visit_record", "retrospective"}


def test_each_phase_is_tested_and_certified_and_the_last_certificate_is_the_final_one(trail):
    certified = [(each["document"], each["version"]) for each in trail["documents"] if "certificate" in each["document"]]

    assert [task["by"] for task in done(trail, "joint_test")] == ["quality", "quality"]
    assert certified == [("partial_certificate", 1), ("final_certificate", 1), ("final_certificate", 2)]


def test_a_defect_that_the_customer_sends_back_is_repaired_again_before_anybody_signs(trail):
    checks = done(trail, "customer_checks_repair")
    first_signature = next(each for each in trail["signatures"] if each["document"] == "partial_certificate")

    assert [task["by"][:8] for task in checks] == ["contact:", "contact:"]
    assert len(done(trail, "repair_defects")) == 3
    assert checks[-1]["closed_at"] <= first_signature["at"]


def test_where_the_customer_does_not_answer_somebody_goes_there(trail):
    assert ("repair_unanswered", "fired") in {(each["element"], each["happened"]) for each in trail["timers"]}
    assert [task["by"] for task in done(trail, "confirm_repair_on_site")] == ["liaison"]


def test_the_survey_waits_a_week_is_brought_to_mind_and_answered_by_the_customer(trail):
    survey, done_at = done(trail, "survey_customer")[0], {
        each["element"]: each["at"] for each in trail["timers"] if each["happened"] == "fired"}

    assert done_at["seven_days_on"] <= survey["opened_at"] < done_at["survey_reminder"] < survey["closed_at"]
    assert any(mail["subject"].startswith("提醒：满意度调查") for mail in trail["mails"])


def test_the_last_return_visit_ends_the_project(trail):
    visits = done(trail, "return_visit")

    assert len(visits) == 2
    assert trail["project"]["closed_at"] >= visits[-1]["closed_at"]
    assert [task["element"] for task in trail["tasks"] if task["state"] == "open"] == []


def test_the_project_waits_for_what_runs_beside_it_and_closes_by_itself_with_the_last_of_it(trail):
    [settling] = [task for task in trail["tasks"] if task["element"] == "settle_beside"]
    ended = {(each["package"], each["ended_by"]) for each in trail["beside"]}

    assert settling["state"] == "canceled"
    assert trail["project"]["closed_at"] >= settling["closed_at"]
    assert ended == {("change_request", "change_withdrawn"), ("deviation_review", "review_done"), ("risk_escalation", "risk_done"),
                     ("complaint", "complaint_closed")}


def test_finance_sends_the_contract_back_and_the_director_signs_it_off(trail):
    assert len(done(trail, "prepare_contract_review")) == 2
    assert [task["by"] for task in done(trail, "approve_contract")] == ["director"]


def test_the_gate_holds_the_contract_until_the_signed_one_is_there(trail):
    supplied = done(trail, "supply_document")[0]

    assert supplied["by"] == "business_manager"
    assert supplied["closed_at"] > done(trail, "accept_handover")[-1]["closed_at"]


def test_playing_the_same_file_again_finds_everything_done(trail, database):
    again = play(read(EXAMPLE), db=database)

    assert [task["id"] for task in again["tasks"]] == [task["id"] for task in trail["tasks"]]


def test_a_step_that_fails_is_named_with_its_file_and_its_reason(tmp_path):
    told = EXAMPLE.read_text().partition('[[step]]\ntask = "name_pair"')[0]
    path = tmp_path / "case.toml"
    path.write_text(told.replace("customer_budget = 5500000", "customer_bugdet = 5500000"))

    with pytest.raises(CaseError, match=r"case\.toml, line \d+: step 1 \(record_project\): .*customer_bugdet.*customer_budget"):
        play(read(path))


def test_a_step_that_must_be_refused_is_refused_and_changes_nothing(tmp_path):
    told = EXAMPLE.read_text().partition('[[step]]\ntask = "record_project"')[0]
    path = tmp_path / "case.toml"
    path.write_text(told + '[[step]]\ntask = "record_project"\ngoals = ""\nrefused = "goals"\n'
                           '[[step]]\nexpect = { open = ["project_lead: record_project"], closed = false }\n')

    trail = play(read(path))

    assert [task["state"] for task in trail["tasks"]] == ["open"]
