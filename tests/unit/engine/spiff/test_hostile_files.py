"""Files that mean harm: each is refused in words, quickly, without reading anything else or filling the memory."""

from time import perf_counter

import pytest

import engine
from engine.spiff import check
from engine.spiff.source import LARGEST_FILE_BYTES, MOST_ELEMENTS
from tests.support.diagrams import NAMESPACES, definitions, diagram, zeebe

GOOD = diagram("start > a > end")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
TABLE = (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
         b'<decision id="x" name="%s"><literalExpression><text>1</text></literalExpression></decision></definitions>')


def with_type(declared, body=GOOD):
    return f"<!DOCTYPE x [{declared}]>".encode() + body


def named(name):
    return GOOD.replace(b'<bpmn:userTask id="a"', f'<bpmn:userTask id="a" name="{name}"'.encode())


HOSTILE = {
    "an entity that reads a file": (with_type('<!ENTITY f SYSTEM "file:///etc/passwd">', named("&f;")),
                                    "xml-document-type"),
    "an entity that calls a server": (with_type('<!ENTITY f SYSTEM "http://127.0.0.1:9/x">', named("&f;")),
                                      "xml-document-type"),
    "a parameter entity": (with_type('<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;'), "xml-document-type"),
    "a million laughs": (with_type('<!ENTITY l0 "ha">' + LAUGHS, named("&l9;")), "xml-document-type"),
    "one long entity many times": (with_type(f'<!ENTITY l "{"x" * 100_000}">', named("&l;" * 1_000)),
                                   "xml-document-type"),
    "a document type in capitals and blanks": (b"<! DOCTYPE x []>" + GOOD, "xml-document-type"),
    "a document type behind another encoding": (
        with_type('<!ENTITY f SYSTEM "file:///etc/passwd">').decode().encode("utf-16"), "xml-document-type"),
    "an entity that was never declared": (named("&nbsp;"), "xml-not-well-formed"),
    "50 megabytes": (GOOD.replace(b"</bpmn:process>", b"<!--" + b"x" * 50_000_000 + b"--></bpmn:process>"),
                     "xml-too-large"),
    "more elements than anybody drew": (
        diagram("start > a").replace(b"</bpmn:process>", b"<bpmn:task/>" * (MOST_ELEMENTS + 1) + b"</bpmn:process>"),
        "too-many-elements"),
    "brackets in brackets": (definitions(
        '<bpmn:process id="p">' + "<bpmn:subProcess>" * 5_000 + "</bpmn:subProcess>" * 5_000 + "</bpmn:process>"),
        "xml-not-well-formed"),
    "a zero byte": (GOOD.replace(b'id="a"', b'id="a\0"'), "xml-not-well-formed"),
    "a control sign written as a number": (named("&#0;"), "xml-not-well-formed"),
    "half a surrogate pair": (named("&#xD800;"), "xml-not-well-formed"),
    "bytes that are no text": (b"\xc3\x28" + GOOD, "xml-encoding"),
    "text in an encoding that is not its own": (
        b'<?xml version="1.0" encoding="utf-8"?>' + "<a>é</a>".encode("latin-1"), "xml-encoding"),
    "an encoding that hides signs": (b'<?xml version="1.0" encoding="UTF-7"?>' + GOOD, "xml-encoding"),
    "an encoding nobody knows": (b'<?xml version="1.0" encoding="x-evil"?>' + GOOD, "xml-encoding"),
    "four bytes a sign": (GOOD.decode().encode("utf-32"), "xml-not-well-formed"),
    "an attribute given twice": (GOOD.replace(b'id="a"', b'id="a" id="b"'), "xml-not-well-formed"),
    "two roots": (GOOD + GOOD, "xml-not-well-formed"),
    "nothing": (b"", "xml-not-well-formed"),
    "half a file": (GOOD[: len(GOOD) // 2], "xml-not-well-formed"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "xml-encoding"),
    "another file's schema": (f"<html {NAMESPACES}><script>alert(1)</script></html>".encode(), "not-bpmn"),
}


@pytest.mark.parametrize(("data", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_in_words_and_quickly(data, rule):
    began = perf_counter()

    found = check({"bpmn/a.bpmn": data})

    assert [(one.rule, one.severity, one.file) for one in found] == [(rule, "refusal", "bpmn/a.bpmn")]
    assert "root:" not in str(found)
    assert perf_counter() - began < 10
    assert engine.check({"bpmn/a.bpmn": data})
    assert engine.lint({"bpmn/a.bpmn": data}) == []


@pytest.mark.parametrize("data", [data for data, _ in HOSTILE.values()], ids=HOSTILE)
def test_so_is_a_table_of_decisions(data):
    found = engine.check({"dmn/a.dmn": data})

    assert found
    assert {one.severity for one in found} == {"refusal"}
    assert "root:" not in str(found)


def test_a_table_with_a_document_type_or_of_50_megabytes_is_refused():
    typed = b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + (TABLE % b"x").replace(b"1</text>", b"&f;</text>")
    large = TABLE % (b"x" * 50_000_000)

    assert [one.rule for one in engine.check({"a.dmn": typed})] == ["decision-has-doctype"]
    assert [one.rule for one in engine.check({"a.dmn": large})] == ["decision-too-large"]


def test_scripts_in_names_stay_words():
    shouted = named("&lt;script&gt;alert(1)&lt;/script&gt;")

    assert check({"a.bpmn": shouted}) == []
    assert engine.lint({"a.bpmn": shouted})[0].element == "a"


@pytest.mark.parametrize("path", ["../a.bpmn", "/etc/a.bpmn", "a\\b.bpmn", "a\0.bpmn", "bpmn/../../a.bpmn", ""])
def test_a_path_that_leads_out_of_the_package_is_refused(path):
    assert "file-path" in {one.rule for one in engine.check({path: GOOD})}


@pytest.mark.parametrize("text", ["(" * 3_000, "9" * 60_000, "[" * 200 + "]" * 200, "x" * 70_000, "for " * 9_000,
                                  'matches("a", "' + "(a+)+" * 500 + '$")'])
def test_an_expression_that_means_harm_is_refused_or_read_quickly(text):
    xml = diagram("start > s:script > end", s="<bpmn:extensionElements>" + zeebe(
        "script", expression="=" + text, resultVariable="x") + "</bpmn:extensionElements>")
    began = perf_counter()

    found = {one.rule for one in check({"a.bpmn": xml})}

    assert found <= {"expression-syntax", "expression-budget"}
    assert perf_counter() - began < 10


def test_the_largest_diagram_that_is_read_is_judged_in_time_that_grows_with_its_size():
    def seconds(count):
        xml = diagram("start > " + " > ".join(f"a{number}" for number in range(count)) + " > end")
        assert len(xml) < LARGEST_FILE_BYTES
        began = perf_counter()
        assert check({"a.bpmn": xml}) == []
        return perf_counter() - began

    seconds(10)

    assert seconds(800) < 12 * max(seconds(200), 0.05)
