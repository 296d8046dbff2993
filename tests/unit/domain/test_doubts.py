"""Before publishing: what is doubtful, and which words have no translation."""

import json
from pathlib import Path

import pytest

from tests.support.diagrams import diagram, extended, zeebe
from webapp import processes
from webapp.domain import packages, wording

PROCESSES = Path(__file__).parents[3] / "processes"
SHIPPED = [*processes.find(PROCESSES), *processes.starters(PROCESSES)]

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


def test_a_condition_that_reads_what_nothing_sets_is_told_in_a_package_with_workers():
    lifecycle = next(each for each in SHIPPED if each.manifest.key == packages.LIFECYCLE)
    files = {path: content.replace(b"=initiation_decision", b"=initiation_verdict") if path == "bpmn/lifecycle.bpmn" else content
             for path, content in lifecycle.files.items()}
    assert files != lifecycle.files

    assert {found.facts.get("name") for found in packages.lint(files) if found.rule == "variable-never-set"} == {"initiation_verdict"}


@pytest.mark.parametrize("package", SHIPPED, ids=lambda package: package.manifest.key)
def test_a_shipped_package_gives_no_doubt(package):
    assert [wording.finding_words(found) for found in packages.lint(package.files)] == []
