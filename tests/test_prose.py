"""Every decimal number in the text is a number that a cell beside it holds: the rule of book/_ext/held.py.

On a page without cells, the notebooks that the paragraph links to hold the numbers; if it links to none, those
that the section or the page links to.
"""

import doctest
import functools
import re
from decimal import Decimal
from typing import NamedTuple

import pytest
from held import asked, cell_name, held_numbers, neighbourhoods, prose, shown_numbers, without_code
from nbformat import v4
from notebooks import BOOK, NOTEBOOKS, read

PAGES = [*sorted(BOOK.glob("*.md")), BOOK.parent / "README.md"]

# Where a number must be held --------------------------------------------------------------------------------


class Passage(NamedTuple):
    """A piece of text, its place, and the numbers that may stand in it."""

    place: str
    text: str
    held: set


def passages_of_notebook(nb):
    held = [held_numbers(cell) for cell in nb.cells]
    for (i, _, markdown), near in neighbourhoods(nb):
        cell = nb.cells[i]
        asks = "\n".join(map(asked, cell.get("outputs", [])))
        text = markdown or cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "") or asks
        yield Passage(cell_name(nb, i), prose(text), set().union(*[held[j] for j in near]))


def passages_of_page(markdown, held_by):
    """The paragraphs, table rows and list items of a page; `held_by` maps a link's target to numbers."""
    page = without_code(markdown)
    for section in re.split(r"(?m)^(?=## )", page):
        for block in re.split(r"\n\s*\n|\n(?=\||[-*] |\d+\. )", section):
            texts = [text for text in (block, section, page) if re.search(LINK, text)]
            links = re.findall(LINK, texts[0]) if texts else []
            yield Passage(block.strip()[:50], prose(block), set().union(*map(held_by, links)))


LINK = r"\]\(([^()\s#]+\.ipynb)"


@functools.cache
def numbers_of_notebook(path):
    return set().union(*map(held_numbers, read(path).cells)) if path.exists() else set()


@functools.cache
def passages(path):
    if path.suffix == ".ipynb":
        return list(passages_of_notebook(read(path)))

    def held_by(target):
        return numbers_of_notebook((path.parent / target).resolve())

    return list(passages_of_page(path.read_text(encoding="utf-8"), held_by))


def complaints(passages):
    for place, text, held in passages:
        for number in shown_numbers(text):
            if not number.is_held_in(held):
                nearest = min(held, key=lambda h: abs(abs(h) - abs(number.value)), default="none")
                yield f"{place}: no cell beside it holds {number.text}; the nearest number is {nearest}"


# How much the rule catches ----------------------------------------------------------------------------------


def one_digit_changes(number):
    """A shown number with each of its digits replaced by each other digit: nine changes a digit."""
    for place, digit in enumerate(reversed(re.findall(r"\d", number.text))):
        for other in set(range(10)) - {int(digit)}:
            size = abs(number.value) + (other - int(digit)) * number.unit.scaleb(place)
            yield number._replace(value=size.copy_sign(number.value))


def count_caught(passages):
    """Of the one-digit changes of numbers with two or more decimals: how many are caught, how many tried."""
    caught = [
        not change.is_held_in(passage.held)
        for passage in passages
        for number in shown_numbers(passage.text)
        if re.search(r"\.\d\d", number.text)
        for change in one_digit_changes(number)
    ]
    return sum(caught), len(caught)


# The book ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS + PAGES, ids=lambda path: path.stem)
def test_every_number_in_the_text_is_held_by_a_cell(path):
    found = list(complaints(passages(path)))
    assert not found, "\n".join([path.name, *found])


def test_a_one_digit_change_of_a_number_is_caught_97_times_in_100():
    caught, tried = count_caught([passage for path in NOTEBOOKS + PAGES for passage in passages(path)])
    assert caught >= 0.97 * tried > 0, f"{caught} of {tried}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_example_on_a_page_gives_what_it_shows(path):
    for example in re.findall(r"(?ms)^```python\n(.*?)^```", path.read_text(encoding="utf-8")):
        test = doctest.DocTestParser().get_doctest(example, {}, path.name, path.name, 0)
        assert doctest.DocTestRunner().run(test).failed == 0


# The rule itself --------------------------------------------------------------------------------------------


def complaints_about(text, *cells):
    """What is wrong with a text above code cells, given as pairs of source and printed output."""
    code = [v4.new_code_cell(source, outputs=[v4.new_output("stream", text=out)]) for source, out in cells]
    return list(complaints(passages_of_notebook(v4.new_notebook(cells=[v4.new_markdown_cell(text), *code]))))


@pytest.mark.parametrize(
    "text, output",
    [
        ("It is 1.2955 bits.", "1.2954618"),
        ("It is 1.30 bits.", "1.2954618"),
        ("It is $1.2955$.", "H = 1.2955"),
        ("It is 1.25 or 1.2 or 1.3.", "1.25"),  # half way: either
        ("It is 1,234.57.", "1234.567"),
        ("It is $1{,}234.57$.", "1,234.567"),
        ("It falls by 0.153, to −0.15, that is $-0.153$.", "-0.1532"),
        ("It is 1-0.25 and p-0.25.", "0.25"),
        (r"$-0.25 \log_2 0.25 = -0.25 \cdot -2$", "0.25"),
        ("It is 18.3 % or 18%.", "0.1834"),
        (r"It is $18.3\,\%$ or 18.34 %.", "18.34"),
        (r"It is $6.46 \cdot 10^{-6}$ or 6.5 × 10^−6.", "6.457e-06"),
        ('`0.77` in [here](1.23.html) at <a name="9.99">3.11.7</a>', ""),
        ("```\n0.77\n```", ""),
        ("1/8, 2^10, x1.5, 7 of 9.", ""),
    ],
)
def test_a_number_that_is_printed_beside_it_may_stand_in_the_text(text, output):
    assert complaints_about(text, ("", output)) == []


@pytest.mark.parametrize(
    "text, output, number, nearest",
    [
        ("It is 1.2956 bits.", "1.2954618", "1.2956", "1.2954618"),
        ("It is 1.29 bits.", "1.2954618", "1.29", "1.2954618"),  # cut off, not rounded
        ("It is 1.24.", "1.25", "1.24", "1.25"),
        ("It is $1.2956$.", "0.4 1.2955", "1.2956", "1.2955"),
        ("It is 1,244.57.", "1234.567", "1,244.57", "1234.567"),
        ("It is -0.153.", "0.153", "0.153", "0.153"),
        ("It is −0.153.", "0.153", "0.153", "0.153"),
        ("It is 18 %.", "0.1934", "18", "0.1934"),
        ("It is 0.18.", "18", "0.18", "18"),
        ("It is 18.1.", "0.181", "18.1", "0.181"),
        (r"It is $6.46 \cdot 10^{-5}$.", "6.457e-06", "6.46", "0.000006457"),
        ("It is 0.5 if $p<q$ and 0.7 > 0.6.", "0.5 0.6", "0.7", "0.6"),
        ("It is 0.5.", "", "0.5", "none"),
        ("Under CC BY 4.0.", "", "4.0", "none"),
    ],
)
def test_any_other_number_is_complained_about(text, output, number, nearest):
    [complaint] = complaints_about(text, ("", output))
    assert complaint.startswith("cell 1 (")
    assert complaint.endswith(f"no cell beside it holds {number}; the nearest number is {nearest}")


def test_literals_of_code_hold_numbers_but_comments_and_texts_do_not():
    assert (
        complaints_about("0.0258 -0.5 0.25 7 %", ("claimed = 0.0258\nx = -0.5\nf'{0.25 * 7:.3f}'", "")) == []
    )
    assert len(complaints_about("0.0258 0.5", ("x = '0.0258'  # 0.5", ""))) == 2


def test_a_number_is_held_in_its_section_or_within_three_cells():
    def complaints_about_cells(*sources):
        """A text is given by its words, code by its number."""
        cells = [v4.new_code_cell(s) if s[0].isdigit() else v4.new_markdown_cell(s) for s in sources]
        return list(complaints(passages_of_notebook(v4.new_notebook(cells=cells))))

    text = "## Two\n\nIt is 0.25."
    assert complaints_about_cells("## One", "0.25", "Text.", "Text.", text) == []
    assert complaints_about_cells(text, "Text.", "Text.", "0.25") == []
    assert complaints_about_cells(text, "Text.", "Text.", "Text.", "0.25") == []
    assert len(complaints_about_cells("## One", "0.25", "Text.", "Text.", "Text.", text)) == 1
    assert len(complaints_about_cells(text, "Text.", "Text.", "## Three", "0.25")) == 1
    assert complaints_about_cells("0.25", "Text.", "Text.", "Text.", "It is 0.25.\n\n## Two") == []
    assert len(complaints_about_cells("0.25", "Text.", "Text.", "Text.", text)) == 1
    assert len(complaints_about_cells("0.25", "Text.", "Text.", "Text.", f"Text.\n\n{text}")) == 1


def test_the_text_of_a_picture_is_checked_too():
    picture = v4.new_code_cell("0.25", metadata={"mystnb": {"image": {"alt": "A peak at 0.35."}}})
    [complaint] = complaints(passages_of_notebook(v4.new_notebook(cells=[picture])))
    assert "0.35" in complaint


def test_an_exercise_is_a_section_of_its_own():
    def complaints_with(number):
        texts = [
            "## Exercises",
            "**Exercise 1.** One.",
            *["More."] * 3,
            "0.25",
            *["More."] * 4,
            f"**Exercise {number}.**",
        ]
        cells = [
            v4.new_code_cell(t) if t[0] == "0" else v4.new_markdown_cell(t) for t in [*texts, "It is 0.25."]
        ]
        return list(complaints(passages_of_notebook(v4.new_notebook(cells=cells))))

    assert complaints_with("1") == []
    assert len(complaints_with("2")) == 1


def test_the_texts_of_a_question_are_checked_and_only_its_answer_holds():
    said = "<ask: 0.25 bits; 0.5: 'That is 0.75 halved.'; 'How much is 0.25, or 0.5?'>"
    output = v4.new_output("execute_result", {"text/plain": said, "text/html": "<p>0.5 0.75</p>"})
    found = list(
        complaints(passages_of_notebook(v4.new_notebook(cells=[v4.new_code_cell("", outputs=[output])])))
    )
    assert [re.search(r"holds ([\d.]+);", text)[1] for text in found] == ["0.75", "0.5"]


def test_values_and_readings_hold_numbers_but_drawings_and_scripts_do_not():
    drawn = '<svg><text>0.1</text></svg><img src="data:<text>0.1</text>"><style>p {opacity: 0.2}</style>'
    html = f"{drawn}<p>H = <b>0.4</b> bits</p><script>[0.3]</script>"
    outputs = [
        v4.new_output("display_data", {"text/html": html, "text/plain": "<HTML object>"}),
        v4.new_output("display_data", {"image/png": "", "text/plain": "<Figure size 0.5>"}),
        v4.new_output("execute_result", {"text/plain": "(0.6, -0.7)"}),
    ]
    assert held_numbers(v4.new_code_cell("", outputs=outputs)) == {
        Decimal("0.4"),
        Decimal("0.6"),
        Decimal("-0.7"),
    }


def test_a_page_without_cells_leans_on_the_notebooks_that_it_links_to():
    chapters = {"one.ipynb": {Decimal("0.25")}, "two.ipynb": {Decimal("0.125")}}
    table = "| a |\n|---|\n| 0.25 in [one](one.ipynb) |\n| 0.125 in [two](two.ipynb#end) |"
    section = "## Part\n\nAbout [one](one.ipynb).\n\nIt is 0.25.\n\n## Rest\n\nIt is 0.125, not 0.375."
    right, wrong = table, table.replace("0.25", "0.125")
    assert list(complaints(passages_of_page(right, chapters.get))) == []
    assert len(list(complaints(passages_of_page(wrong, chapters.get)))) == 1
    [complaint] = complaints(passages_of_page(f"{section}\n\nSee [two](two.ipynb).", chapters.get))
    assert "holds 0.375; the nearest number is 0.125" in complaint
    assert list(complaints(passages_of_page("0.25\n\n## Part\n\nSee [one](one.ipynb).", chapters.get))) == []


def test_changes_are_counted_for_numbers_with_two_decimals():
    held = {Decimal("1.2955"), Decimal("0.31")}
    assert count_caught([Passage("", "1.2955 and 0.5 and 3", held)]) == (45, 45)
    assert count_caught([Passage("", "0.30", held)]) == (25, 27)  # not caught: 0.31 and 1.30
