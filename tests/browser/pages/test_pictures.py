"""The guide's pictures can be taken from the demo as it is today: none of their pages has moved or gone."""

from pathlib import Path

import pytest

from tests.support import pictures

SMALLEST_BYTES = 10_000
TAKEN_LATER = {"process", "task", "task-phone", "signing-phone", "portal-phone"}

pytestmark = pytest.mark.browser


def test_every_picture_of_the_guide_can_be_taken(live_server: str, chromium: str, tmp_path: Path) -> None:
    pictures.take_all(live_server, tmp_path)

    taken = {path.stem: path.stat().st_size for path in tmp_path.glob("*.png")}
    assert taken.keys() == {name for name, *_ in pictures.PICTURES} | TAKEN_LATER
    assert min(taken.values()) > SMALLEST_BYTES


def test_the_guide_shows_only_pictures_that_are_taken() -> None:
    root = pictures.FOLDER.parents[2]
    pages = [root / "README.md", *sorted((root / "docs" / "guide").glob("*.md"))]
    shown = {part.split(".png")[0].rpartition("/")[2] for page in pages
             for part in page.read_text().split("](")[1:] if ".png)" in part.split("\n")[0]}

    assert shown
    assert shown <= {path.stem for path in pictures.FOLDER.glob("*.png")}
