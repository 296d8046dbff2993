"""Which earlier steps of a case count as the same kind, so that a case that was interrupted goes on where it stood."""

import pytest

from webapp.cli.play.case import Step

SIGNS = Step(1, task="lead_signs")
MANAGER = Step(2, task="lead_signs", by="business_manager")
BESIDE = Step(3, task="lead_signs", beside="change_request")


@pytest.mark.parametrize(("step", "earlier", "counts"), [
    (SIGNS, MANAGER, True), (SIGNS, BESIDE, True), (MANAGER, SIGNS, False), (BESIDE, SIGNS, False), (MANAGER, MANAGER, True),
    (SIGNS, Step(4, task="customer_signs"), False), (Step(5, task="x", of="底盘线"), Step(6, task="x", of="内饰线"), False)])
def test_whoever_and_wherever_is_not_named_counts_everybody_and_everywhere(step, earlier, counts):
    assert step.covers(earlier) is counts
