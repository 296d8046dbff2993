"""Turning data into a PDF and page pictures with typst: the same input gives the same bytes.

The reader's words reach the template as data only, never as markup. Fonts are those we ship:
what the machine happens to have installed must not change a signed document.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

import segno
import structlog
import typst
from noto_cjk_sans_otc import FONT_PATH

from webapp.domain.documents import signing_places
from webapp.domain.documents.errors import DocumentNotRendered
from webapp.domain.documents.glyphs import covered_characters
from webapp.domain.documents.reading import reading_of

log = structlog.get_logger()

ARCHIVAL_STANDARD: Final = "a-2b"  # it refuses a text whose glyphs no shipped font has
PLACE: Final = "signature-place"  # the label behind which a template says who signs where
READING: Final = "reading"  # what a template is told when its words are wanted, not its paper
_MISSING_GLYPH = "could not be displayed"
_PACKAGE_IMPORT = re.compile(rb'"@[^"]+/')


@dataclass(frozen=True, slots=True)
class Place:
    """Where one party signs: a box on a page, in points from the page's upper left corner."""

    slot: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document ready to be frozen: the PDF, each page as an SVG picture, its words to read on any screen, who signs where."""

    pdf: bytes
    pages: tuple[bytes, ...]
    reading: str = ""
    places: tuple[Place, ...] = ()


def render(
    files: Mapping[str, bytes], template: str, data: Mapping[str, Any], *, at: datetime
) -> Rendered:
    """Render the template named among the files; `at` is the only time that enters the bytes."""
    if template not in files:
        raise DocumentNotRendered("document-template-missing", template=template)
    _refuse_downloads(files)
    with tempfile.TemporaryDirectory(prefix="tandem-document-") as folder:
        _unpack(files, Path(folder))
        try:
            return _compile(Path(folder), template, data, at)
        except typst.TypstError as error:
            if _MISSING_GLYPH not in error.message:
                raise _not_rendered(template, error) from error
        try:
            return _compile(Path(folder), template, _spelled_out(data), at)
        except typst.TypstError as error:
            raise _not_rendered(template, error) from error


def _compile(folder: Path, template: str, data: Any, at: datetime) -> Rendered:
    """The paper; where it has no place for somebody who signs, with a page more."""
    compiler, more = _compiler(folder, template, data), {}
    places = _places(compiler, folder)
    if forgotten := signing_places.forgotten(data, {place.slot for place in places}):
        more = signing_places.page_for(forgotten, template, data)
        template = signing_places.TEMPLATE
        (folder / template).write_bytes(signing_places.SOURCE)
        compiler = _compiler(folder, template, data, **more)
        places = _places(compiler, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        pdf = compiler.compile(
            format="pdf", timestamp=int(at.timestamp()), pdf_standards=ARCHIVAL_STANDARD
        )
        pages = compiler.compile(format="svg", timestamp=int(at.timestamp()))
    return Rendered(_as_bytes(pdf), tuple(_as_bytes(page) for page in _as_list(pages)),
                    _read_out(folder, template, data, **more), places)


def typeset(files: Mapping[str, bytes], template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """A small PDF of our own making, such as what a signature looks like on the page; no pages, nothing to read out."""
    with tempfile.TemporaryDirectory(prefix="tandem-document-") as folder:
        _unpack(files, Path(folder))
        compiler = _compiler(Path(folder), template, _spelled_out(data))
        try:
            return _as_bytes(compiler.compile(format="pdf", timestamp=int(at.timestamp())))
        except typst.TypstError as error:
            raise _not_rendered(template, error) from error


def _places(compiler: typst.Compiler, folder: Path) -> tuple[Place, ...]:
    """Where the template says that somebody signs; a paper nobody signs is not asked."""
    if not any(PLACE.encode() in file.read_bytes() for file in folder.rglob("*.typ")):
        return ()
    found = json.loads(compiler.query(f"<{PLACE}>", field="value"))
    return tuple(
        Place(slot=str(each["slot"]), page=int(each["at"]["page"]),
              **{name: _points(value) for name, value in (("x", each["at"]["x"]), ("y", each["at"]["y"]),
                                                          ("width", each["width"]), ("height", each["height"]))})
        for each in found
    )


def _points(length: str) -> float:
    return round(float(str(length).removesuffix("pt")), 2)


def _read_out(folder: Path, template: str, data: Any, **more: str) -> str:
    """The same template and data as a page of words; a template that cannot be read out has its pages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        try:
            exported = _compiler(folder, template, data, medium=READING, **more).compile(format="html")
        except typst.TypstError as error:
            log.warning("document.reading_failed", template=template, reason=error.message)
            return ""
    return reading_of(_as_bytes(exported).decode())


def _compiler(folder: Path, template: str, data: Any, medium: str = "paper", **more: str) -> typst.Compiler:
    return typst.Compiler(
        str(folder / template),
        root=str(folder),
        font_paths=_fonts(),
        package_path=str(folder),
        package_cache_path=str(folder),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True), "medium": medium, **_code(data), **more},
    )


def _code(data: Any) -> dict[str, str]:
    """The address at which a paper is verified, as a picture that phones read."""
    heading = data.get("document") if isinstance(data, Mapping) else None
    address = heading.get("verify") if isinstance(heading, Mapping) else None
    return {"code": _picture_of(str(address))} if address else {}


@lru_cache(maxsize=8)
def _picture_of(address: str) -> str:
    """Drawn once for a paper, which is compiled as paper and as a page to read."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, dark="#1b2733")
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    """Load the fonts once per process: a document then takes milliseconds."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(str(FONT_PATH)).parent)],
    )


def _refuse_downloads(files: Mapping[str, bytes]) -> None:
    """A template stands on the package's own files; rendering never goes to the network."""
    for name, content in files.items():
        if name.endswith(".typ") and (found := _PACKAGE_IMPORT.search(content)):
            raise DocumentNotRendered(
                "document-template-imports-package",
                template=name, imported=found[0].decode(errors="replace").strip('"/'),
            )


def _unpack(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            raise DocumentNotRendered("document-template-path", template=name)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _spelled_out(value: Any) -> Any:
    """Name the characters that no shipped font can draw: 〔U+1F600〕 can be read, a box cannot."""
    if isinstance(value, str):
        known = covered_characters()
        return "".join(c if ord(c) in known or c in "\n\t" else f"〔U+{ord(c):04X}〕" for c in value)
    if isinstance(value, Mapping):
        return {key: _spelled_out(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(item) for item in value]
    return value


def _not_rendered(template: str, error: typst.TypstError) -> DocumentNotRendered:
    return DocumentNotRendered(
        "document-not-rendered", template=template, reason=error.message, hints=list(error.hints)
    )


def _as_list(output: Any) -> list[Any]:
    return output if isinstance(output, list) else [output]


def _as_bytes(output: Any) -> bytes:
    return output.encode() if isinstance(output, str) else bytes(output)
