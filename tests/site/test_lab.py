"""The notebooks in JupyterLab, as `make lab` and Binder open them: each runs, moves and can be read."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest
from held import cell_name
from notebooks import BOOK, NOTEBOOKS, code_cells, read


class Lab(NamedTuple):
    address: str
    folder: Path


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab without a password on a copy of the notebooks, with settings of its own."""
    folder = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS:
        shutil.copy(path, folder)
    shutil.copytree(BOOK / "_static", folder / "_static")
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    news = home / "lab" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8")
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    own |= {"JUPYTERLAB_SETTINGS_DIR": "lab", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
        + ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"],
        env=os.environ | {name: str(home / part) for name, part in own.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(120):
        try:
            urlopen(f"{address}api").close()
            break
        except OSError:
            time.sleep(0.5)
    yield Lab(address, folder)
    server.terminate()
    server.wait()


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    """Each notebook, of which the server has a copy."""
    return request.param


@pytest.fixture(scope="module")
def page(browser, lab, path):
    """A notebook in JupyterLab after "Run All Cells"."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{lab.address}lab/tree/{path.name}?reset")
    page.get_by_text("(ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=busy]").wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    yield page
    context.close()


def test_run_all_runs_every_cell_without_an_error(page, lab, path):
    page.keyboard.press("Control+s")
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    ran = read(lab.folder / path.name)
    for index, cell in enumerate(ran.cells):
        if cell.cell_type == "code" and cell.source:
            assert cell.execution_count, f"{cell_name(ran, index)} did not run"
            kinds = {output.output_type for output in cell.outputs}
            assert "error" not in kinds, f"{cell_name(ran, index)} failed"


def stored_html(path, name):
    """The html of the stored outputs of one kind: sliders (explore) or questions (ask)."""
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs if "data" in output]
    found = [output.data.get("text/html", "") for output in outputs]
    return [html for html in found if f'class="{name}"' in html]


def test_questions_answer_in_the_notebook(page, path):
    boxes = page.locator(".ask")
    assert boxes.count() == len(stored_html(path, "ask"))
    assert not page.locator(".ask-still").count()
    for box in page.locator(".ask:has(input)").all()[:2]:
        data = json.loads(box.locator('script[type="application/json"]').text_content())
        for typed, kind in (("no idea", "help"), (str(data["answer"]), "right")):
            box.locator("input").fill(typed)
            box.locator("input").press("Enter")
            box.locator(f".ask-said[data-kind={kind}]:not(:empty)").wait_for(timeout=5000)


def test_sliders_move_in_the_notebook(page, path):
    sliders = page.locator(".explore input:enabled")
    assert sliders.count() == sum(html.count("<input") for html in stored_html(path, "explore"))
    for slider in sliders.all():
        said = []
        for key in ("Home", "End"):
            slider.press(key)
            said.append(slider.get_attribute("aria-valuetext"))
        assert said[0] != said[1]
        assert slider.evaluate("slider => slider.closest('.explore').querySelector('svg') !== null")


def test_definitions_and_formulas_can_be_read(page):
    for box in page.locator(".jp-MarkdownOutput blockquote, .jp-MarkdownOutput p").all():
        text = box.text_content()  # inner_text leaves out what lies outside the window
        assert "$" not in text, f"raw maths: {text}"
    for box in page.locator("blockquote", has_text="Definition").all():
        box.scroll_into_view_if_needed()
        assert box.locator("mjx-container").first.bounding_box()["width"] > 1


def test_folded_solutions_open(page, path):
    folds = page.locator(".jp-MarkdownOutput details")
    assert folds.count() == sum(cell.source.count("<details>") for cell in read(path).cells)
    for fold in folds.all():
        fold.locator("summary").click()
        solution = fold.inner_text().removeprefix(fold.locator("summary").inner_text())  # what can be seen
        assert fold.evaluate("fold => fold.open") and solution.strip()
