"""Photos on a paper: small, upright, without what the camera adds unseen; what cannot be read is named, not refused."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from webapp.domain import documents
from webapp.domain.documents import pictures, rendering

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
SHIPPED = Path(__file__).parents[4] / "processes" / "customer_engineering" / "documents"
ORIENTATION, PLACE_TAKEN, TURNED_RIGHT = 0x0112, 0x8825, 6


def photo(size: tuple[int, int] = (1600, 1200), *, kind: str = "JPEG", mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 20).convert(mode).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def exif(**_ignored: object) -> Image.Exif:
    said = Image.Exif()
    said[ORIENTATION] = TURNED_RIGHT
    said[PLACE_TAKEN] = {1: "N", 2: (31.0, 13.0, 0.0)}
    return said


@pytest.fixture
def kept(session: Session) -> Callable[..., dict[str, Any]]:
    """Keep a picture as an upload does; its answer as a form holds it."""
    def keep(content: bytes, name: str = "影像.jpg") -> dict[str, Any]:
        return documents.as_answer(documents.keep_file(session, name, content, actor="quality"))

    return keep


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_copy_is_a_small_jpeg_and_always_the_same(kind: str) -> None:
    small = pictures.small_copy(photo(kind=kind))

    assert small is not None
    assert (opened(small).format, opened(small).size) == ("JPEG", (1000, 750))
    assert pictures.small_copy(photo(kind=kind)) == small


def test_a_copy_stands_upright_and_says_neither_where_nor_with_what_it_was_taken() -> None:
    small = pictures.small_copy(photo(exif=exif()))

    assert small is not None
    assert opened(small).size == (750, 1000)
    assert dict(opened(small).getexif()) == {}


def test_what_is_clear_is_white_on_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")

    small = pictures.small_copy(out.getvalue())

    assert opened(small or b"").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("broken", [b"", b"no picture", photo()[:2000], photo(kind="PNG")[:-900]])
def test_what_cannot_be_read_has_no_copy(broken: bytes) -> None:
    assert pictures.small_copy(broken) is None


def test_a_picture_too_large_to_unpack_has_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", 1600 * 1200 - 1)

    assert pictures.small_copy(photo(kind="PNG")) is None


def test_of_the_answers_every_photo_is_copied_once_and_videos_are_not(session: Session, kept: Callable[..., Any]) -> None:
    first, second = kept(photo()), kept(photo((300, 200)))
    video = {**first, "type": "video/mp4", "sha256": "0" * 64}

    found = pictures.copies(session, {"record_concealed_work": {"photos": [first, video, second], "rows": [{"photo": first}]}})

    assert list(found) == [first["sha256"], second["sha256"]]


def test_no_more_than_a_paper_holds(session: Session, kept: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    photos = [kept(photo((40 + n, 30))) for n in range(3)]

    assert list(pictures.copies(session, {"step": photos})) == [each["sha256"] for each in photos[:2]]


def test_a_paper_shows_what_has_a_copy_and_names_the_rest(session: Session, kept: Callable[..., Any]) -> None:
    shown, unread = kept(photo(), "弱电间.jpg"), {**kept(photo((50, 40)), "坏图.jpg"), "sha256": "1" * 64}
    files = {f"documents/{name}": (SHIPPED / name).read_bytes() for name in ("look.typ", "concealed_work.typ")}
    copies = pictures.copies(session, {"record_concealed_work": {"photos": [shown]}})
    data = {"document": {"title": "隐蔽工程影像资料", "title_en": "", "number": "P-1-01", "version": 1, "hash_of_data": ""},
            "answers": {"record_concealed_work": {"photos": [shown, unread], "places": []}}, "photos": list(copies)}

    paper = rendering.render({**files, **{f"{pictures.FOLDER}{name}.jpg": small for name, small in copies.items()}},
                             "documents/concealed_work.typ", data, at=AT)

    page = pypdf.PdfReader(io.BytesIO(paper.pdf)).pages[0]
    assert [image.image.size for image in page.images if image.image and image.name.endswith(".jpg")] == [(1000, 750)]
    assert {"弱电间.jpg", "坏图.jpg"} <= set(page.extract_text().split())
    assert "弱电间.jpg" in paper.reading
