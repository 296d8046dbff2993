"""What the tests of the form machine share: real expressions, real patterns, two people."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import re2
from werkzeug.datastructures import MultiDict

import forms
from engine.errors import EngineError
from engine.expressions import compile_expression, evaluate

PEOPLE = {"lead": "项目负责人", "designer": "设计工程师"}


def definition(*components: dict[str, Any]) -> forms.Definition:
    return forms.read(json.dumps({"type": "default", "schemaVersion": 19,
                                  "components": list(components)}), file="test.form")


def tools(**changed: Any) -> dict[str, Any]:
    return {"evaluate": evaluate, "failures": (EngineError,), "matcher": re2.compile, "locale": "en",
            "people": lambda role: [(key, label) for key, label in PEOPLE.items()
                                    if role in (None, key)], **changed}


@pytest.fixture
def filled() -> Callable[..., forms.BoundForm]:
    """A form bound to what a person posted: filled([components], {name: value}, **tools)."""
    def fill(components: list[dict[str, Any]], posted: Any = None, *, files: Any = None,
             initial: Any = None, **changed: Any) -> forms.BoundForm:
        formdata = None if posted is None else MultiDict(posted)
        return forms.bind(definition(*components), formdata=formdata, files=files, initial=initial,
                          **tools(**changed))
    return fill


@pytest.fixture
def findings() -> Callable[..., list[tuple[str, str]]]:
    """What a check says of some components: (rule, component)."""
    def check(*components: dict[str, Any]) -> list[tuple[str, str]]:
        found = forms.check(definition(*components), compile_expression=compile_expression,
                            matcher=re2.compile)
        return [(each.rule, each.component) for each in found]
    return check
