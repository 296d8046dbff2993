"""A package as one zip, out and in. What comes in is measured before it is unpacked and judged before it is kept."""

from __future__ import annotations

import stat
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath

from webapp.domain.drafts.contents import (
    LARGEST_FILE,
    LARGEST_PACKAGE,
    MOST_FILES,
    BadFile,
    judge,
    judge_key,
    judge_path,
)
from webapp.processes import MANIFEST

LARGEST_ZIP = 20_000_000
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; the same files are always the same bytes."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()


def unpack(packed: bytes) -> tuple[str, dict[str, bytes]]:
    """The key and the files of a package in a zip, in its root or in its only folder."""
    if len(packed) > LARGEST_ZIP:
        raise BadFile("draft-zip-too-large", field="file", megabytes=LARGEST_ZIP // 1_000_000)
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            found = {name: _read(archive, entry) for name, entry in _entries(archive).items()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, ValueError, OSError) as error:
        raise BadFile("draft-zip-broken", field="file") from error
    key = _key_of(found)
    for path, content in found.items():
        judge(path, content, package=key)
    return key, found


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = {entry.filename: entry for entry in archive.infolist()
               if not entry.is_dir() and not any(sign in entry.filename for sign in IGNORED)}
    if len(entries) > MOST_FILES:
        raise BadFile("draft-package-full", field="file", files=MOST_FILES, megabytes=LARGEST_PACKAGE // 1_000_000)
    if sum(entry.file_size for entry in entries.values()) > LARGEST_PACKAGE:
        raise BadFile("draft-zip-bomb", field="file", megabytes=LARGEST_PACKAGE // 1_000_000)
    for name, entry in entries.items():
        if "\\" in name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BadFile("draft-path", field="file", path=name[:100])
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadFile("draft-zip-link", field="file", path=name[:100])
    inside = _only_folder(entries)
    return {judge_path(name.removeprefix(inside)): entry for name, entry in entries.items()}


def _only_folder(entries: Mapping[str, object]) -> str:
    """The folder that everything lies in, where somebody packed the folder and not what is in it."""
    if MANIFEST in entries:
        return ""
    tops = {name.split("/")[0] for name in entries}
    folder = f"{tops.pop()}/" if len(tops) == 1 else ""
    return folder if folder + MANIFEST in entries else ""


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What is in it, and no byte more than a file may have, whatever its head says."""
    with archive.open(entry) as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BadFile("draft-file-too-large", field="file", path=entry.filename[:100], megabytes=LARGEST_FILE // 1_000_000)
    return content


def _key_of(files: Mapping[str, bytes]) -> str:
    try:
        said = tomllib.loads(files[MANIFEST].decode())
    except (KeyError, ValueError) as error:
        raise BadFile("draft-zip-no-manifest", field="file") from error
    return judge_key(str(said.get("key", "")))
