"""What may only be read in a table's cells is short: a date as figures on one line, a dash where nothing was answered."""

from flask import Flask, render_template

import forms
from tests.unit.forms.conftest import definition, tools

TABLE = {"type": "table", "path": "work", "label": "本期任务", "components": [
    {"type": "textfield", "key": "task", "label": "任务", "readonly": True},
    {"type": "datetime", "subtype": "date", "key": "start", "dateLabel": "计划开始", "readonly": True},
    {"type": "textfield", "key": "depends_on", "label": "前置任务", "readonly": True},
    {"type": "datetime", "subtype": "date", "key": "done_on", "dateLabel": "完成日期"}]}


def test_a_locked_cell_shows_a_date_as_figures_and_a_dash_for_nothing(app: Flask) -> None:
    rows = [{"task": "接口联调", "start": "2026-11-08", "depends_on": "", "done_on": ""}]
    [[piece]] = forms.bind(definition(TABLE), initial={"work": rows}, **tools(locale="zh")).layout

    with app.test_request_context(headers={"Accept-Language": "zh"}):
        page = render_template("macros/fields/table.html", piece=piece)

    assert '<p class="locked-value figures">2026-11-08</p>' in page
    assert '<span aria-hidden="true">—</span><span class="unseen">未填写</span>' in page
    assert "2026年" not in page
