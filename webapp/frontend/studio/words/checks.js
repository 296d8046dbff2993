// checks.js — the Chinese of what the rules say while one draws.
const KINDS = {
  "Ad hoc sub process": "自由子流程",
  Process: "流程",
  "Sub process": "子流程",
  Transaction: "事务",
};

export const checks = {
  "A <Sequence Flow> outgoing from an <Event-based Gateway> must not be conditional":
    "事件网关出来的连线不能带条件",
  "A <Start Event> is not allowed in <Ad Hoc Sub Process>": "自由子流程里不能有开始事件",
  "An <End Event> is not allowed in <Ad Hoc Sub Process>": "自由子流程里不能有结束事件",
  "An <Event-based Gateway> must have at least 2 outgoing <Sequence Flows>":
    "事件网关至少要有两条出线",
  "An <Intermediate Catch Event> is not allowed in <Ad Hoc Sub Process>":
    "自由子流程里不能单独放等待事件",
  "Conditional event is missing a condition": "条件事件没有写条件",
  "Duplicate incoming sequence flows": "有重复的入线",
  "Duplicate outgoing sequence flows": "有重复的出线",
  "Element is an implicit end": "流程走到这里就断了：接到下一步，或接一个结束事件",
  "Element is an implicit start": "没有连线通到这里：从前一步接过来，或用开始事件",
  "Element is missing bpmndi": "文件里有这个元素，图上却没有画",
  "Element is missing label/name": "还没有名称",
  "Element is missing name": "还没有名称",
  "Element is not connected": "没有连到任何元素",
  "Element is outside of parent boundary": "画到了所属框的外面",
  "Element is unused": "没有地方用到",
  "Element name is not unique": "名称重复",
  "Element overlaps with other element": "与别的元素重叠",
  "Element type <bpmn:ComplexGateway> is discouraged": "请不要用复杂网关：改用排他、包容或并行网关",
  "Event has multiple event definitions": "一个事件有多个触发条件",
  "Flow out of an exclusive gateway has neither a condition nor is it the default":
    "排他网关的这条出线既没有条件，也不是默认连线",
  "Flow splits implicitly": "一个步骤直接分出多条线：请用网关写明怎么分",
  "Gateway forks and joins": "一个网关既合又分：请拆成两个",
  "Gateway is superfluous. It only has one source and target.": "这个网关只有一进一出，可以去掉",
  "Incoming flows do not join":
    "多条线直接汇入一个步骤，每条线都会让它办一次：需要合并时请先接网关",
  "Link event is missing link name": "链接事件没有写链接名",
  "Nobody can get this task: choose who does it": "没有人能收到这个任务：请选定由谁办理",
  "Sequence flow has superfluous label": "这条连线不必有名称",
  "Sequence flow is missing condition": "连线没有写条件",
  "SequenceFlow is a duplicate": "与另一条连线重复",
  "Start event is missing event definition": "事件子流程的开始事件要写明由什么触发",
  "Start event must be blank": "子流程的开始事件不能带触发条件",
  "Task has no form": "任务没有表单：请选一张",
  "Termination is superfluous.": "不必用终止事件",
  "The form it names is not in this package": "所写的表单不在本流程包里",
  "The system has no such step: choose one of the list": "系统没有这种处理：请从列表中选",
  ...Object.fromEntries(
    Object.entries(KINDS).flatMap(([kind, name]) => [
      [`${kind} is missing end event`, `${name}没有结束事件`],
      [`${kind} is missing start event`, `${name}没有开始事件`],
      [`${kind} has multiple blank start events`, `${name}有多个普通开始事件`],
    ]),
  ),
};

export const checkPatterns = [
  [/^Duplicate link catch event with link name <(.*)> in scope$/, "同名的链接到达事件不止一个：$1"],
  [/^Link catch event with link name <(.*)> missing in scope$/, "缺少名为“$1”的链接到达事件"],
  [/^Link throw event with link name <(.*)> missing in scope$/, "缺少名为“$1”的链接出发事件"],
];
