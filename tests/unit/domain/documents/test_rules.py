"""What a file is decides its content; equal data has one hash."""

import io
import zipfile

import pytest

from webapp.domain.documents import hash_of_data, type_by_content
from webapp.domain.documents.rules import canonical


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as writer:
        for name in names:
            writer.writestr(name, "<x/>")
    return content.getvalue()


@pytest.mark.parametrize(("content", "expected"), [
    (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", "video/mp4"),
    (b"AC1032" + b"\0" * 20, "image/vnd.dwg"),
    (b"  0\nSECTION\n  2\nHEADER\n", "image/vnd.dxf"),
    (b"ISO-10303-21;\nHEADER;", "model/step"),
    ("节拍,工位\n12,3\n".encode(), "text/plain"),
    ("节拍,工位\n12,3\n".encode("gb18030"), "text/plain"),
    (archive("a.txt"), "application/zip"),
    (b"MZ\x90\0" + b"\0" * 60, "application/x-msdownload"),
    (b"<html><script>alert(1)</script>", None),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
    (b"\0\1\2\3", None),
])
def test_the_content_tells_the_type(content: bytes, expected: str | None) -> None:
    assert type_by_content(content) == expected


def test_equal_data_has_one_hash_whatever_its_order() -> None:
    assert hash_of_data({"a": 1, "b": "龘"}) == hash_of_data({"b": "龘", "a": 1})
    assert hash_of_data({"a": 1}) != hash_of_data({"a": "1"})


def test_a_number_that_is_none_has_no_spelling() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})
