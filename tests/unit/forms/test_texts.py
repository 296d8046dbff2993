"""Texts of the author: safe Markdown, cleaned HTML, pictures and frames from safe places only."""

import nh3
import pytest

from forms import markdown
from forms.layout import spans


@pytest.mark.parametrize(("text", "html"), [
    ("# Title", "<h2>Title</h2>"), ("###### Deep", "<h6>Deep</h6>"),
    ("one\ntwo", "<p>one<br>two</p>"), ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"), ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>"),
    ("`x < y`", "<p><code>x &lt; y</code></p>"), ("> said", "<blockquote>said</blockquote>"), ("---", "<hr>"),
    ("[site](https://example.com)", '<p><a href="https://example.com" rel="noopener noreferrer">site</a></p>'),
    ("[bad](javascript:alert(1))", "<p>[bad](javascript:alert(1))</p>"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ('[x](https://e.com/"onload=1)', '<p><a href="https://e.com/&quot;onload=1" rel="noopener noreferrer">x</a></p>'),
    ("intro\n- a", "<p>intro</p>\n<ul><li>a</li></ul>"), ("snake_case_name", "<p>snake_case_name</p>"), ("", "<p></p>"),
])
def test_markdown_is_small_and_safe(text, html):
    assert markdown.render(text) == html


def drawn(filled, component, **more):
    return filled([component], **more).layout[0][0].facts


def test_html_goes_through_the_cleaner(filled):
    html = {"type": "html", "content": "<p onclick=x>{{name}}<script>1</script></p>"}

    assert drawn(filled, html, context={"name": "<img src=x onerror=1>"}, clean_html=nh3.clean)["html"] == (
        '<p><img src="x"></p>')
    assert drawn(filled, html, context={})["html"].startswith("&lt;p")


@pytest.mark.parametrize(("source", "shown"), [
    ("https://example.com/a.png", "https://example.com/a.png"), ("/static/a.png", "/static/a.png"),
    ("//evil.example/a.png", ""), ("http://example.com/a.png", ""), ("javascript:alert(1)", ""),
    ("data:image/svg+xml;base64,PHN2Zz4=", ""), ("=logo", "/l.png"), ("{{logo}}", "/l.png"),
])
def test_pictures_come_from_safe_places(filled, source, shown):
    facts = drawn(filled, {"type": "image", "source": source}, context={"logo": "/l.png"})

    assert facts["source"] == shown


def test_a_frame_is_sealed_off_from_the_page(filled):
    frame = {"type": "iframe", "url": "https://example.com/", "security": {
        "allowSameOrigin": True, "allowTopNavigation": True, "allowForms": True, "allowScripts": True}}

    facts = drawn(filled, frame)

    assert facts["sandbox"] == "allow-scripts allow-forms"
    assert drawn(filled, {**frame, "url": "javascript:alert(1)"})["address"] == ""


def test_a_table_of_data_shows_what_an_expression_gives(filled):
    table = {"type": "table", "dataSource": "=rows[n > 1]", "columns": [{"key": "n", "label": "N"}]}

    facts = drawn(filled, table, context={"rows": [{"n": 1}, {"n": 2}]})

    assert facts["headings"] == ["N"]
    assert facts["rows"] == [["2"]]


@pytest.mark.parametrize(("asked", "given"), [
    ([None], [16]), ([8, 8], [8, 8]), ([10, None], [10, 6]), ([None, None, None], [5, 5, 5]),
    ([4, None, None], [4, 6, 6]), ([16, None], [16, 2]), ([99, "x"], [8, 8]), ([0, 8], [8, 8]),
])
def test_columns_are_shared_fairly(asked, given):
    assert spans(asked) == given


def test_pieces_of_one_row_stand_side_by_side(filled):
    def field(key, row):
        return {"type": "textfield", "key": key, "layout": {"row": row}}

    form = filled([field("a", "r1"), field("b", "r1"), field("c", "r2"), {"type": "textfield", "key": "d"}])

    assert [[piece.component.path for piece in line] for line in form.layout] == [["a", "b"], ["c"], ["d"]]
