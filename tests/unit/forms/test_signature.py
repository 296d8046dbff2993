"""A signature is a real picture with something drawn on it, or it is none."""

import zlib

import pytest

from forms import Limits
from tests.unit.forms.pictures import chunk, data_url, png

SIGNATURE = {"type": "signature", "key": "s", "validate": {"required": True}}
UNREADABLE = "The signature could not be read. Please sign again."
DAMAGED = bytearray(png())
DAMAGED[60] ^= 0xFF
BOMB = (b"\x89PNG\r\n\x1a\n" + png()[8:33] + chunk(b"IDAT", zlib.compress(b"\x00" * 50_000_000))
        + chunk(b"IEND", b""))


def test_a_drawn_signature_is_kept_as_it_was_drawn(filled):
    form = filled([SIGNATURE], {"s": data_url(png())})

    assert form.validate(), form.errors
    assert form.clean() == {"s": data_url(png())}


@pytest.mark.parametrize(("posted", "said"), [
    ("", "Please sign."),
    ("hello", UNREADABLE),
    ("data:image/png;base64,%%%", UNREADABLE),
    ("data:image/svg+xml;base64,PHN2Zz4=", UNREADABLE),
    (data_url(b"GIF89a"), UNREADABLE),
    (data_url(png()[:-20]), UNREADABLE),
    (data_url(png() + b"<script>"), UNREADABLE),
    (data_url(bytes(DAMAGED)), UNREADABLE),
    (data_url(BOMB), UNREADABLE),
    (data_url(png(claims=(50_000, 50_000))), UNREADABLE),
    (data_url(png(claims=(0, 0))), UNREADABLE),
    (data_url(png(drawn=False)), "The signature is empty. Please sign."),
    ("data:image/png;base64," + "A" * 400_000, "The signature is too large. Please sign again."),
])
def test_what_is_no_signature_is_refused(filled, posted, said):
    form = filled([SIGNATURE], {"s": posted})

    assert not form.validate()
    assert form.errors == {"s": [said]}


def test_the_size_is_the_callers_to_limit(filled):
    form = filled([SIGNATURE], {"s": data_url(png(300, 200))}, limits=Limits(signature_bytes=50))

    assert not form.validate()
