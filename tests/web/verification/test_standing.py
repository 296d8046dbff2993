"""The page behind the code on a paper says how that paper stands today, whatever it looks like."""

from tests.web.signing.conftest import Screens
from webapp.jobs import prove


def told(screens: Screens, code: str) -> str:
    screens.there.work()
    while prove():
        pass
    return screens.visitor().get(f"/verify/{code}").text


def test_a_paper_that_was_taken_back_after_somebody_signed_is_void(screens: Screens) -> None:
    code = screens.there.confirmation.version.data_sha256
    screens.there.customer_signs()
    assert "has not been signed by everybody" in told(screens, code)

    screens.there.take_back()

    page = told(screens, code)
    assert "This version is void" in page
    assert "Signed by everybody" not in page


def test_a_paper_that_nobody_had_signed_is_superseded_by_the_next(screens: Screens) -> None:
    code = screens.there.confirmation.version.data_sha256
    screens.there.take_back()
    screens.there.work()
    screens.there.write_draft()

    page = told(screens, code)

    assert "A newer version of this document exists" in page
    assert "newer version" not in told(screens, screens.there.confirmation.version.data_sha256)
