"""Packages that mean harm: refused whole and in words, quickly; nothing of them is kept, what runs goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import build
from tests.support.diagrams import diagram, extended, zeebe
from tests.web.attacks.world import House

SECONDS = 20
PLAIN = diagram("start > ask > end", process="lifecycle")
DOCTYPE = b'<!DOCTYPE bpmn:definitions [%s]>'
SECRET = b'<!ENTITY x SYSTEM "file:///etc/passwd">'
LAUGHS = b'<!ENTITY a "ha"><!ENTITY b "%s"><!ENTITY c "%s"><!ENTITY x "%s">' % (b"&a;" * 99, b"&b;" * 99, b"&c;" * 99)


def with_doctype(inside: bytes) -> bytes:
    head, mark, rest = PLAIN.partition(b"?>")
    body = (rest if mark else PLAIN).replace(b'name="ask"', b'name="&x;"')
    return (head + mark if mark else b"") + DOCTYPE % inside + body


def form(*components: Mapping[str, object]) -> bytes:
    return json.dumps({"schemaVersion": 19, "type": "default", "id": "f", "components": list(components)}).encode()


def deciding(condition: str) -> bytes:
    return diagram(f"start > fork:xor -[{condition}]> end; fork -default> other:end", process="lifecycle")


def asking(form_id: str) -> bytes:
    return diagram("start > ask > end", process="lifecycle",
                   ask=extended(zeebe("formDefinition", formId=form_id)))


DEEP: dict[str, object] = {"type": "textfield", "key": "x"}
for _ in range(400):
    DEEP = {"type": "group", "components": [DEEP]}

HARM: dict[str, Mapping[str, bytes]] = {
    "an entity that reads a file": {"bpmn/lifecycle.bpmn": with_doctype(SECRET)},
    "an entity bomb": {"bpmn/lifecycle.bpmn": with_doctype(LAUGHS)},
    "a diagram of 50 MB": {"bpmn/lifecycle.bpmn": PLAIN.replace(b"</", b"<!--" + b"x" * 50_000_000 + b"--></", 1)},
    "no diagram": {"bpmn/lifecycle.bpmn": b"\0\xff" * 100},
    "a Python script": {"bpmn/lifecycle.bpmn": diagram(
        "start > run:script > end", process="lifecycle", run="<bpmn:script>import os; os.system('x')</bpmn:script>")},
    "a FEEL bomb of brackets": {"bpmn/lifecycle.bpmn": deciding("(" * 20000 + "1" + ")" * 20000 + " = 1")},
    "a FEEL bomb of length": {"bpmn/lifecycle.bpmn": deciding("+".join(["1"] * 200_000) + " = 1")},
    "ten thousand components": {"forms/f.form": form(*({"type": "textfield", "key": f"k{n}", "id": f"i{n}"}
                                                       for n in range(10_000)))},
    "a form without end": {"forms/f.form": form(DEEP)},
    "a form that is no form": {"forms/f.form": b"[" * 100_000},
    "a component from elsewhere": {"forms/f.form": form({"type": "evil-widget", "id": "i"})},
    "a path out of the package": {"documents/../../../etc/cron.d/x": b"x"},
    "an absolute path": {"/etc/passwd": b"x"},
    "a decision with an entity": {"dmn/d.dmn": DOCTYPE.replace(b"bpmn:definitions", b"definitions") % SECRET + b"<definitions>&x;</definitions>"},
    "translations of nonsense": {"i18n/en.po": b"\xff\xfe msgid"},
    "a manifest of nonsense": {"package.toml": b"key = ["},
}


@pytest.mark.parametrize("files", HARM.values(), ids=HARM.keys())
def test_a_harmful_package_is_refused_in_words_and_nothing_of_it_is_kept(
        house: House, tmp_path: Path, files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {**build.package({"lifecycle": PLAIN}, root="lifecycle"), **files}
    monkeypatch.setattr("webapp.cli.deploy._found", lambda _folder: [_package(whole)])
    before, began = house.sums(), time.monotonic()

    told = house.app.test_cli_runner().invoke(_command())

    assert told.exit_code == 1, told.output
    assert "was refused; what runs goes on" in told.output
    assert "Refused: " in told.output
    assert "root:" not in told.output
    assert "Traceback" not in told.output
    assert time.monotonic() - began < SECONDS
    assert house.sums() == before
    assert house.signed_in(house.cast.lead).get(house.task).status_code == 200


def _package(files: Mapping[str, bytes]) -> object:
    from webapp.processes import Manifest, Package  # noqa: PLC0415
    return Package(Manifest("customer_engineering", "x", "x", "lifecycle"), files)


def _command() -> object:
    from webapp.cli.deploy import command  # noqa: PLC0415
    return command
