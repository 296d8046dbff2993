"""The package that benchmarks run: one form task in a loop, so that the number of open tasks stays."""

from __future__ import annotations

import json

PACKAGE, PROCESS, TASK_ANSWERS = "bench", "bench_loop", {"note": "已按计划完成现场勘查", "hours": "6"}

_DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="bench" targetNamespace="http://tandem.example/bench">
  <bpmn:process id="bench_loop" name="现场日报" isExecutable="true">
    <bpmn:startEvent id="began"/>
    <bpmn:sequenceFlow id="to_report" sourceRef="began" targetRef="report"/>
    <bpmn:userTask id="report" name="填写现场日报">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:formDefinition formId="report"/>
        <zeebe:assignmentDefinition assignee="=reporter"/>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="reported" sourceRef="report" targetRef="done"/>
    <bpmn:exclusiveGateway id="done" name="工时已满?" default="again"/>
    <bpmn:sequenceFlow id="again" name="否" sourceRef="done" targetRef="report"/>
    <bpmn:sequenceFlow id="enough" name="是" sourceRef="done" targetRef="ended">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=hours &gt; 1000</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:endEvent id="ended"/>
  </bpmn:process>
</bpmn:definitions>
"""

_FORM = {
    "schemaVersion": 19, "type": "default", "id": "report",
    "components": [
        {"type": "textarea", "id": "note_field", "key": "note", "label": "今日情况",
         "validate": {"required": True, "maxLength": 2000}},
        {"type": "number", "id": "hours_field", "key": "hours", "label": "工时", "decimalDigits": 1,
         "validate": {"required": True, "min": 0, "max": 2000}},
    ],
}

_MANIFEST = """key = "bench"
name = "基准"
name_en = "Benchmark"
root = "bench_loop"
"""

FILES = {
    "package.toml": _MANIFEST.encode(),
    "bpmn/loop.bpmn": _DIAGRAM.encode(),
    "forms/report.form": json.dumps(_FORM, ensure_ascii=False).encode(),
}
