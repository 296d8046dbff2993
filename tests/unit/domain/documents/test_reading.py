"""The reading view: the words of the frozen paper, all of them, in a shape for any screen."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from webapp import processes
from webapp.domain import documents
from webapp.domain.documents import Paper, freeze, render
from webapp.domain.documents.reading import reading_of

PACKAGE = processes.read(Path(__file__).parents[4] / "processes" / "customer_engineering")
AT = datetime(2026, 10, 9, tzinfo=UTC)
TAG, BLANK = re.compile(r"<[^>]+>"), re.compile(r"\s+")
PAPER_ONLY = {"签名", "日期", "Signature", "Date"}  # the lines to sign on, which no reading view has
DRAFT = {"changes_since": "交付分两期", "scope": "基础单元\n第二行", "out_of_scope": "立体仓库",
         "deliverables": "设备与夹具", "delivery": "2027-06-19", "change_procedure": "另行签署", "answer_days": 3,
         "requirements": [{"level": "must", "requirement": f"第{number}条需求", "acceptance": f"{number} 件合格"}
                          for number in range(1, 30)]}
TOLD = {"document": {"kind": "requirement_confirmation", "title": "需求确认书", "number": "P-01", "version": 4,
                     "title_en": "Requirement confirmation", "date": "2026-10-09", "hash_of_data": "ab" * 32},
        "project": {"name": "柔性生产线", "lead": "lead", "customer_contact": "contact:1"},
        "customer": {"name": "零部件制造商"}, "people": {"lead": "项目负责人甲", "contact:1": "客户代表乙"},
        "company": {}, "locale": "zh", "words": {}, "answers": {"draft_confirmation": DRAFT}}


def test_the_reading_view_says_every_word_that_the_signed_pdf_says() -> None:
    rendered = render(PACKAGE.files, "documents/requirement_confirmation.typ", TOLD, at=AT)

    read = BLANK.sub("", TAG.sub("", rendered.reading))
    for page in PdfReader(io.BytesIO(rendered.pdf)).pages:
        body = [line for line in page.extract_text().splitlines() if not re.search("第.*页.*共", line)]
        for piece in " ".join(body).split():
            assert piece in read or piece in PAPER_ONLY or piece == "需求确认书", piece


@pytest.mark.parametrize("kind", [kind for kind, said in PACKAGE.manifest.documents.items() if "template" in said])
def test_every_document_of_the_package_can_be_read_out(kind: str) -> None:
    paper = PACKAGE.manifest.documents[kind]

    assert "<h2>" in render(PACKAGE.files, paper["template"], TOLD, at=AT).reading


def test_a_frozen_version_keeps_its_reading_view(session: Session, project_id: int, paper: Paper) -> None:
    version = freeze(session, project_id, paper, {"answers": {"draft": {"scope": "两条<柔性>产线"}}}, actor="lead")

    assert "两条&lt;柔性&gt;产线" in documents.reading_of(session, version.id)
    assert documents.reading_of(session, version.id + 1) == ""


def test_a_template_that_cannot_be_read_out_is_still_frozen(
        session: Session, project_id: int, paper: Paper) -> None:
    only_paper = b'#if sys.inputs.medium == "reading" { panic("paper only") }\n' + paper.files[paper.template]
    paper = Paper(paper.kind, paper.title, paper.title_en, paper.template, {paper.template: only_paper})

    version = freeze(session, project_id, paper, {"answers": {"draft": {"scope": "产线"}}}, actor="lead")

    assert version.sha256
    assert documents.reading_of(session, version.id) == ""


def test_every_cell_knows_its_column_and_nothing_acts() -> None:
    table = ("<table><thead><tr><th>No.</th><th>Need</th></tr></thead><tbody><tr><td>1</td><td>Fast</td></tr></tbody></table>")

    shown = reading_of(f"<html><body>{table}<script>x</script><p onclick='x' style='color:red'>said</p></body></html>")

    assert '<td data-label="Need">Fast</td>' in shown
    assert '<th scope="col">Need</th>' in shown
    assert "script" not in shown
    assert "<p>said</p>" in shown
