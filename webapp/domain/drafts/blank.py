"""What new files begin with: the least that an editor opens and the checks accept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from webapp.domain.packages.words import write_words
from webapp.processes import MANIFEST, read_manifest

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
                  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
                  xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
                  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
                  id="definitions_{id}" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="{id}" name={name} isExecutable="true">
    <bpmn:startEvent id="start_{id}" name="开始">
      <bpmn:outgoing>flow_begin_{id}</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:sequenceFlow id="flow_begin_{id}" sourceRef="start_{id}" targetRef="done_{id}" />
    <bpmn:endEvent id="done_{id}" name="结束">
      <bpmn:incoming>flow_begin_{id}</bpmn:incoming>
    </bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_{id}">
    <bpmndi:BPMNPlane id="plane_{id}" bpmnElement="{id}">
      <bpmndi:BPMNShape id="start_{id}_di" bpmnElement="start_{id}">
        <dc:Bounds x="180" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="187" y="203" width="22" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="done_{id}_di" bpmnElement="done_{id}">
        <dc:Bounds x="420" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="427" y="203" width="22" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_begin_{id}_di" bpmnElement="flow_begin_{id}">
        <di:waypoint x="216" y="178" />
        <di:waypoint x="420" y="178" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
DECISION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
             xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
             xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
             id="definitions_{id}" name="{id}" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="{id}" name={name}>
    <decisionTable id="table_{id}" hitPolicy="FIRST">
      <input id="input_1" label="金额">
        <inputExpression id="inputExpression_1" typeRef="number"><text>amount</text></inputExpression>
      </input>
      <output id="output_1" label="结果" name="result" typeRef="string" />
      <rule id="rule_1">
        <inputEntry id="entry_1"><text>-</text></inputEntry>
        <outputEntry id="entry_2"><text>"normal"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram_{id}">
      <dmndi:DMNShape id="shape_{id}" dmnElementRef="{id}">
        <dc:Bounds height="80" width="180" x="160" y="100" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
PROCESS = re.compile(r'<bpmn:process id="([^"]+)"')
ENGLISH = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "开始"\nmsgstr "Begin"\n\nmsgid "结束"\nmsgstr "End"\n'
MANIFEST_TEXT = '# {comment}\nkey = {key}\nname = {name}\nname_en = {name_en}\nroot = {key}\n\n[roles]\n'
SAID = re.compile(r'^(key|name|name_en|root)\s*=\s*(".*?"|\'.*?\')\s*$', re.MULTILINE)


def blank_package(*, key: str, name: str, name_en: str) -> dict[str, bytes]:
    """The least that is a package: a manifest, a diagram from start to end, its words in English."""
    manifest = MANIFEST_TEXT.format(comment="流程包 · process package", key=_text(key), name=_text(name), name_en=_text(name_en))
    return {MANIFEST: manifest.encode(), f"bpmn/{key}.bpmn": blank_file(f"bpmn/{key}.bpmn", name),
            "i18n/en.po": _named(ENGLISH.encode(), name, name_en)}


def copied_package(like: Mapping[str, bytes], *, key: str, name: str, name_en: str) -> dict[str, bytes]:
    """A starter's files under another key and name. Its processes get ids of their own: two copies must not answer for each other.

    What it borrows from a neighbour stays as the neighbour has it.
    """
    manifest = read_manifest(like[MANIFEST])
    borrowed = {each.partition("/")[2] for each in manifest.borrows}
    ids = {found: key if found == manifest.root else f"{key}_{found}" for path, content in like.items()
           if path.endswith(".bpmn") and path not in borrowed for found in PROCESS.findall(content.decode())}
    copied = {_moved(path, ids): _renamed_diagram(content.decode(), ids, key, name).encode() if path.endswith(".bpmn") else content
              for path, content in like.items()}
    return {**copied, MANIFEST: _renamed_manifest(like[MANIFEST], {"key": key, "name": name, "name_en": name_en, "root": key}),
            "i18n/en.po": _named(like.get("i18n/en.po", ENGLISH.encode()), name, name_en)}


def _named(english: bytes, name: str, name_en: str) -> bytes:
    """The words with the package's own name, if it was given one in English."""
    return write_words(english, {name: name_en} if name_en != name else {}, {})


def _renamed_manifest(text: bytes, said: Mapping[str, str]) -> bytes:
    """The manifest under another key and name; what a starter says about itself goes."""
    lines = SAID.sub(lambda found: f"{found[1]} = {_text(said[found[1]])}", text.decode())
    kept = [line for line in lines.splitlines() if not re.match(r"about(_en)?\s*=|# A starter", line)]
    return ("\n".join(kept).strip() + "\n").encode()


def _renamed_diagram(text: str, ids: Mapping[str, str], key: str, name: str) -> str:
    for old, new in ids.items():
        text = re.sub(rf'(\s(?:id|processId|processRef|bpmnElement)=")({re.escape(old)})(?=")', rf"\g<1>{new}", text)
    return re.sub(rf'(<bpmn:process id="{key}" name=")[^"]*', lambda found: found[1] + escape(name, {'"': "&quot;"}), text)


def _moved(path: str, ids: Mapping[str, str]) -> str:
    """A diagram lies under its process's id."""
    return f"bpmn/{ids[path[5:-5]]}.bpmn" if path.startswith("bpmn/") and path[5:-5] in ids else path


def blank_file(path: str, name: str = "") -> bytes:
    """A new file of this kind; what it draws is called by the name, else as the file."""
    folder, _, file = path.partition("/")
    stem = file.rpartition(".")[0]
    element = re.sub(r"\W", "_", stem) if not stem[:1].isdigit() else f"_{stem}"
    if folder == "bpmn":
        return DIAGRAM.format(id=element, name=quoteattr(name or element)).encode()
    if folder == "dmn":
        return DECISION.format(id=element, name=quoteattr(name or element)).encode()
    if folder == "forms":
        form = {"schemaVersion": 19, "type": "default", "id": stem, "components": []}
        return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()
    return ENGLISH.encode() if folder == "i18n" else b""


def _text(words: str) -> str:
    """A text as TOML writes one."""
    return json.dumps(words, ensure_ascii=False)
