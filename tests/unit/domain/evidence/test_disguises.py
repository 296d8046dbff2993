"""Forgeries that live between two readers: every one is false, and told by the check that is for it."""

import pytest

from tests.support import forgeries
from tests.support.disguises import DISGUISES
from tests.support.forgeries import Forgery
from tests.unit.domain.evidence.test_forgeries import false
from verifier.tandem_verify import SAY, verify_pack


@pytest.mark.parametrize("forgery", DISGUISES, ids=repr)
def test_what_one_reader_passes_over_another_does_not_get_to_see(signed_pack: bytes, other_pack: bytes, forgery: Forgery) -> None:
    forged = forgery.make(forgeries.read(signed_pack), forgeries.read(other_pack))

    report = verify_pack(forged)

    assert (report.code, forgery.found_by in false(report)) == (1, True), false(report)
    assert all(SAY[check][0] and SAY[check][1] for check in false(report))
