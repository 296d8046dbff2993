"""The package that the benchmark of signing runs: 《需求确认书》 as it ships, drafted, frozen and signed by both sides, over and over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from webapp.domain import packages

DRAFT, CUSTOMER_SIGNS, LEAD_SIGNS = "draft_confirmation", "customer_signs", "lead_signs"
LEAD, CONTACT = "project_lead", "生产副总经理"
TEMPLATE = "documents/requirement_confirmation.typ"
SHIPPED = (TEMPLATE, "documents/look.typ", "forms/draft_confirmation.form", "i18n/en.po")

ANSWERS: dict[str, Any] = {
    "scope": "一期基础单元：两个加工岛、零点快换托盘、上下料机器人、安全围栏及设备状态大屏，满足六类转向节共线生产，赶在国庆停产窗口安装。",
    "requirements": [
        {"requirement": "六类转向节共线生产", "level": "must", "acceptance": "六类产品各连续生产 50 件，全部合格", "source": "生产副总经理访谈"},
        {"requirement": "换型时间 15 分钟以内", "level": "must", "acceptance": "任意两类之间换型 10 次，每次不超过 15 分钟", "source": "车间跟班两天"},
        {"requirement": "单件节拍 60 秒", "level": "must", "acceptance": "六类产品分别连续运行 4 小时，平均节拍均不超过 60 秒", "source": "生产计划科"},
        {"requirement": "设备状态上车间大屏", "level": "should", "acceptance": "OEE 与人工统计相差不超过 1 个百分点", "source": "设备科"},
        {"requirement": "预留视觉检测工位", "level": "could", "acceptance": "预留一个工位的空间、电与气", "source": "质量科"},
    ],
    "out_of_scope": "立体仓库、厂房土建、MES 侧开发、客户利旧设备的大修。",
    "delivery": "2026-10-09",
    "deliverables": "设备与夹具、程序与参数、图纸与备件清单、操作与维护手册、培训。",
    "change_procedure": "任何一方以变更申请单提出，另一方书面答复；双方签署后生效，未签署前按原约定执行。",
    "answer_days": 5,
}

_MANIFEST = f"""key = "{packages.LIFECYCLE}"
name = "基准"
name_en = "Benchmark"
root = "signing_loop"
[documents.requirement_confirmation]
title = "需求确认书"
title_en = "Requirement confirmation"
template = "{TEMPLATE}"
"""

_DIAGRAM = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="bench" targetNamespace="http://tandem.example/bench">
  <bpmn:process id="signing_loop" name="逐版签署" isExecutable="true">
    <bpmn:startEvent id="began"/>
    <bpmn:sequenceFlow id="to_next" sourceRef="began" targetRef="next"/>
    <bpmn:exclusiveGateway id="next"/>
    <bpmn:sequenceFlow id="to_draft" sourceRef="next" targetRef="{DRAFT}"/>
    <bpmn:userTask id="{DRAFT}" name="拟定确认书">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:formDefinition formId="draft_confirmation"/>
        <zeebe:assignmentDefinition assignee="=project_lead"/>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="drafted" sourceRef="{DRAFT}" targetRef="freeze"/>
    <bpmn:serviceTask id="freeze" name="冻结版本">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="confirmations.prepare"/>
        <zeebe:taskHeaders><zeebe:header key="document" value="requirement_confirmation"/></zeebe:taskHeaders>
      </bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="frozen" sourceRef="freeze" targetRef="both"/>
    <bpmn:parallelGateway id="both"/>
    <bpmn:sequenceFlow id="to_customer" sourceRef="both" targetRef="{CUSTOMER_SIGNS}"/>
    <bpmn:sequenceFlow id="to_lead" sourceRef="both" targetRef="{LEAD_SIGNS}"/>
    <bpmn:userTask id="{CUSTOMER_SIGNS}" name="客户代表签署">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:assignmentDefinition assignee="=customer_contact"/>
        <zeebe:taskHeaders><zeebe:header key="signature.side" value="customer"/></zeebe:taskHeaders>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:userTask id="{LEAD_SIGNS}" name="客户项目经理签署">
      <bpmn:extensionElements>
        <zeebe:userTask/>
        <zeebe:assignmentDefinition assignee="=project_lead"/>
        <zeebe:taskHeaders><zeebe:header key="signature.side" value="company"/></zeebe:taskHeaders>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="customer_signed" sourceRef="{CUSTOMER_SIGNS}" targetRef="signed"/>
    <bpmn:sequenceFlow id="lead_signed" sourceRef="{LEAD_SIGNS}" targetRef="signed"/>
    <bpmn:parallelGateway id="signed"/>
    <bpmn:sequenceFlow id="again" sourceRef="signed" targetRef="next"/>
  </bpmn:process>
</bpmn:definitions>
"""


def files(processes: Path) -> dict[str, bytes]:
    """The package, with the template, form and words of the one that ships."""
    shipped = {name: (processes / packages.LIFECYCLE / name).read_bytes() for name in SHIPPED}
    return {"package.toml": _MANIFEST.encode(), "bpmn/signing_loop.bpmn": _DIAGRAM.encode(), **shipped}
