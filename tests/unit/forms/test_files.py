"""Files are counted, measured and known by their content before they are kept."""

import hashlib
import io

import filetype
import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from forms import Limits
from tests.unit.forms.pictures import png

PDF = b"%PDF-1.7\n" + b"x" * 200
PHOTO = {"type": "photo", "key": "f", "multiple": True, "maxCount": 2}
FILE = {"type": "filepicker", "key": "f", "accept": ".pdf,.txt"}


def sent(*files):
    return MultiDict([("f", FileStorage(io.BytesIO(content), filename=name)) for name, content in files])


def sniff(content, _name):
    return filetype.guess_mime(content)


class Shelf:
    """Where the product keeps files."""

    def __init__(self):
        self.kept = {}

    def keep(self, name, content):
        number = len(self.kept) + 1
        self.kept[number] = {"file_id": number, "name": name, "size": len(content), "type": "t",
                             "sha256": hashlib.sha256(content).hexdigest(), "secret": "never in an answer"}
        return self.kept[number]


@pytest.fixture
def shelf():
    return Shelf()


def test_a_sound_file_is_kept_and_answered_by_its_number(filled, shelf):
    form = filled([FILE], {}, files=sent(("plan.pdf", PDF)), sniff=sniff)

    form.store_files(shelf.keep)

    assert form.validate(), form.errors
    assert form.clean()["f"] == {"file_id": 1, "name": "plan.pdf", "size": len(PDF), "type": "t",
                                 "sha256": hashlib.sha256(PDF).hexdigest()}


@pytest.mark.parametrize(("component", "name", "content", "said"), [
    (FILE, "plan.pdf", b"", "“plan.pdf” is empty."),
    (FILE, "plan.pdf", PDF * 10_000, "“plan.pdf” is larger than 1 MB."),
    (FILE, "photo.png", png(), "“photo.png” is not one of these types: PDF, TXT."),
    (FILE, "plan.pdf", png(), "“plan.pdf” says one type, but its content is another."),
    (FILE, "plan.pdf", b"just text", "“plan.pdf” says one type, but its content is another."),
    (FILE, "note.txt", b"a\x00b", "“note.txt” says one type, but its content is another."),
    ({**FILE, "accept": "image/*,.svg"}, "x.svg", b"<svg/>", "“x.svg” is not one of these types: IMAGE, SVG."),
    ({**FILE, "accept": ".html"}, "x.html", b"<p>", "“x.html” is not one of these types: HTML."),
    (PHOTO, "film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40,
     "“film.mp4” is not one of these types: JPG, PNG, WEBP, HEIC."),
])
def test_an_unsound_file_is_named_and_not_kept(filled, shelf, component, name, content, said):
    form = filled([component], {}, files=sent((name, content)), sniff=sniff,
                  limits=Limits(file_bytes=1024 * 1024))

    form.store_files(shelf.keep)

    assert not form.validate()
    assert form.errors == {"f": [said]}
    assert shelf.kept == {}


@pytest.mark.parametrize(("name", "content"), [
    ("plan.PDF", PDF), ("读我.txt", "你好".encode()), ("读我.txt", "你好".encode("gb18030")),
    ("..\\..\\windows\\plan.pdf", PDF), ("/etc/plan.pdf", PDF),
])
def test_names_lose_their_folders_and_text_may_be_chinese(filled, shelf, name, content):
    form = filled([FILE], {}, files=sent((name, content)), sniff=sniff)

    form.store_files(shelf.keep)

    assert form.validate(), form.errors
    assert "/" not in form.clean()["f"]["name"]
    assert "\\" not in form.clean()["f"]["name"]


def test_photos_are_counted(filled, shelf):
    form = filled([PHOTO], {}, files=sent(*[(f"{n}.png", png()) for n in range(3)]), sniff=sniff)

    form.store_files(shelf.keep)

    assert not form.validate()
    assert form.errors == {"f": ["At most 2 file(s)."]}


def test_a_kept_file_stays_when_something_else_was_wrong(filled, shelf):
    title = {"type": "textfield", "key": "title", "validate": {"required": True}}
    first = filled([PHOTO, title], {}, files=sent(("a.png", png())), sniff=sniff)
    first.store_files(shelf.keep)
    assert not first.validate()

    second = filled([PHOTO, title], {"title": "ok", "f:kept": "1"}, sniff=sniff, stored=shelf.kept.get)

    assert second.validate(), second.errors
    assert [each["name"] for each in second.clean()["f"]] == ["a.png"]


@pytest.mark.parametrize("forged", ["2", "-1", "x", "1; drop", "９", "1" * 30])
def test_a_file_of_someone_else_cannot_be_slipped_in(filled, forged):
    form = filled([PHOTO], {"f:kept": forged}, initial={"f": [{"file_id": 1, "name": "mine"}]})

    assert form.clean() == {"f": []}


def test_an_unticked_file_is_let_go(filled):
    given = {"f": [{"file_id": 1, "name": "a"}, {"file_id": 2, "name": "b"}]}

    form = filled([PHOTO], {"f:kept": "2"}, initial=given)

    assert form.clean() == {"f": [{"file_id": 2, "name": "b"}]}


def test_a_file_that_was_not_stored_is_never_an_answer(filled):
    form = filled([FILE], {}, files=sent(("plan.pdf", PDF)), sniff=sniff)

    assert not form.validate()


@pytest.mark.parametrize(("component", "said"), [
    ({**FILE, "validate": {"required": True}}, "Please upload a file."),
    ({**PHOTO, "validate": {"required": True}}, "Please take or upload a photo."),
    ({"type": "video", "key": "f", "validate": {"required": True}}, "Please upload a video."),
])
def test_a_missing_file_is_asked_for(filled, component, said):
    form = filled([component], {}, files=sent(("", b"")))

    assert not form.validate()
    assert form.errors == {"f": [said]}


def test_what_is_accepted_may_be_an_expression(filled, shelf):
    component = {"type": "filepicker", "key": "f", "accept": "=formats", "multiple": "=several"}

    form = filled([component], {}, files=sent(("a.pdf", PDF), ("b.pdf", PDF)), sniff=sniff,
                  context={"formats": ".pdf", "several": True})
    form.store_files(shelf.keep)

    assert form.validate(), form.errors
    assert len(form.clean()["f"]) == 2


def test_an_author_may_narrow_the_size_but_not_widen_it(filled):
    limits = Limits(file_bytes=5 * 1024 * 1024)

    assert filled([{**PHOTO, "maxSizeMb": 2}], limits=limits)["f"].size_words == "2 MB"
    assert filled([{**PHOTO, "maxSizeMb": 200}], limits=limits)["f"].size_words == "5 MB"


def test_files_in_rows_are_kept_too(filled, shelf):
    rows = {"type": "dynamiclist", "path": "rows", "components": [FILE]}
    files = MultiDict([("rows-0-f", FileStorage(io.BytesIO(PDF), filename="in-row.pdf"))])

    form = filled([rows], {}, files=files, sniff=sniff)
    form.store_files(shelf.keep)

    assert form.validate(), form.problems
    assert form.clean()["rows"][0]["f"]["name"] == "in-row.pdf"
