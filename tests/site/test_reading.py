"""What a reader does with the pages: by keyboard, by touch, with another theme, on paper."""

import re
from io import BytesIO
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from contents import LISTED
from notebooks import CHAPTERS
from pypdf import PdfReader

CHAPTER = f"book/{CHAPTERS[1].stem}.html"  # has all that a page can have
PAPER = 718  # A4 without the margins, in points of css
SHOWN = """() => {
  const figure = document.activeElement.closest(".explore");
  return [
    figure.querySelector("svg").innerHTML,
    figure.querySelector("[role=status]").textContent,
    document.activeElement.getAttribute("aria-valuetext"),
  ];
}"""


@pytest.fixture(params=LISTED)
def path(request):
    """The path of each page of the book."""
    return f"{request.param}.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_while_a_page_loads(open_page, path, width):
    page = open_page("404.html", width=width)

    def come_late(picture):
        page.wait_for_timeout(300)
        picture.continue_()

    # Pictures come when the text stands, typefaces never: else the load of the computer would decide.
    page.route("**/_images/*", come_late)
    page.route("**/*.woff2", lambda typeface: typeface.abort("aborted"))
    page.goto(urljoin(page.url, path))
    shifts = page.evaluate(
        """() => new Promise((resolve) => {
          const shifts = [];
          new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({
            type: "layout-shift", buffered: true,
          });
          setTimeout(() => resolve(shifts.map((shift) => shift.value)), 200);
        })"""
    )
    assert sum(shifts) < 0.01


def test_sliders_have_names_and_move_by_keyboard_changing_their_picture_and_saying_so(open_page, path):
    page = open_page(path)
    for slider in page.get_by_role("slider").all():
        assert re.search(r"\w", slider.evaluate("slider => slider.labels[0].firstChild.textContent"))
        slider.focus()
        page.keyboard.press("End")  # from wherever it starts; two states are the fewest that it has
        for key in ("Home", "End", "ArrowLeft", "ArrowRight"):
            before = page.evaluate(SHOWN)
            page.keyboard.press(key)
            picture, reading, said = page.evaluate(SHOWN)
            assert picture != before[0] and said != before[2], f"{path}: {key} changes nothing"
            assert said.endswith(f"; {reading}")


def test_sliders_move_by_touch(open_page, path):
    page = open_page(path, width=390, has_touch=True, is_mobile=True)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for slider in page.get_by_role("slider").all():
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        start, *way = [
            (box["x"] + share * box["width"], box["y"] + box["height"] / 2) for share in (0.1, 0.3, 0.5, 0.9)
        ]
        page.touchscreen.tap(*start)
        tapped = slider.get_attribute("aria-valuetext")
        touch("touchStart", start)
        for point in way:
            touch("touchMove", point)
        touch("touchEnd")
        assert slider.get_attribute("aria-valuetext") != tapped
        page.touchscreen.tap(*start)
        assert slider.get_attribute("aria-valuetext") == tapped


def test_folds_open_and_close_by_keyboard(open_page, path):
    page = open_page(path)
    for fold in page.locator("main details").all():
        assert not fold.evaluate("fold => fold.lastElementChild.checkVisibility()")
        fold.locator("summary").focus()
        page.keyboard.press("Enter")
        assert fold.evaluate("fold => fold.lastElementChild.checkVisibility()")
        page.keyboard.press("Space")
        assert not fold.evaluate("fold => fold.open")


def test_the_search_finds_a_term_and_its_page_opens(open_page):
    page = open_page(CHAPTER)
    page.get_by_label("Search the course").fill("perplexity")
    page.keyboard.press("Enter")
    page.locator("ul.search p.context").first.wait_for()
    assert "perplexity" in page.locator("ul.search p.context").first.inner_text().lower()
    page.locator("ul.search a").first.click()
    page.locator("main", has_text=re.compile("perplexity", re.IGNORECASE)).wait_for()
    assert "search.html" not in page.url


def test_dark_mode_switches_and_stays(open_page):
    page = open_page(CHAPTER, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.get_by_role("button", name="Dark mode")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark
    page.locator("nav.turn a.next").click()
    page.wait_for_load_state()
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Dark mode").click()
    assert page.evaluate(ground) == light


def test_the_copy_button_of_a_cell_copies_its_code(open_page):
    page = open_page(CHAPTER, permissions=["clipboard-read", "clipboard-write"])
    for cell in page.locator(".cell_input:visible .highlight").all()[:3]:
        cell.get_by_role("button", name="Copy").click()
        cell.get_by_role("button", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied and copied == cell.locator("pre").text_content().rstrip()


@pytest.mark.parametrize("how", ["click", "press"])
def test_the_link_for_errors_carries_the_page_the_section_and_the_selected_sentence(open_window, how):
    with open_window(CHAPTER) as window:
        page = window.page
        page.route("https://github.com/**", lambda route: route.fulfill(body="a form"))
        sentence = page.locator("main section section p:has(.math)").first
        sentence.select_text()
        said = page.evaluate("getSelection().toString()").split("\n")[0].split("$")[0][:15]
        section = sentence.evaluate("sentence => sentence.closest('section').id")
        link = page.get_by_role("link", name="Report an issue")
        link.click() if how == "click" else link.press("Enter")
        page.wait_for_url("https://github.com/**")
        asked = parse_qs(urlsplit(page.url).query)
        assert asked["template"] == ["error.yml"] and asked["title"][0].startswith("book/")
        where, place, text = asked["where"][0].split("\n")
        assert where == f"Page: {CHAPTER.removesuffix('.html')}" and place.endswith(f"(#{section})")
        assert text.startswith(f"Sentence: {said}") and text.count("$") >= 2


def test_the_root_leads_to_the_first_page_and_that_on_and_back(open_page, address):
    page = open_page("")
    page.wait_for_url(f"{address}{LISTED[0]}.html")
    for direction, name in (("next", LISTED[1]), ("prev", LISTED[0])):
        page.locator(f"nav.turn a.{direction}").click()
        page.wait_for_url(f"{address}{name}.html")


def test_the_menu_of_a_small_screen_opens_leads_on_and_closes(open_page, address):
    page = open_page(CHAPTER, width=390)
    contents = page.get_by_role("navigation", name="Contents")
    menu = page.get_by_role("button", name="Contents")
    assert not contents.is_visible()
    menu.press("Enter")
    assert contents.is_visible() and menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not contents.is_visible()
    menu.click()
    contents.locator("a", has_text="Glossary").click()
    page.wait_for_url(f"{address}book/glossary.html")
    assert not contents.is_visible()


def test_the_page_for_lost_addresses_has_its_files_and_leads_back(open_window, address):
    with open_window("no/such/page.html") as window:
        links = window.page.locator("a[href], link[href], script[src]").evaluate_all(
            "parts => parts.map((part) => part.href ?? part.src)"
        )
        assert f"{address}book/index.html" in links
        for link in {link.partition("#")[0] for link in links if link.startswith(address)}:
            assert window.page.request.get(link).ok, link


def test_the_policy_stops_a_script_that_is_not_the_books(open_window):
    with open_window(CHAPTER) as window:
        window.page.evaluate(
            """const script = document.createElement("script");
            script.textContent = "window.foreign = true";
            document.body.append(script);"""
        )
        assert not window.page.evaluate("window.foreign")
        assert "Content Security Policy" in " ".join(window.problems)


def test_a_page_works_when_it_is_opened_from_its_folder(browser, site):
    page = browser.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    page.goto((site / CHAPTER).as_uri())
    slider = page.get_by_role("slider").first
    slider.press("End")
    assert slider.input_value() == slider.get_attribute("max")
    assert page.get_by_role("button", name="Dark mode").is_visible() and not refused
    page.close()


def test_without_scripts_a_page_is_whole_but_for_its_moving_parts(open_page):
    page = open_page(CHAPTER, java_script_enabled=False)
    for figure in page.locator(".explore").all():
        assert figure.locator("img").is_visible() and figure.locator(".explore-still").is_visible()
    assert page.get_by_role("navigation", name="Contents").is_visible()
    assert not page.get_by_role("button", disabled=False).filter(visible=True).count()


def test_a_page_prints_whole_with_its_solutions(open_page, path):
    page = open_page(path, width=PAPER, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    hidden = page.evaluate(
        """Array.from(document.querySelectorAll("main *"))
          .filter((part) => !part.checkVisibility() && !part.closest(
            "script, style, math, .copy, .headerlink, noscript, .ask form, .ask-said, .ask-hint, .left, .live, .live-buttons, .tag_starter"
          ))
          .map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert not hidden, f"{path} leaves out {hidden}"
    cut = page.evaluate(
        """Array.from(document.querySelectorAll("main pre, main div.table, main .katex-display, main img, main svg"))
          .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth)
          .map((box) => box.textContent.slice(0, 80))"""
    )
    assert not cut, f"{path} cuts {cut}"
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_the_cheat_sheet_prints_on_the_two_sides_of_one_sheet_of_a4(open_page):
    front, back = PdfReader(BytesIO(open_page("book/cheatsheet.html").pdf(format="A4"))).pages
    assert "In code" in front.extract_text()
    assert back.extract_text().startswith("Codes, digits")
