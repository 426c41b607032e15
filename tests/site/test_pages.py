"""Every page, light and dark, wide and narrow: whole, quiet, readable, without any other host."""

import pytest
from contents import LISTED

PAGES = [f"{page}.html" for page in LISTED] + ["search.html?q=entropy", "404.html"]
# Each page in both schemes and at both widths; no rule of the style sheet asks for the two together.
VISITS = [(page, scheme, width) for page in PAGES for scheme, width in (("light", 1280), ("dark", 390))]


@pytest.fixture(scope="module", params=VISITS, ids=lambda visit: "-".join(map(str, visit)))
def visit(request, open_window):
    """A page that is wholly there: loaded, unfolded, found what it searched for."""
    path, scheme, width = request.param
    with open_window(path, width=width, color_scheme=scheme) as window:
        if "?" in path:
            window.page.locator("ul.search p.context").last.wait_for()
        window.page.evaluate("document.fonts.ready")
        window.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        yield window


def test_a_page_asks_nothing_of_another_host_and_sets_no_cookie(visit):
    assert not visit.outside and not visit.page.context.cookies()


def test_nothing_fails_and_the_console_stays_empty(visit):
    icon = visit.page.locator("link[rel=icon]").evaluate("link => link.href")
    assert visit.page.request.get(icon).ok
    assert not visit.problems


def test_every_formula_is_drawn_in_the_typeface_of_formulas(visit):
    formulas = visit.page.evaluate(
        """Array.from(document.querySelectorAll("main .math"), (formula) => [
          formula.querySelector(".katex-html")?.getBoundingClientRect().width,
          formula.querySelector(".katex-mathml")?.getBoundingClientRect().width,
        ])"""
    )
    # what is drawn takes room; what screen readers read takes none
    assert all(drawn and drawn > 1 and read <= 1 for drawn, read in formulas)
    assert not formulas or visit.page.evaluate("document.fonts.check('16px KaTeX_Math', 'p')")


def test_no_line_begins_with_the_punctuation_that_follows_a_formula(visit):
    torn = visit.page.evaluate(
        """Array.from(document.querySelectorAll("main .math"), (formula) => {
          const text = formula.nextSibling, end = formula.querySelector(".katex-html").lastElementChild;
          if (text?.nodeType !== Node.TEXT_NODE || !/^[.,;:?)]/.test(text.data)) return null;
          const mark = document.createRange();
          mark.setStart(text, 0);
          mark.setEnd(text, 1);
          return mark.getBoundingClientRect().left < end.getBoundingClientRect().left && formula.textContent;
        }).filter(Boolean)"""
    )
    assert not torn


def test_no_formula_in_a_line_breaks_between_its_brackets(visit):
    torn = visit.page.evaluate(
        """Array.from(document.querySelectorAll("main span.math .katex-html > *"))
          .filter((group) => group.getClientRects().length > 1)
          .map((group) => group.textContent)"""
    )
    assert not torn


def test_every_picture_is_there_and_described(visit):
    for picture in visit.page.locator("main img").all():
        picture.evaluate("picture => { picture.loading = 'eager'; return picture.decode(); }")
        assert len(picture.get_attribute("alt")) > 20


def test_nothing_needs_scrolling_sideways(visit):
    assert visit.page.evaluate("document.documentElement.scrollWidth") == visit.page.viewport_size["width"]


def test_only_code_and_tables_on_a_small_screen_scroll_within_themselves(visit):
    is_small = visit.page.viewport_size["width"] < 1000
    cut = visit.page.evaluate(
        """(boxes) => Array.from(document.querySelectorAll(boxes))
          .filter((box) => box.scrollWidth > box.clientWidth)
          .map((box) => box.textContent)""",
        ".katex-display" if is_small else ".katex-display, pre, div.table",
    )
    assert not cut


def test_axe_finds_nothing(visit, offences):
    assert not offences(visit.page)
