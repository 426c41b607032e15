"""The files that let pages run their cells: listed, checked, taken where they can be had, and missed in one line."""

import gzip
import io
import json
import re
import zipfile
from hashlib import sha256

import nbformat
import pytest
from bs4 import BeautifulSoup
from notebooks import BOOK, METADATA, NOTEBOOKS, read
from runtime import LIST, NotToBeHad, check, gather, imported, kept_in, lacking, needs, pack_course
from test_book import small_book

CACHE = kept_in().resolve()
NUMPY = next(name for name in LIST["files"] if name.startswith("numpy-"))
NO_NETWORK = {"https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "PIP_NO_INDEX": "1"}


@pytest.fixture
def short_list(monkeypatch):
    """A list of two small files, and their contents."""
    contents = {"a.whl": b"first", "b.whl": b"second"}
    files = {n: {"size": len(c), "sha256": sha256(c).hexdigest()} for n, c in contents.items()}
    monkeypatch.setitem(LIST, "files", files)
    return contents


def test_the_list_names_every_file_once_with_its_size_and_hash_and_the_version_in_one_place():
    text = (BOOK / "_ext" / "runtime.json").read_text(encoding="utf-8")
    assert text.count(LIST["version"]) == 1
    assert text.count('"sha256"') == len(LIST["files"]) >= 10
    for name, listed in LIST["files"].items():
        assert listed["size"] > 0 and re.fullmatch("[0-9a-f]{64}", listed["sha256"]), name
    others = [*(BOOK / "_ext").glob("*.py"), *(BOOK / "_static").glob("live*"), BOOK.parent / "Makefile"]
    assert not [path.name for path in others if LIST["version"] in path.read_text(encoding="utf-8")]


def test_files_come_from_the_first_source_that_has_them_and_are_kept(short_list, tmp_path):
    asked = []

    def first(names):
        asked.append(("first", list(names)))
        yield "a.whl", short_list["a.whl"]
        raise OSError("out of reach")

    def second(names):
        asked.append(("second", list(names)))
        yield from ((name, short_list[name]) for name in names)

    sources = {"first": first, "second": second}
    gather(tmp_path, sources)
    assert asked == [("first", ["a.whl", "b.whl"]), ("second", ["b.whl"])]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == short_list
    asked.clear()
    gather(tmp_path, sources)  # a second build fetches nothing
    assert not asked


@pytest.mark.parametrize("content", [b"sECOND", b"second ", b""])
def test_another_file_is_refused_by_name_and_never_kept(short_list, tmp_path, content):
    def fetch(names):
        yield from {**short_list, "b.whl": content}.items()

    with pytest.raises(NotToBeHad) as error:
        gather(tmp_path, {"a mirror": fetch})
    assert str(error.value).startswith("b.whl cannot be had (from a mirror b.whl is another file: ")
    assert [path.name for path in tmp_path.iterdir()] == ["a.whl"]


def test_a_spoiled_file_of_the_cache_is_fetched_anew_or_named(short_list, tmp_path):
    for name, content in short_list.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "a.whl").write_bytes(b"firsT")
    with pytest.raises(NotToBeHad, match=r"a\.whl cannot be had \(in .* a\.whl is another file"):
        gather(tmp_path, {})
    gather(tmp_path, {"a mirror": lambda names: ((name, short_list[name]) for name in names)})
    assert (tmp_path / "a.whl").read_bytes() == b"first"


def test_the_cache_holds_the_files_of_the_list_once_a_book_is_built(site):
    assert not [wrong for name in LIST["files"] if (wrong := check(name, (CACHE / name).read_bytes()))]
    published = site / "_static" / "runtime"
    assert {path.name for path in published.iterdir()} == {*LIST["files"], "course.zip", "pyodide-lock.json"}
    lock = json.loads((published / "pyodide-lock.json").read_text(encoding="utf-8"))
    for name, listed in lock["files"].items():
        content = (published / name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (listed["size"], listed["sha256"]), name
    assert {package["file_name"] for package in lock["packages"].values()} <= set(LIST["files"])


def test_what_a_page_loads_and_the_site_keep_within_their_bounds(site):
    published = site / "_static" / "runtime"
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in published.iterdir()}
    figures = {name for name in needs()["matplotlib"] if name != NUMPY}
    without = sum(size for name, size in sizes.items() if name not in figures)
    print(f"\nwithout matplotlib {without / 1e6:.1f} MB, with it {sum(sizes.values()) / 1e6:.1f} MB")
    assert without < 12e6 and sum(sizes.values()) < 20e6
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 55e6


def test_modules_need_what_they_import_and_questions_and_measures_no_matplotlib():
    found = needs()
    assert found["numpy"] == found["infolib"] == found["infolib.measures"] == found["infolib.ask"] == [NUMPY]
    assert found["infolib.explore"] == found["matplotlib"] == [n for n in LIST["files"] if n.endswith(".whl")]
    assert imported("def f():\n    from infolib import data as d") == ["infolib", "infolib.data"]


def test_every_notebook_runs_in_its_page_but_the_one_that_compares_libraries():
    others = {path.stem: lacking(read(path)) for path in NOTEBOOKS if lacking(read(path))}
    assert list(others) == ["which_library"] and others["which_library"][:2] == ["scipy", "scikit-learn"]


def test_the_course_is_packed_the_same_each_time_and_whole():
    packed = pack_course()
    assert packed == pack_course()
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    wanted = {
        "live_cell.py",
        "infolib/__init__.py",
        "infolib/course.mplstyle",
        "infolib/snapshots/words.json.gz",
    }
    assert wanted <= set(names) and not [name for name in names if "__pycache__" in name]


def book_with_a_starter(folder):
    small_book(folder, "# Sample\n\nA sentence that describes this page.")
    path = folder / "book" / "sample.ipynb"
    notebook = read(path)
    v4 = nbformat.v4
    starter = v4.new_code_cell("begin = 1", metadata={"tags": ["remove-cell"]})
    starter.outputs = [v4.new_output("stream", name="stdout", text="not shown\n")]
    notebook.cells.append(starter)
    nbformat.write(v4.new_notebook(cells=notebook.cells, metadata=METADATA), path)


def test_a_page_with_cells_has_its_script_and_its_starters_without_what_they_print(build, tmp_path):
    book_with_a_starter(tmp_path)
    code, said = build(tmp_path, tmp_path)
    assert code == 0, said
    soup = BeautifulSoup(
        (tmp_path / "_build/html/book/sample.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert soup.select("script[src*='live.js']") and soup.select("link[href*='live.css']")
    assert soup.select_one(".tag_starter").get_text().strip() == "begin = 1"
    download = soup.select_one("nav.tools a[download]")["href"]
    assert b"remove-cell" in (tmp_path / "_build/html/book" / download).read_bytes()


def test_without_the_files_the_pages_are_built_without_buttons_and_one_line_says_so(build, tmp_path):
    book_with_a_starter(tmp_path)
    code, said = build(tmp_path, tmp_path, BOOK_RUNTIME=str(tmp_path / "empty"), CI="", **NO_NETWORK)
    assert code == 0, said
    lines = [line for line in said.splitlines() if "buttons" in line]
    first = next(iter(LIST["files"]))
    assert len(lines) == 1
    assert lines[0].startswith(
        f"The pages are built without buttons to run their cells: {first} cannot be had ("
    )
    soup = BeautifulSoup(
        (tmp_path / "_build/html/book/sample.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert not soup.select("script[src*=live], link[href*=live], .tag_starter, .without-script")
    assert "wasm" not in soup.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert not (tmp_path / "_build/html/_static/runtime").exists()


def test_in_ci_a_file_that_cannot_be_had_is_an_error_that_names_it(build, tmp_path):
    book_with_a_starter(tmp_path)
    folder = tmp_path / "files"
    folder.mkdir()
    for name in LIST["files"]:
        if name != NUMPY:
            (folder / name).symlink_to(CACHE / name)
    code, said = build(tmp_path, tmp_path, BOOK_RUNTIME=str(folder), CI="true", **NO_NETWORK)
    assert code != 0 and f"The pages cannot run their cells: {NUMPY} cannot be had" in said


def test_the_download_of_a_notebook_says_what_it_needs(site, build, tmp_path):
    def said(page):
        return " ".join(
            BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one(".needs").text.split()
        )

    assert said(site / "book" / "which_library.html") == (
        "To run it elsewhere: pip install git+https://github.com/acme/thread scipy scikit-learn mpmath. "
        "The cells do not run in this page, since they need scipy, scikit-learn and mpmath."
    )
    assert said(site / "book" / "02_entropy.html").startswith(
        "To run it elsewhere: pip install git+https://github.com/acme/thread."
    )
    book_with_a_starter(tmp_path)
    assert build(tmp_path, tmp_path)[0] == 0
    assert said(tmp_path / "_build/html/book/sample.html").startswith(
        "To run it elsewhere you need the whole course, for its library infolib."
    )
