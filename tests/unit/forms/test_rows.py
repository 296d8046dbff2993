"""Lists and tables: rows come and go, with and without a script, and their number is limited."""

import pytest

ROWS = {"type": "dynamiclist", "path": "rows", "label": "Rows", "components": [
    {"type": "textfield", "key": "x", "validate": {"required": True}}, {"type": "number", "key": "n"}]}


def test_a_new_list_opens_with_the_rows_its_author_wished(filled):
    assert len(filled([ROWS])["rows"].entries) == 1
    assert len(filled([{**ROWS, "defaultRepetitions": 3}])["rows"].entries) == 3
    assert len(filled([{**ROWS, "defaultRepetitions": 0}])["rows"].entries) == 0


def test_gaps_in_the_numbering_are_closed_in_the_answer(filled):
    form = filled([ROWS], {"rows-7-x": "late", "rows-2-x": "early"})

    assert form.clean() == {"rows": [{"x": "early", "n": None}, {"x": "late", "n": None}]}


def test_a_post_without_rows_means_that_all_were_removed(filled):
    form = filled([ROWS], {}, initial={"rows": [{"x": "given"}]})

    assert form.clean() == {"rows": []}


def test_the_add_button_works_without_a_script(filled):
    form = filled([ROWS], {"rows-0-x": "kept", "_add": "rows"})

    assert form.is_refresh
    assert [row.form["x"].data for row in form["rows"].entries] == ["kept", ""]


def test_the_remove_button_works_without_a_script(filled):
    form = filled([ROWS], {"rows-0-x": "goes", "rows-1-x": "stays", "_remove": "rows-0"})

    assert form.is_refresh
    assert form.clean()["rows"] == [{"x": "stays", "n": None}]


@pytest.mark.parametrize(("posted", "said"), [
    ({f"rows-{n}-x": "v" for n in range(4)}, ["At most 3 row(s); you sent 4."]),
    ({"rows-0-x": "v"}, ["Please add at least 2 row(s)."]),
    ({"rows-0-x": "v", "rows-1-x": "v"}, []),
])
def test_the_number_of_rows_is_limited(filled, posted, said):
    form = filled([{**ROWS, "properties": {"minRows": "2", "maxRows": "3"}}], posted)

    form.validate()

    assert form["rows"].messages == said


def test_a_required_list_needs_a_row(filled):
    form = filled([{**ROWS, "type": "table", "validate": {"required": True}}], {})

    assert not form.validate()
    assert form.problems[0].message == "Please add at least 1 row(s)."


@pytest.mark.parametrize(("rows", "posted", "answer"), [
    (ROWS, {"rows-0-x": "", "rows-0-n": ""}, []),
    (ROWS, {"rows-0-x": "v", "rows-1-x": ""}, [{"x": "v", "n": None}]),
    ({**ROWS, "properties": {"minRows": 1}}, {"rows-0-x": "v", "rows-1-x": ""}, [{"x": "v", "n": None}]),
])
def test_a_row_in_which_nothing_was_written_is_no_row(filled, rows, posted, answer):
    form = filled([rows], posted)

    assert form.validate()
    assert form.clean()["rows"] == answer


def test_where_no_row_comes_or_goes_what_was_given_is_there_whatever_was_posted(filled):
    fixed = {**ROWS, "allowAddRemove": False}

    form = filled([fixed], {"rows-1-x": "new", "rows-7-x": "made up", "_add": "rows"},
                  initial={"rows": [{"x": "first"}, {"x": "second"}]})

    assert form.clean()["rows"] == [{"x": "first", "n": None}, {"x": "new", "n": None}]


def test_a_row_that_was_given_stays_though_nothing_is_written_in_it(filled):
    given = [{"type": "textfield", "key": "task", "disabled": True}, {"type": "textfield", "key": "done"}]

    form = filled([{**ROWS, "components": given}], {"rows-0-done": ""}, initial={"rows": [{"task": "install"}]})

    assert len(form.clean()["rows"]) == 1


@pytest.mark.parametrize(("rows", "posted"), [
    ({**ROWS, "properties": {"minRows": 1}}, {"rows-0-x": ""}),
    ({**ROWS, "allowAddRemove": False}, {"rows-0-x": ""}),
    (ROWS, {"rows-0-x": "", "rows-0-n": "many"}),
])
def test_a_row_that_must_be_there_or_says_something_is_asked_for_the_rest(filled, rows, posted):
    form = filled([rows], posted)

    assert not form.validate()
    assert form.problems[0].id == "rows-0-x"


def test_a_full_list_gets_no_further_row(filled):
    form = filled([{**ROWS, "properties": {"maxRows": 1}}], {"rows-0-x": "v", "_add": "rows"})

    assert len(form["rows"].entries) == 1
    assert form["rows"].is_full


def test_a_problem_in_a_row_names_the_row(filled):
    form = filled([ROWS], {"rows-0-x": "v", "rows-1-x": "", "rows-1-n": "x"})

    assert not form.validate()
    assert [(each.id, each.label) for each in form.problems] == [
        ("rows-1-x", "Rows Row 2"), ("rows-1-n", "Rows Row 2")]


def test_rows_may_hold_rows(filled):
    nested = {"type": "dynamiclist", "path": "outer", "components": [
        {"type": "textfield", "key": "name"}, {**ROWS, "path": "inner"}]}

    form = filled([nested], {"outer-0-name": "a", "outer-0-inner-0-x": "deep", "outer-1-inner-5-n": "1"})

    assert form.clean()["outer"] == [
        {"name": "a", "inner": [{"x": "deep", "n": None}]}, {"name": "", "inner": [{"x": "", "n": 1}]}]
    assert form.problems == []


def test_the_row_that_scripts_copy_has_a_placeholder_for_each_depth(filled):
    nested = {"type": "dynamiclist", "path": "outer", "components": [{**ROWS, "path": "inner"}]}

    blank = filled([nested]).layout[0][0].blank
    inner = blank.lines[0][0].blank

    assert blank.name == "outer-__row1__"
    assert inner.name == "outer-__row1__-inner-__row2__"


def test_a_column_named_like_a_word_of_the_form_library_is_only_a_column(filled):
    names = ["meta", "prefix", "data", "obj", "formdata", "errors", "form", "process", "validate"]
    rows = {**ROWS, "components": [{"type": "textfield", "key": name} for name in names]}

    form = filled([rows], {f"rows-0-{name}": name for name in names}, initial={"rows": [{"meta": "x"}]})

    assert form.clean()["rows"] == [{name: name for name in names}]


def test_a_draft_keeps_the_gaps_so_that_rows_stay_what_they_were(filled):
    form = filled([ROWS], {"rows-1-x": "b"}, initial={"rows": [{"x": "a"}, {"x": "b"}]})

    draft = form.draft()
    again = filled([ROWS], initial=draft)

    assert draft == {"rows": [None, {"x": "b", "n": None}]}
    assert again.clean()["rows"] == [{"x": "b", "n": None}]
    assert again["rows"].entries[0].name == "rows-1"
    assert again["rows"].next_index == 2


def test_a_table_has_a_cell_for_every_column_even_where_a_row_hides_it(filled):
    table = {**ROWS, "type": "table", "components": [
        {"type": "checkbox", "key": "skip", "label": "Skip"},
        {"type": "number", "key": "n", "label": "N", "conditional": {"hide": "=skip"}},
        {"type": "expression", "key": "twice", "label": "Twice", "expression": "=n * 2"}]}

    piece = filled([table], {"rows-0-skip": "true", "rows-1-n": "2"}).layout[0][0]

    assert piece.facts["headings"] == ["Skip", "N", "Twice"]
    assert [[cell.kind if cell else None for cell in row.cells] for row in piece.rows] == [
        ["checkbox", None, "computed"], ["checkbox", "number", "computed"]]


def test_words_get_the_room_that_figures_and_choices_leave(filled):
    table = {"type": "table", "path": "rows", "components": [
        {"type": "textfield", "key": "need", "validate": {"maxLength": 200}},
        {"type": "textfield", "key": "owner", "validate": {"maxLength": 60}},
        {"type": "select", "key": "level", "valuesKey": "levels"}, {"type": "money", "key": "cost"},
        {"type": "number", "key": "count"}, {"type": "textarea", "key": "why"}]}

    [[piece]] = filled([table]).layout

    assert piece.facts["widths"] == ["words", "name", "choice", "figures", "narrow", "words"]


def test_a_sum_that_is_only_read_gets_more_room_than_a_count(filled):
    table = {"type": "table", "path": "rows", "components": [
        {"type": "number", "key": "spent", "decimalDigits": 2, "readonly": True},
        {"type": "money", "key": "planned", "readonly": True}, {"type": "number", "key": "days", "readonly": True}]}

    [[piece]] = filled([table]).layout

    assert piece.facts["widths"] == ["name", "name", "narrow"]


@pytest.mark.parametrize(("locked", "kind"), [(False, "list"), (True, "table")])
def test_a_table_that_asks_for_more_room_than_there_is_is_drawn_as_cards(filled, locked, kind):
    dates = [{"type": "datetime", "subtype": "date", "key": f"day{n}", "readonly": locked} for n in range(3)]
    table = {"type": "table", "path": "rows", "components": [
        {"type": "textfield", "key": "task"}, *dates, {"type": "money", "key": "cost"}]}

    [[piece]] = filled([table]).layout

    assert piece.kind == kind


def test_a_table_of_too_many_columns_is_drawn_as_cards(filled):
    table = {"type": "table", "path": "rows", "components": [
        {"type": "textfield", "key": f"column_{number}"} for number in range(7)]}

    [[piece]] = filled([table], {"rows-0-column_6": "kept"}).layout

    assert piece.kind == "list"
    assert [line[0].component.path for line in piece.rows[0].lines] == [f"column_{n}" for n in range(7)]
