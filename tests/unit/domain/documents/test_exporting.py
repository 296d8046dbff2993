"""Word and Excel: the same words as the paper, numbers as numbers, and nothing a cell says is ever run."""

import io
import zipfile
from xml.etree import ElementTree as Xml

import docx
import pytest

from webapp.domain.documents import as_sheets, as_word

READING = """
<dl><dt>项目</dt><dd>柔性产线 𠮷</dd><dt>编号</dt><dd>P-2026-001-01</dd></dl>
<h3>二、需求与验收标准</h3>
<div><table><thead><tr><th scope="col">序号</th><th>需求</th><th>金额</th></tr></thead>
<tbody><tr><td data-label="序号">1</td><td>=cmd|' /C calc'!A1</td><td>3.50</td></tr>
<tr><td>2</td><td>第一行<br>第二行</td><td>0012</td></tr></tbody></table></div>
<h3>三、风险/清单: [甲]</h3><ul><li>龘 喆堃</li></ul>
<table><tr><th>风险</th></tr><tr><td>@SUM(A1)</td></tr></table>
"""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


def test_a_word_document_has_headings_facts_and_tables() -> None:
    paper = docx.Document(io.BytesIO(as_word(READING, title="需求确认书")))

    assert [each.text for each in paper.paragraphs if each.style.name.startswith("Heading")] == [
        "二、需求与验收标准", "三、风险/清单: [甲]"]
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows] == [
        ["项目", "柔性产线 𠮷"], ["编号", "P-2026-001-01"]]
    assert paper.tables[1].rows[2].cells[1].text == "第一行\n第二行"
    assert "龘 喆堃" in [each.text for each in paper.paragraphs]


def test_a_workbook_has_a_sheet_for_every_table() -> None:
    names = [sheet.get("name") for sheet in Xml.fromstring(part(as_sheets(READING, title="需求确认书"), "xl/workbook.xml"))
             .iter(f"{SHEET}sheet")]

    assert names == ["需求确认书", "二、需求与验收标准", "三、风险 清单   甲"]


def test_numbers_are_numbers_and_what_looks_like_a_formula_is_text() -> None:
    content = as_sheets(READING, title="需求确认书")

    second = Xml.fromstring(part(content, "xl/worksheets/sheet2.xml"))
    kinds = {cell.get("r"): cell.get("t") for cell in second.iter(f"{SHEET}c")}
    assert list(second.iter(f"{SHEET}f")) == []
    assert (kinds["A2"], kinds["C2"], kinds["B2"], kinds["C3"]) == (None, None, "s", "s")
    assert "=cmd|' /C calc'!A1" in part(content, "xl/sharedStrings.xml")


@pytest.mark.parametrize("reading", ["", "<p>只有一句话</p>", "<table></table>"])
def test_a_document_without_tables_can_be_exported_as_well(reading: str) -> None:
    assert as_word(reading, title="记录").startswith(b"PK")
    assert as_sheets(reading, title="记录").startswith(b"PK")
