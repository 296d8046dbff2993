"""A file is read without trusting it: whatever it tries, the answer is a refusal in words."""

import pytest

from engine.errors import Refused
from engine.spiff import check
from engine.spiff.source import LARGEST_FILE_BYTES, read
from tests.support.diagrams import NAMESPACES, diagram

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BODY = f"<bpmn:definitions {NAMESPACES}/>"


def rule(data):
    with pytest.raises(Refused) as raised:
        read("a.bpmn", data)
    assert [found.rule for found in check({"a.bpmn": data})] == [raised.value.findings[0].rule]
    return raised.value.findings[0].rule


def test_an_entity_that_reads_a_file_is_refused():
    assert rule(f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{BODY}'.encode()) == "xml-document-type"


def test_an_entity_bomb_is_refused_before_it_grows():
    bomb = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))

    assert rule(f'<!DOCTYPE x [<!ENTITY e0 "boom">{bomb}]>{BODY}'.encode()) == "xml-document-type"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_found_in_other_encodings_too(encoding):
    data = f"<!DOCTYPE x []>{BODY}".encode(encoding)

    assert rule(data) in {"xml-document-type", "xml-not-well-formed", "xml-encoding"}


def test_an_encoding_that_could_hide_something_is_refused():
    assert rule(b'<?xml version="1.0" encoding="UTF-7"?>' + BODY.encode()) == "xml-encoding"


def test_a_huge_file_is_refused_unread():
    assert rule(b" " * (LARGEST_FILE_BYTES + 1)) == "xml-too-large"


def test_a_very_deep_file_is_refused():
    deep = b"<a>" * 100_000 + b"</a>" * 100_000

    assert rule(deep) == "xml-not-well-formed"


@pytest.mark.parametrize("data", [b"", b"not xml", b"<a>", b"\xff\xfe", b"\x00" * 50])
def test_what_is_no_xml_is_refused_with_its_line(data):
    assert rule(data) in {"xml-not-well-formed", "xml-encoding"}


def test_other_xml_is_no_diagram():
    assert rule(b"<html/>") == "not-bpmn"


def test_chinese_encodings_are_read():
    xml = diagram("start > 签字").decode()

    root = read("a.bpmn", f'<?xml version="1.0" encoding="gb18030"?>{xml}'.encode("gb18030")).root

    assert root.find(".//{*}userTask").get("id") == "签字"
