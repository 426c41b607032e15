"""What every notebook of the book, and every chapter, must look like.

A rule is a function that yields its complaints about one notebook, each naming the cell. The last part of
this file breaks a small correct chapter at least once for every rule and expects the complaint.
"""

import ast
import os
import re
import subprocess
import sys

import pytest
from contents import LISTED, listed_files
from held import cell_name, pieces, prose, without_code
from nbformat import from_dict, reads, v4, writes
from notebooks import BOOK, CHAPTERS, NOTEBOOKS, code_cells, normal_form, read

FOLDED = ("hide-cell", "hide-input", "remove-input")  # what a page folds or leaves out JupyterLab folds

# What the rules are made of ---------------------------------------------------------------------------------


def named_cells(nb, kind):
    """The cells of one kind with their names."""
    return [(cell_name(nb, i), cell) for i, cell in enumerate(nb.cells) if cell.cell_type == kind]


def tags(cell):
    return set(cell.metadata.get("tags", []))


def alt_text(cell):
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def is_question(cell):
    return bool(re.search(r"(?m)^(ask|choose)\(", cell.source))


def ends_in_assert(source):
    """Whether the last statement is an assert, perhaps in a loop."""
    last = ast.parse(source).body[-1]
    return isinstance(last.body[-1] if isinstance(last, ast.For) else last, ast.Assert)


def exercises_and_solutions(nb):
    """What the reader meets, in order: the cell's name with an exercise's number, or "" for a solution."""
    step = r"\*\*(?:Exercise|Self-test) (\d+)(?: \(.+?\))?\.\*\*|<summary>Solution</summary>"
    for i, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            yield from ((cell_name(nb, i), number) for number in re.findall(step, cell.source))
        elif "hide-cell" in tags(cell):
            yield cell_name(nb, i), ""


def count_words(nb):
    """The words of the running text: no exercises, folds or displayed formulas; $...$ is one word."""
    text = "\n".join(piece.markdown for piece in pieces(nb) if piece.section != "Exercises")
    text = prose(re.sub(r"(?s)<details>.*?</details>|\$\$.*?\$\$", "", text))
    return len(re.findall(r"\S*\w\S*", re.sub(r"\$[^$]+\$", "formula", text)))


# Every notebook ---------------------------------------------------------------------------------------------


def is_executed_from_top_to_bottom(nb):
    counts = [cell.execution_count for cell in code_cells(nb)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the execution counts are {counts}"


def shows_no_error_and_no_warning(nb):
    for name, cell in named_cells(nb, "code"):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{name} shows {output.get('ename', 'a warning')}"


def shows_text_html_and_png_only(nb):
    for name, cell in named_cells(nb, "code"):
        for kind in sorted({kind for output in cell.outputs for kind in output.get("data", {})}):
            if kind not in {"text/plain", "text/html", "image/png"}:
                yield f"{name} has an output of type {kind}"


def has_cells_of_at_most_15_lines(nb):
    for name, cell in named_cells(nb, "code"):
        if len(cell.source.splitlines()) > 15:
            yield f"{name} has {len(cell.source.splitlines())} lines"


def has_lines_that_fit_the_page(nb):
    for name, cell in named_cells(nb, "code"):
        printed = [output.text for output in cell.outputs if output.output_type == "stream"]
        for line in "\n".join([cell.source, *printed]).splitlines():
            if len(line) > 80:
                yield f"{name} has a line of {len(line)} characters, more than the 80 of the page"


def has_code_that_is_plain_python(nb):
    for name, cell in named_cells(nb, "code"):
        try:
            ast.parse(cell.source)
        except SyntaxError:
            yield f"{name} holds a magic, a shell escape or a syntax error"
        if "get_ipython" in cell.source:
            yield f"{name} calls get_ipython"


def has_no_line_ending_in_a_semicolon(nb):
    for name, cell in named_cells(nb, "code"):
        if re.search(r"(?m); *$", cell.source):
            yield f"{name} has a line that ends in a semicolon; end a plot with plt.show()"


def has_every_output_compared(nb):
    for name, cell in named_cells(nb, "code"):
        marks = sorted(tags(cell) - {*FOLDED, "remove-cell"}) + re.findall(r"NBVAL\w+|PYTEST\w+", cell.source)
        if marks:
            yield f"{name} is marked {', '.join(marks)}; the only tags are {', '.join(FOLDED)} and remove-cell"


def describes_every_picture(nb):
    for name, cell in named_cells(nb, "code"):
        text = alt_text(cell)
        pictures = sum("image/png" in output.get("data", {}) for output in cell.outputs)
        if pictures != bool(text):
            yield f"{name} has {pictures} pictures and {'an' if text else 'no'} alt text; one needs the other"
        elif text and not (text[0].isupper() and text.endswith(".") and len(text.split()) > 5):
            yield f"{name} has an alt text that is no sentence: {text!r}"


def has_plain_markdown_only(nb):
    for name, cell in named_cells(nb, "markdown"):
        if myst := re.search(r"(?m)^ *(```+|~~~+) *\{.*|^ *:::.*|\{[\w:-]+\}`|^\([\w-]+\)= *$", cell.source):
            yield f"{name} holds MyST, which Jupyter does not show: {myst[0]!r}"


def keeps_a_formula_of_a_box_on_one_line(nb):
    for name, cell in named_cells(nb, "markdown"):
        for line in cell.source.splitlines():
            if line.startswith(">") and line.count("$$") % 2:
                yield f"{name} has a formula of several lines in a quotation; JupyterLab would show their >"


def numbers_and_solves_its_exercises(nb):
    steps = list(exercises_and_solutions(nb))
    exercises = [i for i, (_, number) in enumerate(steps) if number]
    for count, i in enumerate(exercises, start=1):
        name, number = steps[i]
        if int(number) != count:
            yield f"{name} has number {number} where {count} is due"
        if i + 1 not in range(len(steps)) or i + 1 in exercises:
            yield f"{name} has exercise {number} without a solution"


def tags_the_code_of_its_exercises(nb):
    for i, section, markdown in pieces(nb):
        if section == "Exercises" and not markdown and not tags(nb.cells[i]):
            yield f"{cell_name(nb, i)} is neither a starter (remove-cell) nor a solution (hide-cell)"


def gives_a_starter_random_numbers_of_its_own(nb):
    for name, cell in named_cells(nb, "code"):
        if "remove-cell" in tags(cell) and re.search(r"\brng\.", cell.source):
            yield f"{name} is a starter that draws from rng, so the cells below depend on whether it ran"


def names(code, kind):
    """The names that code reads (ast.Load) or sets (ast.Store)."""
    return {n.id for n in ast.walk(code) if isinstance(n, ast.Name) and isinstance(n.ctx, kind)}


def needs_no_starter(nb):
    """In the page a starter is not run for the cells below it."""
    by_starters, by_others = set(), set()
    for name, cell in named_cells(nb, "code"):
        code = ast.parse(cell.source)
        if "remove-cell" in tags(cell):
            by_starters |= names(code, ast.Store)
            continue
        for missing in sorted((names(code, ast.Load) - names(code, ast.Store)) & (by_starters - by_others)):
            yield f"{name} uses {missing}, which only a starter sets"
        by_others |= names(code, ast.Store)


def folds_the_same_cells_on_the_page_and_in_jupyterlab(nb):
    for name, cell in named_cells(nb, "code"):
        folded = bool(tags(cell).intersection(FOLDED))
        if folded != cell.metadata.get("jupyter", {}).get("source_hidden", False):
            yield f"{name}: the tags {', '.join(FOLDED)} and jupyter.source_hidden go together"


def ends_its_solution_cells_in_assert(nb):
    for name, cell in named_cells(nb, "code"):
        if "hide-cell" in tags(cell) and not ends_in_assert(cell.source):
            yield f"{name} is a solution that does not end in an assert"


def folds_only_code_that_draws_or_tests(nb):
    for name, cell in named_cells(nb, "code"):
        draws = re.search(r"plt\.show\(\)|\bexplore\(|^def draw\w*\(", cell.source, re.MULTILINE)
        if "hide-input" in tags(cell) and not draws and not ends_in_assert(cell.source):
            yield f"{name} is folded, but neither draws nor ends in an assert"


def shows_each_question_without_its_answer(nb):
    for name, cell in named_cells(nb, "code"):
        asks = is_question(cell)
        if asks != ("remove-input" in tags(cell)):
            yield f"{name}: a cell that asks has the tag remove-input, and no other cell has it"
        if asks and not re.match(
            r"<(ask|choose): ", "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
        ):
            yield f"{name} asks nothing: its last line must be the question"


EVERY_NOTEBOOK = [
    is_executed_from_top_to_bottom,
    shows_no_error_and_no_warning,
    shows_text_html_and_png_only,
    has_cells_of_at_most_15_lines,
    has_lines_that_fit_the_page,
    has_code_that_is_plain_python,
    has_no_line_ending_in_a_semicolon,
    has_every_output_compared,
    describes_every_picture,
    has_plain_markdown_only,
    keeps_a_formula_of_a_box_on_one_line,
    numbers_and_solves_its_exercises,
    tags_the_code_of_its_exercises,
    gives_a_starter_random_numbers_of_its_own,
    needs_no_starter,
    folds_the_same_cells_on_the_page_and_in_jupyterlab,
    ends_its_solution_cells_in_assert,
    folds_only_code_that_draws_or_tests,
    shows_each_question_without_its_answer,
]

# Every chapter ----------------------------------------------------------------------------------------------


def has_one_title_in_sentence_case(nb):
    titles = [title for piece in pieces(nb) for title in re.findall(r"(?m)^# +(.+)", piece.markdown)]
    if len(titles) != 1 or not nb.cells[0].source.startswith("# "):
        yield f"the level-1 headings are {titles}; one must open the first cell"
    for title in titles:
        first, *others = title.split()
        if not (first[0].isupper() and all(word.islower() or word.isupper() for word in others)):
            yield f"the title {title!r} is not in sentence case"


def ends_with_summary_exercises_and_further_reading(nb):
    last = list(dict.fromkeys(piece.section for piece in pieces(nb)))[-3:]
    if last != ["Summary", "Exercises", "Further reading"]:
        yield f"the last sections are {last}; Summary, Exercises and Further reading are due"


def imports_infolib_and_uses_its_style(nb):
    name, first = named_cells(nb, "code")[0]
    if not first.source.endswith('plt.style.use("infolib.course")'):
        yield f'{name} is the first code; it must end in plt.style.use("infolib.course")'
    if not any(re.search(r"(?m)^(from|import) infolib\b", cell.source) for cell in code_cells(nb)):
        yield "no cell imports infolib"


def has_a_slider(nb):
    if not any(re.search(r"\bexplore\(", cell.source) for cell in code_cells(nb)):
        yield "no cell calls explore(...)"


def has_8_to_22_open_code_cells(nb):
    n = sum(not tags(cell) for cell in code_cells(nb))
    if not 8 <= n <= 22:
        yield f"{n} code cells that lie open"


def checks_its_reader_3_times_before_the_exercises(nb):
    n = sum(is_question(nb.cells[i]) for i, section, _ in pieces(nb) if section != "Exercises")
    if n < 3:
        yield f"{n} questions before the exercises; three to five are due"


def has_5_to_8_exercises(nb):
    n = sum(bool(number) for _, number in exercises_and_solutions(nb))
    if not 5 <= n <= 8:
        yield f"{n} exercises"


def has_1200_to_1800_words(nb):
    n = count_words(nb)
    if not 1200 <= n <= 1800:
        yield f"{n} words outside exercises and folds"


EVERY_CHAPTER = [
    has_one_title_in_sentence_case,
    ends_with_summary_exercises_and_further_reading,
    imports_infolib_and_uses_its_style,
    has_a_slider,
    has_8_to_22_open_code_cells,
    checks_its_reader_3_times_before_the_exercises,
    has_5_to_8_exercises,
    has_1200_to_1800_words,
]

# Files ------------------------------------------------------------------------------------------------------


def broken_links(markdown, folder):
    """The targets of Markdown links, other than web addresses, that are no file seen from `folder`."""
    text = re.sub(r"\$+[^$]*\$+", "", without_code(markdown))
    targets = re.findall(r"\]\(([^()\s#]+)", text)
    return [t for t in targets if not re.match(r"\w+:", t) and not (folder / t).exists()]


def markdown_of(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


# The book ---------------------------------------------------------------------------------------------------

PAGES = [*NOTEBOOKS, *sorted(BOOK.glob("*.md")), BOOK.parent / "README.md"]


def stem(value):
    return getattr(value, "stem", None) or value.__name__


@pytest.mark.parametrize("rule", EVERY_NOTEBOOK, ids=stem)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_notebook(path, rule):
    complaints = list(rule(read(path)))
    assert not complaints, "\n".join([path.name, *complaints])


@pytest.mark.parametrize("rule", EVERY_CHAPTER, ids=stem)
@pytest.mark.parametrize("path", CHAPTERS, ids=stem)
def test_a_chapter(path, rule):
    complaints = list(rule(read(path)))
    assert not complaints, "\n".join([path.name, *complaints])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
def test_a_notebook_is_stored_in_the_normal_form(path):
    assert path.read_text(encoding="utf-8") == normal_form(read(path)), f"{path.name}: try make refresh"


@pytest.mark.parametrize("path", PAGES, ids=stem)
def test_a_page_links_to_files_that_exist(path):
    broken = broken_links(markdown_of(path), path.parent)
    assert not broken, f"{path.name} links to {broken}"


def test_the_table_of_contents_names_every_page_and_no_other():
    on_disk = {str(path.relative_to(BOOK.parent).with_suffix("")) for path in PAGES if path.parent == BOOK}
    assert {re.sub(r"\.(md|ipynb)$", "", file) for file in LISTED} == on_disk


def test_the_page_for_teachers_counts_the_exercises_of_every_chapter():
    told = re.findall(
        r"\]\((\d\d_\w+)\.ipynb\) \|.*\| (\d+), about", (BOOK / "for_teachers.md").read_text("utf-8")
    )
    counted = [sum(bool(number) for _, number in exercises_and_solutions(read(path))) for path in CHAPTERS]
    assert [(stem, int(n)) for stem, n in told] == list(
        zip([path.stem for path in CHAPTERS], counted, strict=True)
    )


# The rules themselves ---------------------------------------------------------------------------------------


def a_correct_chapter():
    """Cell 0 is the title, 1 the imports, 2 a figure, 3 a slider, 13 to 15 questions, 16 the summary, 18 and 19 an exercise."""
    figure = v4.new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})
    alt = {"mystnb": {"image": {"alt": "A curve that falls from one to zero."}}}
    fold = {"tags": ["hide-cell"], "jupyter": {"source_hidden": True}}
    hidden = {"tags": ["remove-input"], "jupyter": {"source_hidden": True}}
    asked = v4.new_output("execute_result", {"text/plain": "<ask: 0.5; 'p?'>"})
    cells = [
        v4.new_markdown_cell("# KL divergence\n\n" + "word " * 1500),
        v4.new_code_cell('from infolib import entropy\n\nplt.style.use("infolib.course")'),
        v4.new_code_cell("plt.show()", outputs=[figure], metadata=alt),
        v4.new_code_cell("explore(draw, p=[0, 1])"),
        *[v4.new_code_cell("p = 0.5") for _ in range(9)],
        *[v4.new_code_cell('ask("p?", p)', metadata=hidden, outputs=[asked]) for _ in range(3)],
        v4.new_markdown_cell("## Summary"),
        v4.new_markdown_cell("## Exercises"),
    ]
    for number in range(1, 6):
        cells.append(v4.new_markdown_cell(f"**Exercise {number}.** Show it."))
        cells.append(v4.new_code_cell("assert p == 0.5", metadata=fold))
    nb = v4.new_notebook(cells=[*cells, v4.new_markdown_cell("## Further reading")])
    for count, cell in enumerate(code_cells(nb), start=1):
        cell.execution_count = count
    return nb


def source(i, text):
    """The break that puts `text` into cell i."""
    return lambda nb: nb.cells[i].update(source=text)


def metadata(i, **entries):
    return lambda nb: nb.cells[i].update(metadata=from_dict(entries))


def output(i, kind, **entries):
    return lambda nb: nb.cells[i].update(outputs=[v4.new_output(kind, **entries)])


def without(*indices):
    def remove(nb):
        nb.cells = [cell for i, cell in enumerate(nb.cells) if i not in indices]

    return remove


BREAKS = [
    (is_executed_from_top_to_bottom, lambda nb: nb.cells[1].update(execution_count=7), r"\[7, 2, 3"),
    (is_executed_from_top_to_bottom, lambda nb: nb.cells[1].update(execution_count=None), r"\[None, 2, 3"),
    (
        shows_no_error_and_no_warning,
        output(4, "error", ename="ValueError"),
        r"cell 5 \(p = 0.5\) shows ValueError",
    ),
    (shows_no_error_and_no_warning, output(4, "stream", name="stderr"), r"cell 5 .* shows a warning"),
    (shows_text_html_and_png_only, output(4, "display_data", data={"image/svg+xml": ""}), r"cell 5 .*svg"),
    (has_cells_of_at_most_15_lines, source(4, "p = 1\n" * 16), r"cell 5 .* 16 lines"),
    (has_lines_that_fit_the_page, source(4, "p = " + "1" * 77), r"cell 5 .* 81 characters"),
    (has_code_that_is_plain_python, source(4, "%matplotlib inline"), r"cell 5 .* magic"),
    (has_code_that_is_plain_python, source(4, "files = !ls"), r"cell 5 .* shell"),
    (has_code_that_is_plain_python, source(4, "get_ipython()"), r"cell 5 .* calls get_ipython"),
    (has_no_line_ending_in_a_semicolon, source(4, "plt.plot(x);  \np = 1"), r"cell 5 .* semicolon"),
    (has_every_output_compared, source(4, "# NBVAL_IGNORE_OUTPUT\np"), r"cell 5 .* NBVAL_IGNORE_OUTPUT"),
    (has_every_output_compared, metadata(4, tags=["nbval-ignore-output"]), r"cell 5 .* nbval-ignore-output"),
    (has_every_output_compared, metadata(4, tags=["raises-exception"]), r"cell 5 .* raises-exception"),
    (describes_every_picture, metadata(2), r"cell 3 .* 1 pictures and no alt text"),
    (
        describes_every_picture,
        lambda nb: nb.cells[2].update(outputs=[]),
        r"cell 3 .* 0 pictures and an alt text",
    ),
    (
        describes_every_picture,
        lambda nb: nb.cells[2].outputs.append(nb.cells[2].outputs[0]),
        r"cell 3 .* 2 pictures",
    ),
    (
        describes_every_picture,
        metadata(2, mystnb={"image": {"alt": "A curve."}}),
        r"cell 3 .* no sentence: 'A curve.'",
    ),
    (has_plain_markdown_only, source(16, "```{note}\nHello.\n```"), r"cell 17 .* '```{note}'"),
    (has_plain_markdown_only, source(16, ":::{note}\nHello.\n:::"), r"cell 17 .* ':::{note}'"),
    (has_plain_markdown_only, source(16, "See {doc}`entropy`."), r"cell 17 .* '{doc}`'"),
    (has_plain_markdown_only, source(16, "(summary)=\n## Summary"), r"cell 17 .* '\(summary\)='"),
    (
        keeps_a_formula_of_a_box_on_one_line,
        source(16, "> $$p = q$$\n> $$p\n> = q$$"),
        r"cell 17 .* several lines",
    ),
    (
        numbers_and_solves_its_exercises,
        source(20, "**Exercise 3.** Why?"),
        r"cell 21 .* number 3 where 2 is due",
    ),
    (
        numbers_and_solves_its_exercises,
        source(18, "**Exercise 2 (proof).** Why?"),
        r"cell 19 .* number 2 where 1 is due",
    ),
    (numbers_and_solves_its_exercises, without(19), r"cell 19 .* exercise 1 without a solution"),
    (numbers_and_solves_its_exercises, without(27), r"cell 27 .* exercise 5 without a solution"),
    (numbers_and_solves_its_exercises, metadata(19, tags=["remove-cell"]), r"exercise 1 without a solution"),
    (tags_the_code_of_its_exercises, metadata(19), r"cell 20 .* neither a starter .* nor a solution"),
    (
        folds_the_same_cells_on_the_page_and_in_jupyterlab,
        metadata(19, tags=["hide-cell"]),
        r"cell 20 .* go together",
    ),
    (
        folds_the_same_cells_on_the_page_and_in_jupyterlab,
        metadata(4, tags=["hide-input"]),
        r"cell 5 .* go together",
    ),
    (
        gives_a_starter_random_numbers_of_its_own,
        lambda nb: nb.cells[4].update(
            source="x = rng.random()", metadata=from_dict({"tags": ["remove-cell"]})
        ),
        r"cell 5 .* draws from rng",
    ),
    (
        needs_no_starter,
        lambda nb: [
            nb.cells[4].update(source="own = 1", metadata=from_dict({"tags": ["remove-cell"]})),
            nb.cells[19].update(source="assert own"),
        ],
        r"cell 20 .* uses own, which only a starter sets",
    ),
    (ends_its_solution_cells_in_assert, source(19, "assert p\nprint(p)"), r"cell 20 .* end in an assert"),
    (folds_only_code_that_draws_or_tests, metadata(4, tags=["hide-input"]), r"cell 5 .* neither draws nor"),
    (shows_each_question_without_its_answer, metadata(13), r"cell 14 .* remove-input"),
    (shows_each_question_without_its_answer, metadata(4, tags=["remove-input"]), r"cell 5 .* no other cell"),
    (shows_each_question_without_its_answer, output(13, "stream", text="1"), r"cell 14 .* asks nothing"),
    (checks_its_reader_3_times_before_the_exercises, without(13), r"2 questions before the exercises"),
    (
        has_one_title_in_sentence_case,
        source(0, "# Cross Entropy"),
        r"'Cross Entropy' is not in sentence case",
    ),
    (has_one_title_in_sentence_case, source(0, "Text.\n\n# Entropy"), r"must open the first cell"),
    (has_one_title_in_sentence_case, source(16, "# Summary"), r"must open the first cell"),
    (
        ends_with_summary_exercises_and_further_reading,
        without(16),
        r"\[None, 'Exercises', 'Further reading'\]",
    ),
    (ends_with_summary_exercises_and_further_reading, source(16, "## Further reading"), r"Summary.* are due"),
    (
        imports_infolib_and_uses_its_style,
        source(1, "from infolib import entropy"),
        r"cell 2 .* must end in plt.style",
    ),
    (
        imports_infolib_and_uses_its_style,
        source(1, 'plt.style.use("infolib.course")'),
        r"no cell imports infolib",
    ),
    (has_a_slider, source(3, "explored = 1"), r"no cell calls explore"),
    (has_8_to_22_open_code_cells, without(*range(4, 9)), r"7 code cells"),
    (has_8_to_22_open_code_cells, lambda nb: nb.cells.extend(nb.cells[2:13]), r"23 code cells"),
    (has_5_to_8_exercises, without(18, 19), r"4 exercises"),
    (has_5_to_8_exercises, source(16, "**Exercise 9.** " * 4), r"9 exercises"),
    (has_1200_to_1800_words, source(0, "# Entropy\n\n" + "word " * 1100), r"110\d words"),
    (has_1200_to_1800_words, source(0, "# Entropy\n\n" + "word " * 1801), r"18\d\d words"),
]


def test_an_assert_may_stand_in_a_loop():
    assert ends_in_assert("for p in (0.1, 0.9):\n    assert p < 1")
    assert not ends_in_assert("for p in (0.1, 0.9):\n    assert p < 1\n    print(p)")


@pytest.mark.parametrize("rule", EVERY_NOTEBOOK + EVERY_CHAPTER, ids=stem)
def test_a_correct_chapter_satisfies_the_rule(rule):
    assert not list(rule(a_correct_chapter()))


@pytest.mark.parametrize("rule, change, complaint", BREAKS, ids=[rule.__name__ for rule, _, _ in BREAKS])
def test_a_broken_chapter_is_complained_about(rule, change, complaint):
    nb = a_correct_chapter()
    change(nb)
    assert any(re.search(complaint, text) for text in rule(nb))


def test_every_rule_has_been_broken():
    assert {rule for rule, _, _ in BREAKS} == set(EVERY_NOTEBOOK + EVERY_CHAPTER)


def test_words_are_those_of_the_running_text():
    nb = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# One\n\ntwo $p(x) = 1$ – four `code` [five](six.md)\n\n$$H(p) = 1$$"),
            v4.new_markdown_cell("<details><summary>Proof</summary>\n\nFolded words.\n\n</details>"),
            v4.new_markdown_cell("## Exercises\n\n**Exercise 1.** Why?"),
        ]
    )
    assert count_words(nb) == 5


def test_links_are_followed_from_their_page(tmp_path):
    (tmp_path / "there.md").touch()
    text = "[a](there.md) [b](there.md#part) [c](gone.md) [d](https://example.org) $E[x](y)$ ![e](gone.png)"
    assert broken_links(text, tmp_path) == ["gone.md", "gone.png"]


def test_the_table_of_contents_is_read_at_any_depth():
    toc = {"root": "a", "parts": [{"chapters": [{"file": "b", "sections": [{"file": "c"}]}]}]}
    assert listed_files(toc) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: nb.metadata.update(vscode={}),
        lambda nb: nb.metadata.language_info.update(version="3.11"),
        lambda nb: nb.cells[1].metadata.update(execution={"iopub.status.busy": "now"}),
        lambda nb: nb.cells[1].metadata.update(collapsed=True),
        lambda nb: nb.cells[2].metadata.mystnb.update(figure={}),
    ],
)
def test_the_normal_form_holds_no_foreign_metadata(change):
    stored = normal_form(a_correct_chapter())
    nb = reads(stored, as_version=4)
    change(nb)
    assert writes(nb) + "\n" != stored == normal_form(nb)


def refresh(path, *sources):
    """Run the command on a notebook of these code cells, with a backend set that hides all figures."""
    if sources:
        nb = v4.new_notebook(cells=[v4.new_markdown_cell("# A"), *map(v4.new_code_cell, sources)])
        path.write_text(normal_form(nb), encoding="utf-8")
    command = [sys.executable, BOOK.parent / "tests" / "notebooks.py", path]
    environment = {**os.environ, "MPLBACKEND": "agg"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_refreshing_twice_changes_nothing_and_figures_appear(tmp_path):
    path = tmp_path / "a.ipynb"
    plot = "import matplotlib.pyplot as plt\nprint(1, flush=True)\nprint(2)\nplt.plot([1, 2])\nplt.show()"
    assert refresh(path, "p = 1", plot).stdout == "a.ipynb: new outputs in cells 3\n"
    stored = path.read_bytes()
    printed, figure = code_cells(read(path))[1].outputs
    assert printed.text == "1\n2\n"
    assert "image/png" in figure.data
    assert refresh(path).stdout == "a.ipynb: unchanged\n"
    assert path.read_bytes() == stored


def test_a_failing_cell_is_named_and_nothing_is_stored(tmp_path):
    path = tmp_path / "a.ipynb"
    result = refresh(path, "print(1)", "1 / 0", "print(2)")
    assert result.returncode == 1
    assert re.match(
        r"(?s)a.ipynb: cell 3 \(1 / 0\) failed.*ZeroDivisionError.*Nothing was stored", result.stderr
    )
    assert not any(cell.outputs for cell in code_cells(read(path)))
