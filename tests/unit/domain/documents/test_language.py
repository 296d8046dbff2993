"""A document speaks its reader's language, and freezes no more words than its templates write."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support import build, ceremony
from webapp.domain import documents, people
from webapp.domain.documents.contents import fixed_words
from webapp.transaction import transaction

TEMPLATE = '#w("项目") #w("称为\\"甲方\\"") #w(levels.at("高"))'.encode()


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_paper_is_written_in_the_language_of_the_customers_contact(tmp_path: Path, locale: str) -> None:
    with build.database(f"sqlite:///{tmp_path / 'tandem.db'}"):
        there = ceremony.ready(locale=locale)

        assert frozen(there.session, there.project_id).data["locale"] == locale


def test_a_paper_for_staff_is_written_in_the_leads_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ceremony, "MANIFEST", ceremony.MANIFEST.replace(
        b"[documents.requirement_confirmation]", b'[documents.requirement_confirmation]\nreaders = "staff"'))
    with build.database(f"sqlite:///{tmp_path / 'tandem.db'}"):
        there = ceremony.begin(locale="zh")
        with transaction() as rows:
            lead = people.person_called(rows, "lead")
            assert lead is not None
            people.set_locale(rows, lead, "en")
        there.write_draft()

        assert frozen(there.session, there.project_id).data["locale"] == "en"


def test_a_version_freezes_the_words_that_a_template_writes_and_no_others() -> None:
    said = {"项目": "Project", '称为"甲方"': "called the client", "高": "High", "客户": "Customer"}

    assert fixed_words({"documents/a.typ": TEMPLATE, "forms/a.form": '"客户"'.encode()}, said) == {
        "项目": "Project", '称为"甲方"': "called the client", "高": "High"}


def frozen(session: Session, project_id: int) -> documents.DocumentVersion:
    return documents.versions_of(session, project_id)[0]
