"""A signed change adds a phase while the last one is being accepted: it is carried out, accepted and certified like the others."""

from pathlib import Path

import pytest

from webapp.cli.play.case import read
from webapp.cli.play.command import play


@pytest.fixture(scope="module")
def trail():
    return play(read(Path(__file__).parent / "change_adds_a_phase.toml"))


def test_the_phase_that_was_the_last_gets_a_partial_certificate_and_the_new_one_the_final(trail):
    papers = [each["document"] for each in trail["documents"] if "certificate" in each["document"]]

    assert trail["incidents"] == []
    assert papers == ["partial_certificate", "final_certificate"]


def test_the_new_phase_owes_what_every_phase_owes(trail):
    for kind in ("material_acceptance", "concealed_work", "delivery_checklist"):
        assert len([each for each in trail["documents"] if each["document"] == kind]) == 2


def test_nothing_is_handed_over_before_it_is_accepted(trail):
    accepted = max(each["at"] for each in trail["signatures"] if each["document"] == "final_certificate")
    opened = min(task["opened_at"] for task in trail["tasks"] if task["element"] == "prepare_handover")

    assert accepted <= opened
