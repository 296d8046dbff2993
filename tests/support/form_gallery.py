"""A page with every component there is, to look at and to drive: `python -m tests.support.form_gallery`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import filetype
import nh3
import re2
from flask import Flask, Response, render_template_string, request
from markupsafe import Markup

import forms
from engine.errors import EngineError
from engine.expressions import evaluate

ROOT = Path(__file__).parents[2]
DEFINITION = Path(__file__).with_name("form_gallery.form")
WORDS = json.loads(Path(__file__).with_name("form_gallery_words.json").read_text())
PEOPLE = {"lead": ("项目负责人", "Project lead"), "designer": ("设计工程师", "Designer"),
          "expert": ("评审专家", "Review expert"), "quality": ("质量监督员", "Quality supervisor")}
CONTEXT: Mapping[str, Any] = {
    "customer": {"name": "汽车零部件制造厂", "industry": "automotive"},
    "answers": {"collect_requirements": {"items": [
        {"need": "换型时间不超过 15 分钟", "level": "must", "quantity": 2},
        {"need": "预留第三条机械臂的位置", "level": "should", "quantity": 1}]}},
    "handed_documents": [{"name": "现场照片.zip", "url": "/files/3"}, {"name": "需求确认书 V2.pdf", "file_id": 4}],
    "existing_stations": [{"id": "S-01", "name": "上料", "seconds": 32}, {"id": "S-02", "name": "压装", "seconds": 41}],
}
PAGE = """{% from "macros/form.html" import answers, autosave_status, changes, error_summary, form_body %}
<!doctype html><html lang="{{ 'zh-CN' if locale == 'zh' else 'en' }}" data-bs-theme="{{ theme }}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Forms</title>
<link rel="stylesheet" href="{{ asset('index.css') }}"><script type="module" src="{{ asset('index.js') }}"></script></head>
<body><main class="gallery narrow"><h1>{{ title }}</h1>{{ error_summary(form) }}
<form class="panel panel-body" method="post" novalidate enctype="multipart/form-data" data-behaviour="autosave" data-autosave-url="/draft">
<input type="hidden" name="csrf_token" value="token">{{ form_body(form, "/?" ~ request.query_string.decode()) }}
{{ autosave_status() }}<p><button class="btn btn-primary">{{ _("Hand in") }}</button></p></form>
{% if shown %}<h2>{{ _("Answers") }}</h2><div class="panel panel-body">{{ answers(shown) }}</div>
<h2>{{ _("Changes") }}</h2><div class="panel panel-body">{{ changes(changed) }}</div>{% endif %}</main></body></html>"""


def tools(locale: str) -> dict[str, Any]:
    """What the product hands in, with people and files of the gallery."""
    chinese = locale == "zh"
    known = {name: words[0 if chinese else 1] for name, words in PEOPLE.items()}
    return {
        "locale": locale, "context": CONTEXT, "evaluate": evaluate, "failures": (EngineError,),
        "translate": str if chinese else lambda text: WORDS["package"].get(text, text),
        "people": lambda role: [(name, label) for name, label in known.items() if role in (None, name, "any")],
        "matcher": re2.compile, "clean_html": nh3.clean,
        "sniff": lambda content, _name: filetype.guess_mime(content), "stored": lambda _number: None,
    }


def worded(text: str, **facts: Any) -> str:
    """A sentence of the page in the language that the address asks for."""
    words = {} if request.args.get("locale") == "en" else WORDS["page"]
    return Markup(words.get(text, text)) % facts if facts else words.get(text, text)


def guarded(response: Response) -> Response:
    """The page's policy is as strict here as in the product."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
    return response


def create_app(built: Path | None = None) -> Flask:
    """The gallery, with the built front end if there is one."""
    app = Flask(__name__, template_folder=str(ROOT / "webapp" / "templates"),
                static_folder=str(built) if built else None, static_url_path="/built")
    manifest = built / "manifest.json" if built else None
    names = json.loads(manifest.read_text()) if manifest and manifest.exists() else {}
    app.jinja_env.globals.update(asset=lambda name: f"/built/{names.get(name, name)}", _=worded)
    app.after_request(guarded)
    app.add_url_rule("/files/<int:file_id>", "files.show", lambda **_: "")
    app.extensions["drafts"] = []

    @app.route("/", methods=["GET", "POST"])
    def gallery() -> Any:
        locale = request.args.get("locale", "zh")
        definition = forms.read(DEFINITION.read_bytes(), file=DEFINITION.name)
        is_post = request.method == "POST"
        drafts = app.extensions["drafts"]
        form = forms.bind(definition, formdata=request.form if is_post else None,
                          files=request.files if is_post else None,
                          initial=drafts[-1] if drafts else None, **tools(locale))
        if is_post and not form.is_refresh:
            form.validate()
        data = form.clean()
        before = {**data, "title": "旧标题", "lines": data.get("lines", [])[:1]}
        return render_template_string(
            PAGE, form=form, locale=locale, theme=request.args.get("theme", "light"), title="Tandem",
            shown=[] if form.is_refresh else forms.display(definition, data, **tools(locale)),
            changed=forms.diff(definition, before, data, **tools(locale)))

    @app.post("/draft")
    def draft() -> Any:
        definition = forms.read(DEFINITION.read_bytes(), file=DEFINITION.name)
        form = forms.bind(definition, formdata=request.form, **tools("zh"))
        app.extensions["drafts"].append(form.draft())
        return "", 204

    return app


if __name__ == "__main__":
    create_app(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None).run(
        "127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 5055)
