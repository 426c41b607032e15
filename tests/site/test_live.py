"""Cells that run in the page: every one gives what is stored, and whatever goes wrong is said in one sentence."""

import re
import threading
import time
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from held import cell_name
from notebooks import NOTEBOOKS, code_cells, read
from runtime import LIST, lacking

RUNNABLE = [path for path in NOTEBOOKS if not lacking(read(path))]
PLAIN = "book/common_mistakes.html"  # needs no matplotlib
CHAPTER = f"book/{next(path.stem for path in RUNNABLE if path.stem.startswith('02'))}.html"
NOTE = "window.ran = []; document.addEventListener('live-ran', (event) => ran.push(event.detail))"
DONE = 180_000  # milliseconds: a whole chapter on a slow computer


def is_starter(cell):
    return "remove-cell" in cell.metadata.get("tags", [])


def cell_boxes(page):
    """The cells of a page, as many and in the same order as the code cells of its notebook."""
    return page.locator("main div.cell")


def click(box, name):
    box.get_by_role("button", name=name, exact=True).click()


def said(box):
    return box.locator(".live-said").text_content()


def wait(box, timeout=DONE):
    """Wait until a cell no longer runs."""
    box.locator("xpath=self::*[not(contains(@class, 'live-running'))]").wait_for(
        timeout=timeout, state="attached"
    )


def run(box, code=None, timeout=DONE):
    """Run a cell, with other code if that is given, and return the text of its output."""
    if code is not None:
        edit(box, code)
    click(box, "Run")
    wait(box, timeout)
    return box.locator(".cell_output").text_content()


def edit(box, code):
    """Write other code into a cell; one that has not run becomes an editor by running."""
    editor = box.locator(".live-editor")
    if not editor.count():
        run(box)
    editor.fill(code)


def unfold(page):
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")


# The same numbers ---------------------------------------------------------------------------------------------------


def stored_texts(cell):
    """What a notebook stores of a cell as text: what it prints as one, and the text of each value."""
    texts = []
    for output in cell.outputs:
        is_stream = output.output_type == "stream"
        if is_stream and texts and texts[-1][0]:
            texts[-1] = (True, texts[-1][1] + output.text)
        else:
            texts.append((is_stream, output.text if is_stream else output.data["text/plain"]))
    return texts


def given_texts(outputs):
    """The same of what a page gave."""
    texts = []
    for output in outputs:
        is_stream = output["kind"] == "text"
        text = output.get("text", output.get("plain"))
        if is_stream and texts and texts[-1][0]:
            texts[-1] = (True, texts[-1][1] + text)
        else:
            texts.append((is_stream, text))
    return texts


@pytest.mark.parametrize("path", RUNNABLE, ids=lambda path: path.stem)
def test_every_cell_of_a_page_gives_the_stored_text(open_page, path):
    notebook = read(path)
    cells = code_cells(notebook)
    page = open_page(f"book/{path.stem}.html")
    page.evaluate(NOTE)
    unfold(page)
    boxes = cell_boxes(page)
    assert boxes.count() == len(cells)
    shown = [i for i in range(len(cells)) if boxes.nth(i).locator(".cell_input").count()]
    *_, last = (i for i in shown if not is_starter(cells[i]))
    start = time.monotonic()
    run(boxes.nth(last))
    print(f"\n{path.stem}: {len(cells)} cells, the whole page in {time.monotonic() - start:.1f} s")
    for i in shown:
        if is_starter(cells[i]):
            run(boxes.nth(i))
    given = {ran["number"]: given_texts(ran["outputs"]) for ran in page.evaluate("ran")}
    for i in range(last + 1, len(cells)):  # questions at the end, which nothing below needs
        if i not in given:
            page.evaluate("ran.length = 0")
            run(boxes.nth(last), cells[i].source)
            given[i] = given_texts(page.evaluate("ran.at(-1).outputs"))
    assert sorted(given) == list(range(len(cells)))
    differ = {
        cell_name(notebook, notebook.cells.index(cell)): (given[i], stored_texts(cell))
        for i, cell in enumerate(cells)
        if given[i] != stored_texts(cell)
    }
    assert not differ
    assert not page.locator(".live-said[data-kind=failed]").count()


# A page on which Python is awake, for what a reader may do ---------------------------------------------------------


@pytest.fixture(scope="module")
def plain(open_window):
    """A page that runs its cells, whose first one is there to be rewritten."""
    with open_window(PLAIN) as window:
        run(cell_boxes(window.page).first)
        yield window
        assert not window.outside and not window.problems


@pytest.fixture
def box(plain):
    """The first cell of that page, as it was; nothing stands above it."""
    box = cell_boxes(plain.page).first
    yield box
    reset = box.get_by_role("button", name="Reset", exact=True)
    if reset.is_visible():
        reset.click()


def test_an_edit_changes_the_output_and_reset_brings_back_both(plain):
    box = cell_boxes(plain.page).nth(1)
    before, code = box.locator(".cell_output").inner_html(), box.locator("pre").first.text_content()
    assert run(box, "print(6 * 7)") == "42\n"
    click(box, "Reset")
    assert box.locator(".cell_output").inner_html() == before
    assert box.locator("pre").first.is_visible() and box.locator("pre").first.text_content() == code
    assert not box.get_by_role("textbox").count() and not said(box)


def test_an_edit_above_changes_what_is_below_and_the_order_of_clicks_nothing(plain):
    second, third = (cell_boxes(plain.page).nth(i) for i in (1, 2))
    run(second, "step = 5")
    assert run(third, "step += 1\nprint(step)") == "6\n"
    assert run(third) == "6\n"  # from what stood above it, not from what it left
    run(second, "step = 7")
    assert run(third) == "8\n"
    for box in (second, third):
        click(box, "Reset")


def test_the_value_of_the_last_line_is_shown_and_none_is_not(box):
    assert run(box, "1 / 4") == "0.25"
    assert run(box, "None") == ""
    assert run(box, "1 / 4;") == ""


def test_an_error_shows_its_last_lines_with_the_line_of_the_cell(box):
    text = run(box, "def f(x):\n    return 1 / x\n\nprint('before')\nf(0)")
    assert text.startswith("before\n")
    assert 'File "this cell", line 5' in text and 'File "this cell", line 2, in f' in text
    assert text.endswith("ZeroDivisionError: division by zero\n")
    assert "live_cell" not in text and len(text.splitlines()) < 12


def test_an_error_in_the_library_shows_where_the_cell_called_it(box):
    text = run(box, "from infolib import entropy\n\nentropy([0.5, 0.6])")
    assert 'File "this cell", line 3' in text and text.rstrip().splitlines()[-1].startswith("ValueError: ")
    assert len(text.splitlines()) < 9


def test_a_slip_of_the_pen_shows_its_line(box):
    text = run(box, "x = 1\nprint(x")
    assert 'File "this cell", line 2' in text and "SyntaxError" in text and "Traceback" not in text


def test_an_error_above_is_said_and_shown_where_it_is(plain):
    second, third = (cell_boxes(plain.page).nth(i) for i in (1, 2))
    assert "NameError" in run(second, "nothing_such")
    before = third.locator(".cell_output").text_content()
    run(third)
    assert said(third) == "A cell above ended with an error; it says which below its code."
    assert third.locator(".cell_output").text_content() == before
    click(second, "Reset")
    click(third, "Reset")


def test_what_python_in_the_page_has_not_is_said_in_a_sentence(box):
    assert (
        run(box, "name = input('Who?')")
        .rstrip()
        .endswith("input() is not to be had in this page: write the value into the cell instead")
    )
    text = run(box, "import scipy.stats")
    assert text.rstrip().splitlines()[-1] == (
        "ModuleNotFoundError: scipy is not to be had in this page: "
        "there are Python's own modules, numpy, matplotlib and infolib"
    )


def test_a_megabyte_of_output_is_cut_and_said(box):
    text = run(box, "for _ in range(30_000):\n    print('0123456789' * 5)")
    assert 1_000_000 <= len(text) < 1_000_100 and text.rstrip().endswith(
        "this cell prints more than a megabyte."
    )


def test_a_deep_recursion_is_an_error_like_any_other(box):
    assert "RecursionError" in run(box, "def f():\n    return f()\nf()")
    assert run(box, "print(1)") == "1\n"


def test_an_endless_loop_says_that_it_runs_and_is_stopped_and_the_next_run_works(plain, box):
    edit(box, "print('begun', flush=True)\nwhile True:\n    pass")
    click(box, "Run")
    box.locator(".live-said", has_text="is still running").wait_for(timeout=13_000)
    assert box.locator(".cell_output").text_content() == "begun\n"
    plain.page.mouse.wheel(0, 200)  # the page goes on
    assert plain.page.evaluate("1 + 1") == 2
    click(box, "Stop")
    assert said(box) == "Stopped. The next Run starts anew."
    assert not box.get_by_role("button", name="Stop", exact=True).is_visible()
    assert run(box, "print(1)") == "1\n"


def test_a_cell_waits_for_the_one_that_runs_and_stop_ends_both(plain, box):
    other = cell_boxes(plain.page).nth(2)
    edit(box, "while True:\n    pass")
    click(box, "Run")
    click(other, "Run")
    assert said(other) == "Waiting for the cell that runs."
    click(box, "Stop")
    wait(other)
    assert said(other).startswith("Stopped.")
    click(other, "Reset")


def test_a_cell_works_by_keyboard_alone(plain, box):
    page = plain.page
    box.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Enter")
    wait(box)
    box.get_by_role("textbox").focus()
    assert "Shift and Enter" in box.get_by_role("textbox").get_attribute("aria-label")
    page.keyboard.press("Control+a")
    page.keyboard.type("print(3 * 3)")
    page.keyboard.press("Shift+Enter")
    wait(box)
    assert box.locator(".cell_output").text_content() == "9\n"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    box.get_by_role("textbox").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA"
    box.get_by_role("button", name="Reset", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Run"


def test_axe_finds_nothing_in_an_open_cell_with_an_error(plain, box, offences):
    run(box, "print('x' * 300)\n1 / 0")
    for scheme in ("light", "dark"):
        plain.page.emulate_media(color_scheme=scheme)
        assert not offences(plain.page)


def test_an_open_cell_fits_a_telephone(plain, box):
    plain.page.set_viewport_size({"width": 390, "height": 800})
    run(box, "print('x' * 300)\nlong = " + " + ".join(["'a'"] * 50))
    assert plain.page.evaluate("document.documentElement.scrollWidth") == 390
    plain.page.set_viewport_size({"width": 1280, "height": 900})


# Figures, sliders, questions, starters ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chapter(open_window):
    """A chapter that runs its cells, whose imports have been run."""
    with open_window(CHAPTER) as window:
        unfold(window.page)
        run(cell_boxes(window.page).first)
        yield window.page
        assert not window.outside and not window.problems


def test_a_figure_keeps_its_size_and_its_description(chapter):
    drawn = "boxes => boxes.findIndex((box) => box.querySelector('.live-buttons') && box.querySelector('img[src*=_images]'))"
    box = cell_boxes(chapter).nth(cell_boxes(chapter).evaluate_all(drawn))
    stored = box.locator("img").evaluate("image => [image.alt, image.naturalWidth, image.naturalHeight]")
    run(box)
    image = box.locator("img.live-figure")
    image.evaluate("image => image.decode()")
    alt, width, height = image.evaluate("image => [image.alt, image.naturalWidth, image.naturalHeight]")
    assert alt == stored[0] and abs(width - stored[1]) <= 2 and abs(height - stored[2]) <= 2
    click(box, "Reset")
    assert box.locator("img").get_attribute("alt") == alt and not box.locator(".live-figure").count()


def test_a_slider_and_a_question_that_a_cell_makes_are_alive(chapter):
    box = cell_boxes(chapter).first
    run(
        box,
        "from infolib.explore import explore\n\ndef draw(ax, p):\n    ax.set(title='A coin', ylim=(0, 1))\n"
        "    ax.bar(['heads', 'tails'], [p, 1 - p])\n    return f'p = {p}'\n\nexplore(draw, p=[0.25, 0.5, 0.75])",
    )
    box.locator(".explore svg").wait_for()
    slider = box.get_by_role("slider")
    slider.press("End")
    assert box.locator(".explore-reading").text_content() == "p = 0.75"
    run(box, "from infolib.ask import ask\nask('Half?', 0.5)")
    box.locator(".ask input").fill("1/2")
    box.locator(".ask input").press("Enter")
    box.get_by_text("Right: 0.5.").wait_for(timeout=2000)
    click(box, "Reset")


def test_a_starter_stands_as_an_editor_and_runs_for_itself_alone(open_page):
    path = next(path for path in RUNNABLE if any(map(is_starter, code_cells(read(path)))))
    cells = code_cells(read(path))
    page = open_page(f"book/{path.stem}.html")
    page.evaluate(NOTE)
    unfold(page)
    for i, cell in enumerate(cells):
        if is_starter(cell):
            assert cell_boxes(page).nth(i).get_by_role("textbox").input_value() == cell.source
            assert not cell_boxes(page).nth(i).locator(".cell_output").text_content()
    starter = next(i for i, cell in enumerate(cells) if is_starter(cell))
    after = next(
        i for i in range(starter + 1, len(cells)) if cell_boxes(page).nth(i).locator(".cell_input").count()
    )
    run(cell_boxes(page).nth(after))
    assert starter not in {ran["number"] for ran in page.evaluate("ran")}


# What may go wrong before Python runs -------------------------------------------------------------------------------


class Server(ThreadingHTTPServer):
    """A server of the site that keeps what it sent, and may spoil a file: the part of its name, and how."""

    daemon_threads = True


@pytest.fixture
def server(site, pages, address):
    """A server of its own for a test."""

    class Spoiled(pages):
        def do_GET(self):
            for part, fault in self.server.faults.items():
                if part in self.path:
                    return fault(self)
            super().do_GET()

        def log_request(self, code="-", size="-"):
            self.server.sent.append((self.path, int(code)))

    server = Server(("127.0.0.1", 0), partial(Spoiled, directory=site))
    server.faults, server.sent = {}, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.address = f"http://127.0.0.1:{server.server_port}{urlsplit(address).path}"
    yield server
    server.shutdown()


@pytest.fixture
def visit(browser, how_to_start, server, tmp_path):
    """The function that opens a page of that server: the same reader each time, whose browser keeps what it got."""
    context = browser.browser_type.launch_persistent_context(tmp_path, **how_to_start)

    def visit(path):
        page = context.new_page()
        page.goto(server.address + path)
        return page

    yield visit
    context.close()


def send(handler, body, length=None):
    handler.send_response(200)
    handler.send_header("Content-Length", str(length or len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def content(handler):
    return open(handler.translate_path(handler.path), "rb").read()


def missing(handler):
    handler.send_error(404)


def changed(handler):
    body = bytearray(content(handler))
    body[len(body) // 2] ^= 1
    send(handler, bytes(body))


def cut(handler):
    body = content(handler)
    send(handler, body[: len(body) // 2], len(body))
    handler.close_connection = True


NUMPY = next(name for name in LIST["files"] if name.startswith("numpy-"))
LOST = "The connection was lost while Python was being loaded. Run the cell again to try once more."
FAULTS = {
    (NUMPY, missing): f"Python cannot be loaded: the file {NUMPY} is missing from this site.",
    (NUMPY, changed): f"Python cannot be loaded: the file {NUMPY} is not the one that this site was built with.",
    (NUMPY, cut): LOST,
    ("asm.wasm", changed): "Python cannot be loaded: the file pyodide.asm.wasm is not the one that this site was built with.",
    ("course.zip", missing): "Python cannot be loaded: the file course.zip is missing from this site.",
    ("pyodide-lock.json", missing): "Python cannot be loaded: the file pyodide-lock.json is missing from this site.",
    ("live-worker.js", missing): "Python cannot be loaded: the file live-worker.js is missing from this site or does not run in this browser.",
    (".ipynb", missing): "Python cannot be loaded: the notebook of this page is missing from this site.",
    (".ipynb", lambda handler: send(handler, b'{"cells": []}')): "This page has changed meanwhile. Reload it to run its cells.",
}  # fmt: skip


@pytest.mark.parametrize("part, fault", FAULTS, ids=lambda part: getattr(part, "__name__", part))
def test_what_cannot_be_loaded_is_said_in_one_sentence_and_the_page_stays_as_it_was(
    server, visit, part, fault
):
    server.faults[part] = fault
    page = visit(PLAIN)
    box = cell_boxes(page).nth(1)
    before = box.locator(".cell_output").inner_html()
    click(box, "Run")
    wait(box)
    assert said(box) == FAULTS[part, fault]
    assert box.locator(".cell_output").inner_html() == before and not box.locator("progress").is_visible()
    if (part, fault) == (NUMPY, cut):  # once the connection is back
        server.faults.clear()
        assert "ln 2" in run(box) and not said(box)


def test_nothing_of_python_is_loaded_before_the_first_run_and_once_for_the_site(server, visit):
    page = visit(PLAIN)
    page.wait_for_load_state("networkidle")
    assert not [path for path, _ in server.sent if "runtime/" in path or "worker" in path]
    run(cell_boxes(page).first)
    first = {path.rpartition("/")[2]: code for path, code in server.sent if "runtime/" in path}
    assert (
        set(first.values()) == {200}
        and NUMPY in first
        and not [name for name in first if "matplotlib" in name]
    )
    server.sent.clear()
    page = visit("book/before_you_start.html")
    run(cell_boxes(page).first)
    again = [(path, code) for path, code in server.sent if path.rpartition("/")[2] in first and code == 200]
    assert not again
    assert any("matplotlib-" in path for path, _ in server.sent)


def test_a_page_without_cells_has_nothing_of_it(server, visit):
    page = visit("book/which_library.html")
    page.wait_for_load_state("networkidle")
    assert not page.locator(".live-buttons").count() and not [
        path for path, _ in server.sent if "live" in path
    ]
    assert "do not run in this page, since they need scipy" in page.locator(".needs").text_content()


def test_stop_ends_the_loading_too(server, visit):
    server.faults[NUMPY] = lambda handler: time.sleep(30)
    box = cell_boxes(visit(PLAIN)).nth(1)
    click(box, "Run")
    box.locator("progress").wait_for()
    assert re.fullmatch(r"\d+\.\d of 17\.\d MB", box.locator(".live-loading").text_content())
    click(box, "Stop")
    assert said(box).startswith("Stopped.") and not box.locator("progress").is_visible()
    server.faults.clear()
    assert "ln 2" in run(box)


def test_a_browser_without_webassembly_is_told_so(open_window):
    with open_window(PLAIN) as window:
        window.page.context.add_init_script("delete window.WebAssembly")
        window.page.reload()
        box = cell_boxes(window.page).first
        click(box, "Run")
        assert said(box) == "This browser cannot run Python: it has no WebAssembly."
        assert not box.get_by_role("textbox").count()


def test_a_page_opened_from_its_folder_says_why_it_runs_nothing(browser, site):
    page = browser.new_page()
    page.goto((site / PLAIN).as_uri())
    box = cell_boxes(page).first
    click(box, "Run")
    assert said(box).startswith("Cells run on a page that a server sends: this one was opened from a folder.")
    page.close()


def test_without_scripts_one_sentence_says_what_cells_need(open_page):
    page = open_page(CHAPTER, java_script_enabled=False)
    assert page.get_by_text("To run cells in this page, allow scripts on it.").is_visible()
    assert not page.locator(".live-buttons").count()
    assert not page.locator(".tag_starter:visible").count()
