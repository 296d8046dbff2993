"""Whatever is sent in place of a form, no page breaks: it is refused in words."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.routing import Rule

from tests.web.attacks.junk import EXE, MULTIPART, NAMES, Send, broken
from tests.web.attacks.world import House


def _raw(body: bytes, kind: str) -> Send:
    return lambda client, where: client.post(where, data=body, content_type=kind)


WIRE: dict[str, Send] = {
    "nothing": _raw(b"", "application/x-www-form-urlencoded"),
    "no type": lambda client, where: client.post(where, data=b"name=x"),
    "json": lambda client, where: client.post(where, json={"name": ["x"], "text": {"a": 1}}),
    "broken utf-8": _raw(b"name=%ff%fe&text=%c0%80&username=%ed%a0%80&\xff=\xfe&to=%80", "application/x-www-form-urlencoded"),
    "a strange charset": _raw(b"name=x", "application/x-www-form-urlencoded; charset=utf-99"),
    "many fields": _raw(b"&".join(b"f%d=x" % n for n in range(6000)), "application/x-www-form-urlencoded"),
    "deep names": _raw(b"&".join(b"a" + b"-1" * n + b"=x" for n in range(200)), "application/x-www-form-urlencoded"),
    "far rows": _raw(b"contacts-999999-name=x&contacts-1-1-1-name=y&_add=contacts&_remove=contacts-77",
                     "application/x-www-form-urlencoded"),
    "multipart without boundary": _raw(b"--b\r\n", "multipart/form-data"),
    "multipart that never ends": _raw(b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx', MULTIPART),
    "multipart of nonsense": _raw(b"\0\xff" * 500, MULTIPART),
    "a part without a name": _raw(b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", MULTIPART),
    "xml": _raw(b"<a/>", "text/xml"),
    "a file where a word belongs": lambda client, where: client.post(
        where, data={name: (BytesIO(EXE), "a.pdf") for name in NAMES}),
}


@pytest.fixture(scope="module")
def house(strict_house: House) -> House:
    return strict_house


@pytest.mark.parametrize("sent", WIRE.values(), ids=WIRE.keys())
def test_nothing_on_the_wire_breaks_a_page(house: House, doors: list[Rule], sent: Send) -> None:
    assert broken(house, doors, sent) == {}
