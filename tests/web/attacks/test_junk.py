"""Whatever is sent, no page breaks: it is refused in words, and what was typed stays on the page."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.web.attacks.junk import EXE, MULTIPART, NAMES, Send, broken
from tests.web.attacks.world import House

MEGABYTE = 1024 * 1024
STRANGE = ("", " ", "x" * 100_000, "\0", "a\0b", "\u202egnp.exe", "<script>alert(1)</script>", "'; --",
           "9" * 400, "-1", "1e309", "NaN", "Infinity", "0x10", "٣", "2026-02-30", "99999-12-31", "0000-00-00T99:99",
           "[]", "{}", "null", "=1/0", "{{7*7}}", "%s%n%(x)s", "../../etc/passwd", "💥" * 50, "\r\nSet-Cookie: a=b")


def _words(shift: int) -> Send:
    """Every field another strange word; which one, the shift says."""
    said = {name: STRANGE[(place + shift) % len(STRANGE)] for place, name in enumerate(NAMES)}
    return lambda client, where: client.post(where, data=said)


def _png(width: int, height: int) -> bytes:
    """A small file that claims to be a huge picture."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(MEGABYTE)))
            + chunk(b"IEND", b""))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(scope="module")
def house(strict_house: House) -> House:
    return strict_house


@pytest.mark.parametrize("body", [b"", b"\0\xff" * 500, b"[]", b"{}", b"null", b"[" * 5000, b"<a/>", b"x" * MEGABYTE])
def test_no_content_breaks_a_draft(house: House, body: bytes) -> None:
    owner, studio = house.signed_in(house.cast.process_owner), "/studio/customer_engineering"
    paths = ("forms/propose.form", "bpmn/lifecycle.bpmn", "dmn/x.dmn", "i18n/en.po", "documents/x.typ", "package.toml",
             "examples/x.json")

    for path in paths:
        before = owner.get(f"{studio}/content/{path}")
        answer = owner.put(f"{studio}/content/{path}", data=body, headers={"If-Match": before.headers.get("ETag", "0")})
        assert answer.status_code in (200, 422), path
        if answer.status_code == 200:
            assert owner.get(f"{studio}/files/{path}", follow_redirects=True).status_code == 200
            assert owner.get(f"{studio}/").status_code == 200
            assert owner.get(f"{studio}/findings").status_code == 200
        else:
            assert answer.json["message"]
            assert owner.get(f"{studio}/content/{path}").headers.get("ETag") == before.headers.get("ETag")
    for method, header in (("put", {"If-Match": "x"}), ("delete", {})):
        assert getattr(owner, method)(f"{studio}/comments?id=9{'9' * 30}", data=body, headers=header).status_code in (405, 422)


@pytest.mark.parametrize("shift", range(0, len(STRANGE), 3))
def test_no_word_breaks_a_page(house: House, doors: list[Rule], shift: int) -> None:
    assert broken(house, doors, _words(shift)) == {}


def fields(house: House) -> list[str]:
    """The names of all fields on the lead's task, as its page names them."""
    page = house.signed_in(house.cast.lead).get(house.task).text
    names = set(re.findall(r'name="([^"]+)"', page.split("<main")[1]))
    return sorted(name for name in names if not name.startswith("_"))


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: ascii(value)[:24])
@pytest.mark.parametrize("act", ["completion", "draft"])
def test_no_answer_breaks_a_form(house: House, act: str, value: str) -> None:
    lead = house.signed_in(house.cast.lead)
    answer = lead.post(f"{house.task}/{act}", data=dict.fromkeys(fields(house), value[:20000]))
    page = lead.get(house.task)

    assert answer.status_code == (422 if act == "completion" else 204), answer.text[:500]
    assert page.status_code == 200


FILES: dict[str, tuple[bytes, str]] = {
    "a program": (EXE, "平面图.pdf"),
    "a drawing with a script": (SVG, "图.svg"),
    "a script in a picture's clothes": (SVG, "图.png"),
    "a picture bomb": (_png(60000, 60000), "图.png"),
    "nothing": (b"", "空.pdf"),
    "a name with folders": (EXE, "../../../etc/cron.d/x.pdf"),
    "a name of control signs": (EXE, "a\0b\r\nc\u202efdp.exe"),
    "a name without end": (EXE, "x" * 5000 + ".pdf"),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_a_file_that_is_not_what_it_says_is_refused_by_name(house: House, file: tuple[bytes, str]) -> None:
    lead = house.signed_in(house.cast.lead)
    content, name = file

    for act, expected in (("completion", 422), ("draft", 204)):
        data: dict[str, Any] = {field: (BytesIO(content), name) for field in fields(house)}
        answer = lead.post(f"{house.task}/{act}", data=data, content_type="multipart/form-data")
        assert answer.status_code == expected
    assert lead.get(house.task).status_code == 200


def test_a_flood_of_parts_and_a_file_too_large_are_refused(house: House) -> None:
    lead = house.signed_in(house.cast.lead)
    parts = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n' * 6000 + b"--b--\r\n"
    upload = next(name for name in fields(house) if "file" in name or "photo" in name)

    flood = lead.post(f"{house.task}/completion", data=parts, content_type=MULTIPART)
    large = lead.post(f"{house.task}/completion", data={upload: (BytesIO(b"%PDF-1.4" + bytes(60 * MEGABYTE)), "大.pdf")})

    assert flood.status_code == 413
    assert large.status_code == 422
    assert "大.pdf" in large.text
    assert "larger than" in large.text


@pytest.mark.parametrize(("address", "sent"), [
    ("/customers/", {"name": "", "industry": "喷涂 <b>"}),
    ("/people/", {"name": "", "title": "喷涂 <b>"}),
])
def test_what_was_typed_stays_on_the_page(house: House, address: str, sent: dict[str, str]) -> None:
    answer = house.signed_in(house.cast.admin).post(address, data=sent)

    assert answer.status_code == 422
    assert "喷涂 &lt;b&gt;" in answer.text
