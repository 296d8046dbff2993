"""Whatever is posted or stored, the form opens, says what is wrong and can be drawn."""

import io
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import FileStorage, MultiDict

import forms
from tests.support.form_gallery import DEFINITION, ROOT, tools

GALLERY = forms.read(DEFINITION.read_bytes(), file=DEFINITION.name)
KEYS = [each.path for each in GALLERY.walk() if each.path]
PAGE = Environment(loader=FileSystemLoader(ROOT / "webapp" / "templates"), autoescape=True)
PAGE.globals.update(_=lambda text, **facts: text % facts if facts else text, asset=str,
                    url_for=lambda name, **_: f"/{name}")
DRAWING = PAGE.from_string('{% from "macros/form.html" import answers, error_summary, form_body %}'
                           "{{ error_summary(form) }}{{ form_body(form) }}{{ answers(shown) }}")

names = st.one_of(
    st.sampled_from(KEYS),
    st.builds("{}-{}-{}".format, st.sampled_from(["lines", "visits", "visits-0-actions"]),
              st.integers(0, 12), st.sampled_from(["need", "level", "quantity", "on", "said", "what", "priority"])),
    st.builds("{}:{}".format, st.sampled_from(KEYS), st.sampled_from(["kept", "currency"])),
    st.sampled_from(["_add", "_remove", "_refresh", "csrf_token", "", "-", "lines", "lines-0", "lines--0-need"]))
values = st.one_of(
    st.text(max_size=60), st.text(string.digits + ".,-+eE:TZ/ ", max_size=50),
    st.sampled_from(["true", "must", "lead", "retrofit", "lines", "lines-0", "9" * 40, "9" * 37 + ".55", "-0",
                     "0001-01-01", "9999-12-31T23:59", "2026-01-01T00:00+23:59", "{{1/0}}", "=1/0", "\x00", "NaN",
                     "data:image/png;base64,", "Infinity", "１２３．４５", "1e99", "<script>"]))
posts = st.lists(st.tuples(names, values), max_size=25)
stored = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10**30, 10**30), st.floats(), values),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(
        st.sampled_from([*KEYS, "need", "amount_minor", "currency", "file_id", "written", "name"]), inner, max_size=4)),
    max_leaves=15)
drafts = st.dictionaries(st.sampled_from([*KEYS, "lines", "site", "photos", "budget"]), stored, max_size=8)
SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def draw(form: forms.BoundForm, locale: str) -> str:
    shown = forms.display(GALLERY, form.clean(), **tools(locale))
    return DRAWING.render(form=form, shown=shown)


@SLOWLY
@given(posts, st.sampled_from(["zh", "en"]))
def test_any_post_is_answered(posted, locale):
    form = forms.bind(GALLERY, formdata=MultiDict(posted), **tools(locale))

    form.validate()

    assert draw(form, locale)
    again = forms.bind(GALLERY, initial=form.draft(), **tools(locale))
    assert draw(again, locale)


@SLOWLY
@given(drafts, posts)
def test_any_draft_is_opened(draft, posted):
    opened = forms.bind(GALLERY, initial=draft, **tools("zh"))
    sent = forms.bind(GALLERY, initial=draft, formdata=MultiDict(posted), **tools("zh"))
    sent.validate()

    assert draw(opened, "zh")
    assert draw(sent, "zh")
    assert isinstance(forms.diff(GALLERY, opened.clean(), draft, **tools("zh")), list)
    assert isinstance(forms.display(GALLERY, draft, **tools("zh")), list)


@SLOWLY
@given(st.lists(st.tuples(names, st.binary(max_size=80), st.text(max_size=20)), max_size=6))
def test_any_file_under_any_name_is_answered(sent):
    files = MultiDict([(name, FileStorage(io.BytesIO(content), filename=title)) for name, content, title in sent])

    form = forms.bind(GALLERY, formdata=MultiDict(), files=files, **tools("en"))
    form.store_files(lambda name, content: {"file_id": 1, "name": name, "size": len(content)})
    form.validate()

    assert draw(form, "en")
