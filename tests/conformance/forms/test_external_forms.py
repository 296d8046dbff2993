"""Forms written by others for form-js: each opens and is drawn, or what is not supported is named."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import re2
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict

import forms
from engine.errors import EngineError
from engine.expressions import compile_expression, evaluate

ROOT = Path(__file__).parents[3]
NOT_SUPPORTED = {"component-unknown", "property-unknown", "expression-invalid", "expression-cycle",
                 "key-invalid", "key-missing", "key-duplicate", "options-missing"}

pytestmark = pytest.mark.suites


@pytest.fixture(scope="module")
def external_forms(conformance_suites: Path) -> list[Path]:
    return sorted((conformance_suites / "forms").glob("*.form"))


@pytest.fixture(scope="module")
def page() -> Environment:
    environment = Environment(loader=FileSystemLoader(ROOT / "webapp" / "templates"), autoescape=True)
    environment.globals.update(_=lambda text, **facts: text % facts if facts else text,
                               asset=str, url_for=lambda name, **_: f"/{name}")
    return environment


def opened(path: Path, posted: Any = None) -> forms.BoundForm:
    definition = forms.read(path.read_bytes(), file=path.name)
    return forms.bind(definition, formdata=posted, evaluate=evaluate, failures=(EngineError,),
                      matcher=re2.compile, locale="en")


def test_every_form_is_read_drawn_and_survives_an_empty_post(external_forms, page):
    template = page.from_string(
        '{% from "macros/form.html" import error_summary, form_body %}{{ error_summary(form) }}{{ form_body(form) }}')

    for path in external_forms:
        form = opened(path)
        assert form.clean() is not None, path.name
        assert "form-body" in template.render(form=form), path.name

        sent = opened(path, MultiDict())
        sent.validate()
        assert template.render(form=sent), path.name


def test_what_is_not_supported_is_named(external_forms, tell):
    clean, named = [], Counter()
    for path in external_forms:
        definition = forms.read(path.read_bytes(), file=path.name)
        found = forms.check(definition, compile_expression=compile_expression, matcher=re2.compile)
        refusals = [each for each in found if each.severity == "refusal"]
        assert {each.rule for each in refusals} <= NOT_SUPPORTED, path.name
        named.update({f"{each.rule} {each.facts.get('property') or each.facts.get('type') or ''}".strip()
                      for each in refusals})
        clean += [path.name] if not refusals else []

    tell(f"\nexternal forms: {len(external_forms)} of {len(external_forms)} open and are drawn; "
         f"{len(clean)} pass the check unchanged; named as not supported: {dict(named)}")
    assert len(clean) >= 50
