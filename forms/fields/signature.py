"""A signature drawn by hand: a PNG in a data URL, read to the last byte before it is believed."""

import base64
import binascii
import struct
import zlib
from typing import Any

from wtforms.fields import StringField
from wtforms.validators import ValidationError

from forms.fields.base import Answer

START = "data:image/png;base64,"
MAGIC = b"\x89PNG\r\n\x1a\n"
BYTES_PER_PIXEL = 8


class NoPicture(ValueError):
    """The bytes are no PNG we can vouch for."""


class SignatureAnswer(Answer, StringField):
    """The answer is the data URL itself, so that it is frozen with the answers."""

    missing = "Please sign."

    def process_data(self, value: Any) -> None:
        self.data = str(value) if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]).strip() if valuelist else ""

    def check(self) -> None:
        limits = self.tools.limits
        if len(self.data or "") > limits.signature_bytes * 4 // 3 + 100:
            raise ValidationError(self.gettext("The signature is too large. Please sign again."))
        try:
            pixels = read_png(png_of(str(self.data)), most_side=limits.signature_side)
        except NoPicture:
            raise ValidationError(
                self.gettext("The signature could not be read. Please sign again.")) from None
        if len(set(pixels)) <= 2:
            raise ValidationError(self.gettext("The signature is empty. Please sign."))

    def clean(self) -> Any:
        return self.data or None


def png_of(data_url: str) -> bytes:
    """The bytes inside a PNG data URL."""
    if not data_url.startswith(START):
        raise NoPicture("not a PNG data URL")
    try:
        return base64.b64decode(data_url[len(START):], validate=True)
    except binascii.Error as error:
        raise NoPicture(str(error)) from error


def read_png(png: bytes, *, most_side: int) -> bytes:
    """The raw scan lines of a PNG whose every chunk is whole; raises NoPicture."""
    if not png.startswith(MAGIC):
        raise NoPicture("no PNG signature")
    header, packed, at, ended = b"", b"", len(MAGIC), False
    while at + 12 <= len(png) and not ended:
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        body, stated = png[at + 8:at + 8 + size], png[at + 8 + size:at + 12 + size]
        if len(stated) != 4 or zlib.crc32(kind + body) != struct.unpack(">I", stated)[0]:
            raise NoPicture("a chunk is damaged")
        header = body if kind == b"IHDR" else header
        packed += body if kind == b"IDAT" else b""
        ended, at = kind == b"IEND", at + 12 + size
    if not ended or at != len(png) or len(header) != 13:
        raise NoPicture("the picture is cut short, or something follows it")
    width, height = struct.unpack(">II", header[:8])
    if not (0 < width <= most_side and 0 < height <= most_side):
        raise NoPicture("the picture has no size, or too much of it")
    return _unpack(packed, height * (width * BYTES_PER_PIXEL + 1))


def _unpack(packed: bytes, most: int) -> bytes:
    reader = zlib.decompressobj()
    try:
        pixels = reader.decompress(packed, most)
    except zlib.error as error:
        raise NoPicture(str(error)) from error
    if not pixels or not reader.eof:
        raise NoPicture("the picture does not end")
    return pixels
