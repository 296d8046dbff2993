"""Before publishing: what is doubtful, and which words have no translation."""

import json
from pathlib import Path

import pytest

from tests.support.diagrams import diagram, extended, zeebe
from webapp.domain import packages, wording

TASK = extended(zeebe("assignmentDefinition", assignee="lead"), zeebe("formDefinition", formId="f"))
FORM = json.dumps({"components": [{"id": "c1", "key": "price", "label": "报价"}]}).encode()
XML = diagram("start > a > end", a=TASK).replace(b'id="a"', 'id="a" name="报价"'.encode())


def catalogue(**words):
    return "".join(['msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n',
                    *(f'msgid "{word}"\nmsgstr "{said}"\n\n' for word, said in words.items())]).encode()


def test_a_word_without_a_translation_is_told_where_it_stands():
    found = packages.lint({"bpmn/a.bpmn": XML, "forms/f.form": FORM, "i18n/en.po": catalogue()})

    assert [(one.rule, one.file, one.element, one.facts["text"]) for one in found] == [
        ("words-missing", "bpmn/a.bpmn", "a", "报价"), ("words-missing", "forms/f.form", "c1", "报价")]
    assert "报价" in wording.finding_words(found[0], "zh")


@pytest.mark.parametrize("files", [
    {"i18n/en.po": catalogue(报价="Price")}, {}, {"i18n/en.po": b"\xff\xfe"},
    {"b.bpmn": b"<", "forms/f.form": b"{", "i18n/en.po": catalogue(报价="Price")},
])
def test_nothing_is_told_where_all_is_translated_or_nothing_can_be_read(files):
    assert packages.lint({"bpmn/a.bpmn": XML, "forms/f.form": FORM, **files}) == []


def test_the_shipped_packages_give_no_doubt():
    for folder in (Path(__file__).parents[3] / "processes").iterdir():
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

        assert [wording.finding_words(found) for found in packages.lint(files)] == []
