"""Every other case that the lifecycle ships goes to its end; what each of them is there to show is shown."""

from pathlib import Path

from webapp.cli.play.case import read
from webapp.cli.play.command import play
from webapp.domain.packages import is_chinese

PROCESSES = Path(__file__).parents[2] / "processes"


def test_the_hospital_goes_live_in_phases_and_its_slip_is_reviewed_beside_it():
    """In English throughout: who reads the trail, the papers' titles or a mail meets no Chinese."""
    trail = play(read(PROCESSES / "customer_engineering/examples/hospital_record_system.toml", language="en"), hurries=True)

    said = [trail["project"]["name"], trail["project"]["customer"], *(each["title_en"] for each in trail["documents"]),
            *(each["subject"] for each in trail["mails"]), *(each["name"] for each in trail["signatures"]),
            *(f"{task['name_en']} {task['by_name']}" for task in trail["tasks"]), *(each["name_en"] for each in trail["stages"])]
    assert [text for text in said if is_chinese(text)] == []
    assert trail["incidents"] == []
    assert trail["project"]["closed_at"] is not None
    assert {each["package"]: each["ended_by"] for each in trail["beside"]} == {
        "deviation_review": "review_done", "risk_escalation": "risk_done"}
    assert {"filing_receipt", "partial_certificate", "final_certificate"} <= {each["document"] for each in trail["documents"]}
    assert len([task for task in trail["tasks"] if task["element"] == "return_visit" and task["closed_at"]]) == 2


def test_the_plant_overlaps_its_phases_and_an_approved_change_is_in_its_plan():
    trail = play(read(PROCESSES / "customer_engineering/examples/new_energy_vehicle_plant.toml"), hurries=True)

    assert trail["incidents"] == []
    assert trail["project"]["closed_at"] is not None
    assert sorted((each["package"], each["ended_by"]) for each in trail["beside"]) == [
        ("change_request", "change_done"), ("complaint", "complaint_closed"), ("deviation_review", "review_done"),
        ("deviation_review", "review_done"), ("risk_escalation", "risk_done")]
    signed = [each["side"] for each in trail["signatures"] if each["document"] == "change_order"]
    assert sorted(signed) == ["company", "customer"]
    officer = {task["element"] for task in trail["tasks"] if task["by"] == "experience_officer"}
    assert {"review_promises", "plan_experience", "follow_experience"} <= officer
    certificates = [each["document"] for each in trail["documents"] if "certificate" in each["document"]]
    assert certificates == ["partial_certificate", "partial_certificate", "final_certificate"]


def test_what_is_declined_returned_and_unhappy_still_comes_to_its_end():
    trail = play(read(PROCESSES / "customer_engineering/examples/declined_returned_and_unhappy.toml"), hurries=True)

    assert trail["incidents"] == []
    assert trail["project"]["closed_at"] is not None
    assert any(each["declined_at"] for each in trail["confirmations"])
    assert [(each["package"], each["ended_by"]) for each in trail["beside"]] == [("complaint", "complaint_closed")]
    assert [task["state"] for task in trail["tasks"] if task["element"] == "settle_beside"] == ["canceled"]
