"""Runtime: the files that let a page run its cells, taken where they can be had, checked, and put into the site.

runtime.json lists the files of Pyodide (Python, numpy and matplotlib for browsers) with their sizes and hashes. Each is
taken from the folder that the variable BOOK_RUNTIME names, else from `runtime` in the environment that builds the book;
what is not there yet comes from Pyodide's release, else out of a package on PyPI that carries the same files, and is
kept for the next build. When a file cannot be had, the pages are built without buttons and one line says so; with CI
set in the environment that is an error.

A page gets buttons if all that its notebook imports is there. Starter cells of exercises, tagged remove-cell, stand on
such a page as editors. Nothing is loaded before a reader runs a cell: see live.js.
"""

import ast
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from archive import zipped
from sphinx.errors import ExtensionError

import infolib

HERE = Path(__file__).parent
LIBRARY = Path(infolib.__file__).parent
LIST = json.loads((HERE / "runtime.json").read_text(encoding="utf-8"))
KNOWN = {"numpy", "matplotlib", "infolib"}  # what a page has beside Python's own modules
COURSE = "course.zip"  # infolib, and what runs a cell


class NotToBeHad(Exception):
    """A file of the list that no source has."""


# Where the files come from ----------------------------------------------------------------------------------


def check(name, content):
    """Return what is wrong with the content of a file, or "" for the very file of the list."""
    size, digest = len(content), sha256(content).hexdigest()
    listed = LIST["files"][name]
    if (size, digest) == (listed["size"], listed["sha256"]):
        return ""
    return f"is another file: {size} bytes, SHA-256 {digest[:12]}…, not {listed['size']}, {listed['sha256'][:12]}…"


def from_release(names):
    """Yield files of Pyodide's release, each with its content."""
    for name in names:
        with urlopen(LIST["release"].format(version=LIST["version"]) + name, timeout=20) as answer:
            yield name, answer.read()


def from_package(names):
    """Yield the same files out of the package on PyPI."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run = subprocess.run(
            [*pip, "--dest", folder, LIST["requirement"]], check=False, capture_output=True, text=True
        )
        if run.returncode:
            *_, last = run.stderr.strip().splitlines() or ["it says nothing"]
            raise OSError(last)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            paths = {path.rpartition("/")[2]: path for path in wheel.namelist()}
            for name in names:
                if name in paths:
                    yield name, wheel.read(paths[name])


SOURCES = {"the release": from_release, "PyPI": from_package}


def gather(folder, sources=None):
    """Put the files of the list that are missing into a folder; raise NotToBeHad, which names one and says why.

    What is there and is not the very file of the list is fetched anew; another file is never used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reasons = []
    missing = []
    for name in LIST["files"]:
        file = folder / name
        if not file.exists():
            missing.append(name)
        elif wrong := check(name, file.read_bytes()):
            reasons.append(f"in {folder} {name} {wrong}")
            missing.append(name)
    if missing:
        size = sum(LIST["files"][name]["size"] for name in missing) / 1e6
        tell(f"Fetching what lets pages run their cells, once: {size:.0f} MB")
    for source, fetch in (SOURCES if sources is None else sources).items():
        try:
            for name, content in fetch(list(missing)) if missing else ():
                if wrong := check(name, content):
                    reasons.append(f"from {source} {name} {wrong}")
                    continue
                part = folder / f"{name}.part"  # whoever is interrupted leaves no half file
                part.write_bytes(content)
                part.replace(folder / name)
                missing.remove(name)
        except (OSError, URLError) as error:
            reasons.append(f"from {source}: {error}")
    if missing:
        raise NotToBeHad(f"{missing[0]} cannot be had ({'; '.join(reasons) or 'no source has it'})")


def tell(line):
    print(line, file=sys.stderr, flush=True)


# What a page needs ------------------------------------------------------------------------------------------


def imported(source):
    """Return the modules that a text of Python names in its imports, in order.

    >>> imported("import numpy as np\\nfrom infolib import data")
    ['numpy', 'infolib', 'infolib.data']
    """
    modules = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {name.name: None for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {node.module: None} | {f"{node.module}.{name.name}": None for name in node.names}
    return list(modules)


def wheels(*starts):
    """Return the names of the listed wheels that start so, or all of them."""
    return [name for name in LIST["files"] if name.endswith(".whl") and name.startswith(starts or "")]


def needs():
    """Return the files that each importable module needs: numpy, matplotlib and those of infolib that import them."""
    found = {"numpy": wheels("numpy-"), "matplotlib": wheels()}
    files = {f"infolib.{file.stem}": file for file in LIBRARY.glob("*.py")}
    files["infolib"] = files.pop("infolib.__init__")

    def add(module):
        if module in found:
            return
        found[module] = []  # ends a circle
        inner = ["infolib", *imported(files[module].read_text(encoding="utf-8"))]
        for name in {part for path in inner for part in (path, path.split(".")[0])}:
            if name in files:
                add(name)
            found[module] += found.get(name, [])
        found[module] = [
            name for name in wheels() if name in found[module]
        ]  # each once, in the order of the list

    for module in files:
        add(module)
    return found


def lacking(notebook):
    """Return the packages that a notebook imports and no page has, as pip calls them."""
    code = (read_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code")
    names = dict.fromkeys(module.split(".")[0] for source in code for module in imported(source))
    others = [name for name in names if name not in sys.stdlib_module_names | KNOWN]
    pip_names = packages_distributions()
    return [pip_names.get(name, [name])[0] for name in others]


def read_source(cell):
    return "".join(cell["source"])


# What stands in the site ------------------------------------------------------------------------------------


def pack_course():
    """Return the zip of infolib and of what runs a cell."""
    files = {f"infolib/{path.relative_to(LIBRARY).as_posix()}": path for path in LIBRARY.rglob("*")}
    files["live_cell.py"] = HERE.parent / "_static" / "live_cell.py"
    kept = {name: path for name, path in files.items() if path.is_file() and "__pycache__" not in name}
    return zipped({name: path.read_bytes() for name, path in kept.items()})


def short_lock(course):
    """Return Pyodide's table of packages, short; beside it what the worker of a page needs to know."""
    packages = {}
    for file in wheels():
        name, version, *_ = file.split("-")
        packages[name] = {
            "name": name.replace("_", "-"),
            "version": version,
            "file_name": file,
            "install_dir": "site",
            "sha256": LIST["files"][file]["sha256"],
            "package_type": "package",
            "imports": [],
            "depends": [],
            "unvendored_tests": False,
        }
    info = {
        "arch": "wasm32",
        "platform": LIST["platform"],
        "version": LIST["version"],
        "python": LIST["python"],
    }
    own = {COURSE: {"size": len(course), "sha256": sha256(course).hexdigest()}}
    by_name = {package["name"]: package for package in packages.values()}
    return {"info": info, "packages": by_name, "files": LIST["files"] | own, "needs": needs()}


def kept_in():
    """Return the folder that has the files, or where they will be kept."""
    return Path(os.environ.get("BOOK_RUNTIME") or Path(sys.prefix, "runtime"))


def prepare(app):
    """Find the files, before any page is read; remember which pages have cells that run."""
    app.has_runtime, app.lacking = False, {}
    if app.builder.format != "html":
        return
    folder = kept_in()
    try:
        gather(folder)
    except NotToBeHad as error:
        if os.environ.get("CI"):
            raise ExtensionError(f"The pages cannot run their cells: {error}") from None
        tell(f"The pages are built without buttons to run their cells: {error}")
        return
    target = Path(app.outdir, "_static", "runtime")
    target.mkdir(parents=True, exist_ok=True)
    for name in LIST["files"]:
        (target / name).write_bytes((folder / name).read_bytes())
    course = pack_course()
    (target / COURSE).write_bytes(course)
    lock = json.dumps(short_lock(course), separators=(",", ":"))
    (target / "pyodide-lock.json").write_text(lock, encoding="utf-8")
    for name in ("explore.css", "explore.js"):  # for the sliders that a reader's cell makes
        (target.parent / name).write_bytes((LIBRARY / name).read_bytes())
    app.has_runtime = True


def show_starters(app, docname, source):
    """Note what a notebook needs; where its cells run, let the starters stand on the page without what they print."""
    if not str(app.env.doc2path(docname)).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    app.lacking[docname] = lacking(notebook)
    if not app.has_runtime or app.lacking[docname]:
        return
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if "remove-cell" in tags:
            tags[tags.index("remove-cell")] = "starter"
            cell["outputs"] = []
    source[0] = json.dumps(notebook)


def wake(app, pagename, templatename, context, doctree):
    needed = context["lacking"] = app.lacking.get(pagename, [])
    context["listed"] = " and ".join(filter(None, [", ".join(needed[:-1]), *needed[-1:]]))
    context["runtime"] = app.has_runtime
    context["live"] = app.has_runtime and not needed and 'class="cell ' in context.get("body", "")
    if context["live"]:
        app.add_css_file("live.css")
        app.add_js_file("live.js", loading_method="defer")


def setup(app):
    app.connect("builder-inited", prepare)
    app.connect("source-read", show_starters)
    app.connect("html-page-context", wake)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
