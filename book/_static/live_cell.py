"""Runs the cells of a page inside the reader's browser, for live-worker.js: what a cell prints, shows and raises.

The page sends the cells above and the one to run. What has run already with the same text is not run again: each cell
starts from the names that stood after the cell above it, so that the order of clicks changes no result (but what a
cell changes in place stays changed).
"""

import ast
import builtins
import contextlib
import copy
import io
import json
import linecache
import logging
import sys
import time
import traceback
from base64 import b64encode
from importlib.util import find_spec

import __main__

MOST_TEXT = 1_000_000  # characters that one cell may print
CUT = "\n… cut here: this cell prints more than a megabyte.\n"
NO_INPUT = "input() is not to be had in this page: write the value into the cell instead"
NO_MODULE = "{} is not to be had in this page: there are Python's own modules, numpy, matplotlib and infolib"

send = None  # posts one output to the page
names = __main__.__dict__
done = []  # for each cell above, its text and the names that stood after it
first_names = dict(names)
logging.getLogger("matplotlib.font_manager").setLevel(
    logging.ERROR
)  # it tells at length that it looks for fonts


class Out(io.TextIOBase):
    """What a cell prints, sent in pieces: at once for the first line, later ones a few times a second."""

    def __init__(self):
        self.left, self.waiting, self.sent_at = MOST_TEXT, [], 0.0

    def writable(self):
        return True

    def write(self, text):
        if self.left > 0:
            self.waiting.append(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self.waiting.append(CUT)
            if time.monotonic() - self.sent_at > 0.1:
                self.flush()
        return len(text)

    def flush(self):
        if self.waiting:
            send({"kind": "text", "text": "".join(self.waiting)})
            self.waiting, self.sent_at = [], time.monotonic()


def no_input(prompt=""):
    raise RuntimeError(NO_INPUT)


def show_value(value):
    """Send the value of a last line as a notebook shows it."""
    if value is None:
        return
    if hasattr(value, "_repr_html_"):
        send({"kind": "html", "html": value._repr_html_(), "plain": repr(value)})
    else:
        send({"kind": "value", "plain": repr(value)})


# matplotlib takes this module for its backend: its show() is that of a notebook ----------------------------------


def offer_figures():
    """Give this module what a backend must have, once matplotlib is there: a page without figures needs none of it."""
    global FigureCanvas
    if "FigureCanvas" not in globals() and find_spec("matplotlib"):
        from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas


def show(*args, **kwargs):
    """Send every open figure, and close it."""
    import matplotlib.pyplot as plt

    sys.stdout.flush()
    for number in plt.get_fignums():
        figure = plt.figure(number)
        png = io.BytesIO()
        figure.savefig(png, format="png", bbox_inches="tight")
        send({"kind": "image", "png": b64encode(png.getvalue()).decode(), "plain": repr(figure)})
    plt.close("all")


# One cell after another -------------------------------------------------------------------------------------------


def run(cells, post):
    """Run the last of the cells, given as JSON, and before it those above that have not run as they stand."""
    *above, asked = json.loads(cells)
    for position, cell in enumerate(above):
        if position < len(done) and done[position][0] == cell["source"]:
            continue
        del done[position:]
        if (
            not run_one(cell, position, post) and not cell["hidden"]
        ):  # a question does not stop what is below it
            return
        done.append((cell["source"], keep(names)))
    position = len(above)
    is_new = position == len(done) or done[position][0] != asked["source"]
    if run_one(asked, position, post) and is_new and not asked["aside"]:
        del done[position:]
        done.append((asked["source"], keep(names)))


def keep(values):
    """The names as they stand; random generators are copied, since they change as they are used."""
    return {name: copy.deepcopy(v) if type(v).__name__ == "Generator" else v for name, v in values.items()}


def run_one(cell, position, post):
    """Run a cell after the names of the one above it, and say whether it ended well."""
    global send
    names.clear()
    names.update(keep(done[position - 1][1]) if position else first_names)
    number = cell["number"]

    def send(output):
        post(json.dumps(output | {"number": number}))

    send({"kind": "start"})
    offer_figures()
    out = Out()
    well = False
    builtins.input = no_input
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            evaluate(cell["source"], f"<cell {number}>", out)
            if "matplotlib.pyplot" in sys.modules:
                show()
            well = True
        except BaseException as error:  # noqa: BLE001 - sys.exit() of a cell too
            out.flush()
            send({"kind": "error", "text": tell(error, f"<cell {number}>")})
            if "matplotlib.pyplot" in sys.modules:
                sys.modules["matplotlib.pyplot"].close("all")
        out.flush()
    send({"kind": "end", "well": well})
    return well


def evaluate(source, file, out):
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    tree = ast.parse(source, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), names)  # noqa: S102 - what this module is for
    if last:
        value = eval(compile(ast.Expression(last.value), file, "eval"), names)
        out.flush()
        if not source.rstrip().endswith(";"):
            show_value(value)


def tell(error, file):
    """The last lines of an error: the lines of cells that led to it, the line that raised it, and what it says."""

    def label(name):
        return "this cell" if name == file else "a cell above" if name.startswith("<cell ") else name

    if isinstance(error, ModuleNotFoundError) and error.name:
        error = ModuleNotFoundError(NO_MODULE.format(error.name.partition(".")[0])).with_traceback(
            error.__traceback__
        )
    if isinstance(error, SyntaxError) and error.filename == file:
        error.filename = "this cell"
    stack = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    shown = [f for i, f in enumerate(stack, 1) if f.filename.startswith("<cell ") or i == len(stack)]
    if isinstance(error, SyntaxError | ModuleNotFoundError):
        shown = [frame for frame in shown if frame.filename.startswith("<cell ")]
    frames = [
        traceback.FrameSummary(label(f.filename), f.lineno, f.name, lookup_line=False, line=f.line)
        for f in shown
    ]
    head = ["Traceback (most recent call last):\n", *traceback.StackSummary.from_list(frames).format()]
    return "".join([*(head if frames else []), *traceback.format_exception_only(error)])
