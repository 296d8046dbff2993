"""A package's words: found wherever people read them, written into the file without touching what else stands there."""

import json
from pathlib import Path

import pytest

from tests.unit.packages.test_customer_engineering import chinese_words
from webapp import processes
from webapp.domain import drafts, packages

PROCESSES = Path(__file__).parents[3] / "processes"
LIFECYCLE = processes.read(PROCESSES / "customer_engineering")
WRITTEN = """# 本包的英文。
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#: bpmn/a.bpmn
msgid "报价"
msgstr "Price"

#: forms/f.form
#, fuzzy, python-format
msgid ""
"一行\\n"
"两行"
msgstr ""
"One line\\n"
"two"

msgid "不用了"
msgstr "Gone"
"""


def test_every_text_that_people_read_is_found():
    found = {each.text for each in packages.shown(LIFECYCLE.files) if packages.is_chinese(each.text)}
    titled = {paper["title"] for paper in LIFECYCLE.manifest.documents.values()}  # their English stands beside them
    unspoken = {"、", "拒绝签署"}  # a sign, and the name of an error, which is a key

    assert chinese_words() - titled - found == unspoken


def test_a_text_is_told_with_the_field_that_shows_it():
    form = {"id": "f", "type": "default", "components": [
        {"id": "c1", "key": "way", "type": "select", "label": "去向", "values": [{"label": "退回", "value": "back"}],
         "properties": {"objections": [{"when": "=true", "say": "写明原因"}]}},
        {"id": "c2", "key": "sum", "type": "number", "label": "=name"},
        {"id": "c3", "key": "why", "type": "textfield", "properties": {"initial": '=if way = "" then "" else "退回：" + answers.x.y'}}]}

    found = list(packages.shown({"forms/f.form": json.dumps(form).encode()}))

    assert [(each.text, each.element) for each in found if packages.is_chinese(each.text)] == [
        ("去向", "c1"), ("退回", "c1"), ("写明原因", "c1"), ("退回：", "c3")]


def test_a_translation_changes_its_own_lines_alone():
    text = packages.write_words(WRITTEN.encode(), {"报价": 'The "price"'}, {})

    assert text.decode() == WRITTEN.replace('"Price"', '"The \\"price\\""')


def test_one_that_was_doubtful_is_so_no_more():
    text = packages.write_words(WRITTEN.encode(), {"一行\n两行": "A\nB"}, {}).decode()

    assert packages.read_words(text.encode())["一行\n两行"] == "A\nB"
    assert "#, python-format\n" in text
    assert "two" not in text


def test_an_empty_translation_takes_the_entry_out():
    text = packages.write_words(WRITTEN.encode(), {"报价": "", "不用了": ""}, {}).decode()

    assert packages.read_words(text.encode()) == {}
    assert "bpmn/a.bpmn" not in text
    assert text.endswith('"two"\n')


def test_a_new_one_says_where_it_is_read():
    text = packages.write_words(WRITTEN.encode(), {"交底": "Briefing"}, {"交底": "bpmn/b.bpmn"}).decode()

    assert text == WRITTEN + '\n#: bpmn/b.bpmn\nmsgid "交底"\nmsgstr "Briefing"\n'


@pytest.mark.parametrize("package", [*processes.find(PROCESSES), *processes.starters(PROCESSES)], ids=lambda each: each.manifest.key)
def test_of_a_shipped_package_every_entry_is_rewritten_in_place(package):
    texts = drafts.texts(package.files, "en")
    content = package.files["i18n/en.po"]

    rewritten = packages.write_words(content, {text.source: f"{text.translation}!" for text in texts}, {})

    assert packages.read_words(rewritten) == {text.source: f"{text.translation}!" for text in texts}
    assert [text.source for text in texts if not text.places or text.is_missing] == []
