"""What a draft takes in: paths of a package, contents that are what their name says, and nothing that could do harm.

Work in progress may be wrong, and its findings say how; it may not be dangerous. What is refused here is refused
before it is kept: document types and entities, scripts in texts that pages show, files beyond any sensible size.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from webapp.domain import wording
from webapp.processes import MANIFEST

PATH = re.compile(
    r"package\.toml|README\.md|bpmn/NAME\.bpmn|dmn/NAME\.dmn|forms/NAME\.form|i18n/NAME\.po"
    r"|examples/NAME\.(?:toml|json)|examples/tables/NAME\.toml|documents/(?:NAME/){0,3}NAME\.(?:typ|png|jpg|jpeg|svg|csv|json|yaml|toml|md)"
    .replace("NAME", r"[\w-]+(?:\.[\w-]+)*"))
LONGEST_PATH = 120
KEY = re.compile(r"[a-z][a-z0-9_]{1,49}")
RESERVED = frozenset({"new", "import", "files", "content"})

MOST_FILES = 600
LARGEST_FILE = 4_000_000
LARGEST_PACKAGE = 40_000_000
DEEPEST_JSON = 60

FOLDERS = {".bpmn": "bpmn", ".dmn": "dmn", ".form": "forms", ".po": "i18n", ".typ": "documents"}
BPMN_ROOT = "{http://www.omg.org/spec/BPMN/20100524/MODEL}definitions"
DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\?(?!xml\s)", re.IGNORECASE)
SCRIPT = re.compile(r"<\s*/?\s*(?:script|iframe|object|embed)\b|<(?:svg|img|link|meta|style|base)\b[^<]*>"
                    r"|<[a-z][^<>]*\bon[a-z]+\s*=|(?:javascript|vbscript)\s*:|data\s*:\s*text/html", re.IGNORECASE)
PICTURES = {".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


class BadFile(wording.FieldRefused):
    """A file that a draft does not take in."""


def is_path(path: str) -> bool:
    """Whether a package may have a file there."""
    return len(path) <= LONGEST_PATH and PATH.fullmatch(path) is not None


def judge_path(path: str) -> str:
    """The path, if it may lie in a package."""
    if not is_path(path):
        raise BadFile("draft-path", field="path", path=path[:LONGEST_PATH])
    return path


def judge_key(key: str) -> str:
    """The key, if a package may be called so."""
    if not KEY.fullmatch(key) or key in RESERVED:
        raise BadFile("draft-key", field="key", key=key[:60])
    return key


def judge(path: str, content: bytes, *, package: str) -> None:
    """Refuse what is dangerous, too large or not what its name says."""
    judge_path(path)
    if len(content) > LARGEST_FILE:
        raise BadFile("draft-file-too-large", field="content", path=path, megabytes=LARGEST_FILE // 1_000_000)
    suffix = path[path.rfind("."):]
    JUDGES.get(suffix, _judge_text)(path, content)
    if path == MANIFEST:
        _judge_key_stays(content, package)


def place_of(name: str) -> str:
    """Where a single file of this name belongs, as the desktop modeler and others save them."""
    name = name.replace("\\", "/").rpartition("/")[2]
    suffix = name[name.rfind("."):].lower() if "." in name else ""
    if suffix not in FOLDERS:
        raise BadFile("draft-file-kind", field="file", path=name[:LONGEST_PATH])
    stem = re.sub(r"[^\w.-]+", "_", name[:-len(suffix)]).strip("._-") or "imported"
    return judge_path(f"{FOLDERS[suffix]}/{stem}{suffix}")


def _judge_diagram(path: str, content: bytes) -> None:
    _judge_xml(path, content, lambda tag: tag == BPMN_ROOT)


def _judge_decision(path: str, content: bytes) -> None:
    _judge_xml(path, content, lambda tag: tag.endswith("}definitions") and "DMN" in tag.upper())


def _judge_xml(path: str, content: bytes, is_root: Callable[[str], bool]) -> None:
    plain = content.replace(b"\0", b"")  # UTF-16 hides nothing
    if DOCUMENT_TYPE.search(plain):
        raise BadFile("draft-document-type", field="content", path=path)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadFile("draft-xml", field="content", path=path, line=getattr(error, "lineno", None) or 1) from error
    if not is_root(str(root.tag)):
        raise BadFile("draft-not-its-kind", field="content", path=path)
    for node in root.iter():
        for text in (*node.attrib.values(), node.text or ""):
            _judge_words(path, str(text))


def _judge_form(path: str, content: bytes) -> None:
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadFile("draft-json", field="content", path=path) from error
    if not isinstance(said, dict) or not isinstance(said.get("components"), list):
        raise BadFile("draft-not-its-kind", field="content", path=path)
    for text in _texts(path, said):
        _judge_words(path, text)


def _texts(path: str, said: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST_JSON:
        raise BadFile("draft-too-deep", field="content", path=path)
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for part in said.values():
            yield from _texts(path, part, depth + 1)
    elif isinstance(said, list):
        for part in said:
            yield from _texts(path, part, depth + 1)


def _judge_words(path: str, text: str) -> None:
    if SCRIPT.search(text):
        raise BadFile("draft-script", field="content", path=path, text=text.strip()[:60])


def _judge_text(path: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("draft-not-text", field="content", path=path) from error
    if "\0" in text:
        raise BadFile("draft-not-text", field="content", path=path)


def _judge_svg(path: str, content: bytes) -> None:
    if DOCUMENT_TYPE.search(content) or SCRIPT.search(content.decode(errors="replace").replace("<svg", "").replace("</svg", "")):
        raise BadFile("draft-script", field="content", path=path, text="svg")


def _judge_picture(path: str, content: bytes) -> None:
    if not content.startswith(PICTURES[path[path.rfind("."):]]):
        raise BadFile("draft-not-its-kind", field="content", path=path)


def _judge_key_stays(content: bytes, package: str) -> None:
    """A manifest may be wrong for a while, but it never names another package."""
    try:
        key = tomllib.loads(content.decode()).get("key")
    except ValueError:
        return  # the findings say so
    if key != package:
        raise BadFile("draft-other-key", field="content", package=package, key=str(key)[:60])


JUDGES: Mapping[str, Callable[[str, bytes], None]] = {
    ".bpmn": _judge_diagram, ".dmn": _judge_decision, ".form": _judge_form, ".svg": _judge_svg,
    **dict.fromkeys(PICTURES, _judge_picture),
}
