"""Where a number comes from: a number of the text and its cell mark each other, for mouse, keyboard and finger."""

import pytest
from held import held_numbers, shown_numbers
from notebooks import NOTEBOOKS, read

TEN = NOTEBOOKS[:10]
BUTTON = "Show where numbers come from"


def holds(path, cell, number):
    """Whether the cell of a page, by its id, holds the number that the text shows."""
    (shown,) = shown_numbers(number + (" %" if "." not in number else ""))
    return shown.is_held_in(held_numbers(read(path).cells[int(cell.removeprefix("cell-"))]))


@pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
def test_a_number_leads_to_its_cell_by_mouse_and_by_keyboard_and_back(open_page, path):
    page = open_page(f"book/{path.stem}.html")
    number = page.locator("main > section p [data-from]:visible").first
    cell, text = page.locator(".cell.tied"), number.inner_text()
    number.hover()
    pointed = cell.get_attribute("id")
    assert holds(path, pointed, text)
    page.mouse.move(5, 5)
    assert not page.locator(".tied").count()

    assert number.get_attribute("tabindex") is None  # nothing to stop at for who only reads
    page.get_by_role("button", name=BUTTON).press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.matches('[data-from]')"):
        page.keyboard.press("Tab")
    reached = page.evaluate("document.activeElement.textContent")
    assert holds(path, cell.get_attribute("id"), reached)
    page.keyboard.press("Enter")
    assert holds(path, page.evaluate("document.activeElement.id"), reached)
    assert page.locator("span.tied").first.is_visible()  # the cell marks its numbers
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == reached


def test_a_cell_marks_its_numbers_under_the_pointer_and_a_finger_finds_the_cell(open_page):
    page = open_page(f"book/{TEN[1].stem}.html", has_touch=True)
    number = page.locator("main > section p [data-from]:visible").first
    cell = page.locator(f"#cell-{number.get_attribute('data-from')}")
    cell.hover()
    assert "tied" in number.get_attribute("class")
    number.tap()
    assert "tied" in cell.get_attribute("class")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_numbers_can_be_reached(open_page, offences, scheme):
    page = open_page(f"book/{TEN[1].stem}.html", color_scheme=scheme)
    page.get_by_role("button", name=BUTTON).click()
    page.locator("main [data-from]").first.focus()
    assert not offences(page)
