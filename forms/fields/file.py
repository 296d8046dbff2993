"""Files, photos and videos: counted, measured and known by their content before they are kept."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from wtforms.fields import MultipleFileField
from wtforms.validators import ValidationError

from forms.fields import filetypes
from forms.fields.base import Answer
from forms.limits import MEGABYTE
from forms.values import to_number

KEPT = ("file_id", "name", "size", "type", "sha256")


class Upload(Protocol):
    """A file as the web server hands it over."""

    filename: str | None

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Arrived:
    """A file that was just sent, read up to one byte more than is allowed."""

    name: str
    content: bytes


Keep = Callable[[str, bytes], Mapping[str, Any]]


class FileAnswer(Answer, MultipleFileField):
    """The answer is {"file_id", "name", "size", "type", "sha256"}, or a list of these."""

    missing = "Please upload a file."
    default_accept = filetypes.DOCUMENTS
    capture: str | None = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Files that were kept before travel by their number, as `<name>:kept`."""
        self.kept: list[dict[str, Any]] = []
        self.arrived: list[Arrived] = []
        self.form_posted = formdata is not None
        super().process(formdata, data if isinstance(data, dict | list) else None, extra_filters)
        if formdata is not None:
            asked = formdata.getlist(f"{self.name}:kept")[:self.tools.limits.file_count * 2]
            known = {each["file_id"]: each for each in self.kept}
            found = [self._known(str(each), known) for each in asked]
            self.kept = [each for each in found if each]
        self.data = self.kept

    def process_data(self, value: Any) -> None:
        given = value if isinstance(value, list) else [value] if value else []
        self.kept = [dict(each) for each in given
                     if isinstance(each, Mapping) and isinstance(each.get("file_id"), int)]

    def process_formdata(self, valuelist: list[Any]) -> None:
        most = self.most_bytes + 1
        for upload in valuelist[:self.tools.limits.file_count + 1]:
            name = str(getattr(upload, "filename", None) or "")
            if name and hasattr(upload, "read"):
                self.arrived.append(Arrived(filetypes.plain_name(name), upload.read(most)))

    def _known(self, asked: str, known: Mapping[Any, dict[str, Any]]) -> dict[str, Any] | None:
        if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
            return None
        stored = known.get(int(asked)) or self.tools.stored(int(asked))
        return {key: stored[key] for key in KEPT if key in stored} if stored else None

    # limits
    @property
    def is_multiple(self) -> bool:
        """Whether several files may be given."""
        return bool(self.state.rules.get("multiple", self.component.own("multiple")))

    @property
    def accept(self) -> str:
        """Which types, as the browser's accept attribute."""
        asked = self.state.rules.get("accept", self.component.given.get("accept"))
        return str(asked or self.default_accept)

    @property
    def most_bytes(self) -> int:
        """How large one file may be: the author may narrow the house limit, never widen it."""
        asked = to_number(self.component.own("maxSizeMb"))
        house = self.house_limit
        return min(int(asked * MEGABYTE), house) if asked and asked > 0 else house

    @property
    def house_limit(self) -> int:
        """The limit where the author gave none."""
        return self.tools.limits.file_bytes

    @property
    def most_files(self) -> int:
        """How many files may be given."""
        if not self.is_multiple:
            return 1
        asked = to_number(self.component.own("maxCount"))
        house = self.tools.limits.file_count
        return min(int(asked), house) if asked and asked >= 1 else house

    @property
    def size_words(self) -> str:
        """The size limit as people say it."""
        return filetypes.size_words(self.most_bytes)

    @property
    def type_words(self) -> str:
        """The accepted types as people say them."""
        return filetypes.type_words(self.accept)

    # checks
    def is_empty(self) -> bool:
        return not self.kept and not self.arrived

    def check(self) -> None:
        if len(self.kept) + len(self.arrived) > self.most_files:
            raise ValidationError(self.say("At most %(max)d file(s).", max=self.most_files)
                                  if self.is_multiple else self.gettext("One file only."))
        for file in self.arrived:
            wrong = self.wrong_with(file)
            if wrong:
                raise ValidationError(wrong)
        if self.arrived:
            raise ValidationError(self.say("“%(name)s” could not be kept. Please choose it again.",
                                           name=self.arrived[0].name))

    def wrong_with(self, file: Arrived) -> str:
        """What speaks against keeping a file, in a sentence; nothing if nothing does."""
        if not file.content:
            return self.say("“%(name)s” is empty.", name=file.name)
        if len(file.content) > self.most_bytes:
            return self.say("“%(name)s” is larger than %(size)s.", name=file.name, size=self.size_words)
        found = self.tools.sniff(file.content, file.name)
        if not filetypes.is_accepted(self.accept, file.name, found):
            return self.say("“%(name)s” is not one of these types: %(types)s.",
                            name=file.name, types=self.type_words)
        if not filetypes.is_consistent(file.name, found, file.content):
            return self.say("“%(name)s” says one type, but its content is another.", name=file.name)
        return ""

    def store(self, keep: Keep) -> None:
        """Hand the sound files to `keep`; they are answers from now on, even if others fail."""
        if not self.is_open or len(self.kept) + len(self.arrived) > self.most_files:
            return
        sound = [file for file in self.arrived if not self.wrong_with(file)]
        for file in sound:
            stored = keep(file.name, file.content)
            self.kept.append({key: stored[key] for key in KEPT if key in stored})
        self.arrived = [file for file in self.arrived if file not in sound]
        self.data = self.kept

    def clean(self) -> Any:
        if self.is_multiple:
            return list(self.kept)
        return self.kept[0] if self.kept else None


class PhotoAnswer(FileAnswer):
    """Photos from a phone's camera or its album."""

    missing = "Please take or upload a photo."
    default_accept = filetypes.PHOTOS
    capture = "environment"


class VideoAnswer(FileAnswer):
    """Videos, with a size limit of their own."""

    missing = "Please upload a video."
    default_accept = filetypes.VIDEOS
    capture = "environment"

    @property
    def house_limit(self) -> int:
        return self.tools.limits.video_bytes


mimetypes.add_type("image/heic", ".heic")
mimetypes.add_type("image/webp", ".webp")
