"""The PDF of the book: every chapter, an outline, links that land, tags, its typefaces, and no file too large."""

import json
import os
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from contents import LISTED, ROOT
from pypdf import PdfReader


@pytest.fixture(scope="module")
def file(site, tmp_path_factory):
    """The printed book; the browser of these tests and that of the print need a process each."""
    target = tmp_path_factory.mktemp("pdf") / "book.pdf"
    code = "import sys; from pathlib import Path; from pdf import print_book; print_book(*map(Path, sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", code, site, target], cwd=ROOT / "tests", check=True)
    return target


@pytest.fixture(scope="module")
def book(file):
    return PdfReader(file)


@pytest.fixture(scope="module")
def texts(book):
    """The text of each page."""
    return [page.extract_text() for page in book.pages]


def outline(book, entries=None, level=1):
    """Yield the level, the title and the page of each entry of the outline, in order."""
    for entry in book.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from outline(book, entry, level + 1)
        else:
            yield level, entry.title, book.get_destination_page_number(entry) + 1


def links(pages):
    """Yield what each link leads to: a name of a place in the PDF, or an address outside."""
    for page in pages:
        for link in (annotation.get_object() for annotation in page.get("/Annots", [])):
            action = link.get("/A", {})
            yield link.get("/Dest") or action.get("/D"), action.get("/URI")


def test_the_pdf_weighs_less_than_15_megabytes_and_is_tagged_a4_in_english(file, book):
    assert file.stat().st_size < 15_000_000
    assert book.root_object["/MarkInfo"]["/Marked"] and book.root_object["/Lang"].startswith("en")
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in book.pages} == {(595, 842)}
    assert len(book.pages) > 10 * len(LISTED)


def test_the_outline_holds_parts_chapters_and_sections_and_the_contents_their_pages(book, texts):
    entries = list(outline(book))
    first = next(page for _, _, page in entries)
    contents = " ".join(" ".join(texts[1 : first - 1]).split())
    titles = {title for _, title, _ in entries}
    assert {"The thread", "Back matter", "2 Entropy", "Summary", "Solutions"} <= titles
    assert len([entry for entry in entries if entry[0] < 3]) > len(LISTED)
    for level, title, page in entries:
        if level < 3:
            assert re.search(rf"{re.escape(title)} *{page}\b", contents), f"{title} is on page {page}"
        assert re.match(r"(\d+ )?\w+", title)[0] in texts[page - 1], title


def test_every_link_within_the_book_lands_and_none_leads_to_a_file(book):
    found = list(links(book.pages))
    assert len([place for place, _ in found if place]) > 300
    for place, address in found:
        assert not address or re.match("https?:|mailto:", address), address
        assert address or not isinstance(place, str) or place in book.named_destinations, place


def test_text_and_formulas_have_their_typefaces_within_the_file(book):
    names = set()
    for page in book.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            descriptor = font.get("/FontDescriptor") or font["/DescendantFonts"][0]["/FontDescriptor"]
            assert font["/Subtype"] == "/Type3" or "/FontFile2" in descriptor or "/FontFile3" in descriptor
            names.add(descriptor["/FontName"].partition("+")[2])
    assert any(name.startswith("SourceSerif4") for name in names)
    assert any(name.startswith("KaTeX_Math") for name in names)


def test_no_page_but_the_last_of_a_chapter_is_nearly_empty(book, texts):
    opens = {page for level, _, page in outline(book) if level < 3}
    for number, page in enumerate(book.pages, 1):
        has_picture = "/XObject" in page["/Resources"]
        assert number + 1 in opens or has_picture or len(texts[number - 1]) > 250 or number == 1, number


def test_solutions_lie_at_the_end_of_their_chapter_with_a_link_there_and_back(book):
    places = [place for place, _ in links(book.pages)]
    solutions = [p for p in places if p and re.fullmatch(r"/?\d\d_\w+--solution-\d+", str(p))]
    assert len(solutions) > 30 and all(
        place.replace("--solution-", "--exercise-") in places for place in solutions
    )


def squeezed(*texts):
    """The texts without their spaces, of which a line has none at its end and a column too many."""
    return re.sub(r"\s", "", "".join(texts))


def test_a_link_of_the_text_names_the_page_where_it_lands(book, texts):
    first = next(page for _, _, page in outline(book))
    for number, page in enumerate(book.pages[first - 1 :], first):
        text = squeezed(*texts[number - 1 : number + 1])  # a link may run over the end of its page
        for place, _ in links([page]):
            if place:
                landing = book.get_destination_page_number(book.named_destinations[place]) + 1
                assert f"→{landing}" in text, (number, place)


def test_a_chapter_stands_on_each_of_its_pages_and_answers_its_questions(book, texts, site):
    opens = {title: page for level, title, page in outline(book) if level == 2}
    pages = texts[opens["2 Entropy"] - 1 : opens["3 KL divergence"] - 1]
    assert all("2 Entropy" in text for text in pages)
    *_, answers = squeezed(*pages).partition("Answerstothequestions")
    soup = BeautifulSoup((site / "book" / "02_entropy.html").read_text(encoding="utf-8"), "html.parser")
    for number, question in enumerate(soup.select(".ask"), 1):
        data = json.loads(question.select_one("script").string)
        if "right" in data:
            right = question.select("button")[data["right"]].get_text()
            expected = f"{number}.{'ABCDEFG'[data['right']]}:{right}.{data['reasons'][data['right']]}"
        else:
            expected = f"{number}.{data['shown']}"
        assert squeezed(expected) in answers


def test_without_a_browser_one_sentence_says_so_and_how_to_get_one(tmp_path):
    command = [sys.executable, ROOT / "tests" / "pdf.py", tmp_path / "book.pdf"]
    environ = os.environ | {"PATH": str(tmp_path)}
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    (said,) = run.stderr.splitlines()
    assert run.returncode and said.startswith("make pdf prints by Chromium") and "install Chromium" in said
