"""What the back matter says of other libraries, evaluated where they are installed.

A table of "Which library calls it what" gives a number in its head, and in each row a library and a line: the
line has to give the number. A cell that begins with a library's name holds a dict of calls and answers. In the
table of "Common mistakes" every line to write has to run.

PyTorch, Keras, TensorFlow, JAX and optax are no dependencies of the course; the public workflow has a job that
installs them and runs this file.
"""

import ast
import math
import os
import re

import numpy as np
import pytest
from mpmath import mp
from notebooks import BOOK, code_cells, define, read

WEATHER, BELIEF = np.array([[0.6, 0.3, 0.1]]), np.array([[0.3, 0.3, 0.4]])
ARRAYS = {
    "p": WEATHER,
    "q": BELIEF,
    "z": np.log(BELIEF) + 1,
    "y": np.array([0]),
    "scores": np.array([[2.0, 1.0, 0.1]]),
    "label": np.array([0]),
    "two": np.array([[2.0, 1.0, 0.1], [2.0, 1.0, 0.1]]),
    "weights": np.array([2.0, 1.0, 1.0]),
    "one_hot": np.array([[1.0, 0.0, 0.0]]),
    "other": np.array([[0.0, 1.0, 0.0]]),
    "soft": np.array([[0.9, 0.1, 0.0]]),
    "masked": np.array([[2.0, 1.0, -np.inf]]),
    "logit": np.array([2.0]),
    "target": np.array([1.0]),
    "zero": np.array([0.0]),
    "one": np.array([1.0]),
    "inf": np.array([np.inf]),
}

# The libraries: each gives the names that its lines use ---------------------------------------------------------


def numpy_names():
    scipy, metrics = pytest.importorskip("scipy"), pytest.importorskip("sklearn.metrics")
    import infolib

    return ARRAYS | {"np": np, "scipy": scipy, "log_loss": metrics.log_loss, "infolib": infolib}


def pytorch_names():
    torch = pytest.importorskip("torch")
    names = {name: torch.tensor(array) for name, array in ARRAYS.items()}
    names |= {"torch": torch, "nn": torch.nn, "F": torch.nn.functional}
    return names | {key: getattr(torch.distributions, key) for key in ("Categorical", "kl_divergence")}


def keras_names():
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    return ARRAYS | {"keras": keras, "L": keras.losses, "ops": keras.ops}


def tensorflow_names():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tf = pytest.importorskip("tensorflow")
    return {name: tf.constant(array) for name, array in ARRAYS.items()} | {"tf": tf}


def jax_names():
    jax, optax = pytest.importorskip("jax"), pytest.importorskip("optax")
    jax.config.update("jax_enable_x64", True)
    names = {name: jax.numpy.asarray(array) for name, array in ARRAYS.items()}
    return names | {"jax": jax, "jnp": jax.numpy, "optax": optax}


NAMES = {
    "PyTorch": pytorch_names,
    "Keras": keras_names,
    "TensorFlow": tensorflow_names,
    "JAX": jax_names,
    "optax": jax_names,
    "SciPy": numpy_names,
    "scikit-learn": numpy_names,
    "infolib": numpy_names,
}


def evaluate(library, call, **more):
    return eval(call, NAMES[library]() | more)


# What the pages say ---------------------------------------------------------------------------------------------


def tables(page):
    """The Markdown tables of a page: for each, its head and its rows, as lists of cells."""
    text = "\n".join(cell.source for cell in read(BOOK / page).cells if cell.cell_type == "markdown")
    for table in re.findall(r"(?m)(?:^\|.*\n?)+", text):
        head, _, *rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
        yield head, rows


def lines_of_tables():
    """The library, the line and the number of each row of "Which library calls it what"."""
    for head, rows in tables("which_library.ipynb"):
        number = float(re.search(r"line that gives (\S+) nats", head[2])[1])
        for name, _, line in rows:
            yield re.match(r"[\w-]+", name)[0], line.strip("`"), number


def calls_of_cells():
    """The library, the call and the answer of each entry of a dict that is named after a library."""
    libraries = {library.lower(): library for library in NAMES}
    for page in ("which_library.ipynb", "common_mistakes.ipynb"):
        for cell in code_cells(read(BOOK / page)):
            for node in ast.parse(cell.source).body:
                name = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
                if name in libraries:
                    for call, answer in ast.literal_eval(node.value).items():
                        yield libraries[name], call, float(answer)


def lines_to_write():
    """The library and the line of each call in the last column of the first table of "Common mistakes"."""
    _, rows = next(tables("common_mistakes.ipynb"))
    for *_, cell in rows:
        torch, *keras = re.split(r"\bKeras ", cell.split("; scikit-learn")[0])
        for library, part in [("PyTorch", torch), *(("Keras", part) for part in keras)]:
            yield from ((library, line) for line in re.findall(r"`([^`]+\([^`]*)`", part))


# The tests ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("library", "line", "number"), [*lines_of_tables()])
def test_a_line_of_a_table_gives_the_number_of_its_head(library, line, number):
    assert np.asarray(evaluate(library, line)).item() == pytest.approx(number, abs=6e-7)


@pytest.mark.parametrize(("library", "call", "answer"), [*calls_of_cells()])
def test_a_library_answers_as_the_page_says(library, call, answer):
    given = np.asarray(evaluate(library, call)).item()
    assert given == pytest.approx(answer, abs=6e-7, nan_ok=True)


@pytest.mark.parametrize(("library", "line"), [*lines_to_write()])
def test_a_line_to_write_runs(library, line):
    names = NAMES[library]()
    x, mask = np.array([[0.5, -1.0]]), np.array([False, True, False])
    if library == "PyTorch":
        torch = names["torch"]
        model, x, mask = torch.nn.Linear(2, 3).double(), torch.tensor(x), torch.tensor(mask)
    else:
        keras = names["keras"]
        model = keras.Sequential([keras.layers.Dense(3)])
        model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    names |= {"math": math, "model": model, "mask": mask, "K": 3, "loss": 4.2}
    eval(line, names | {"x": x, "x_new": x, "y_new": names["y"]})


def test_the_pages_name_every_library():
    said = [library for library, *_ in [*lines_of_tables(), *calls_of_cells(), *lines_to_write()]]
    assert {*said} == {*NAMES}
    assert len(said) > 80


# The agreement table of "Computing it right": one cell of numbers, and the calls in a fold above it -------------

AGREEMENT = BOOK / "08_computing_it_right.ipynb"
DIVERGENCE = 5  # its row in the table


def assigned(source, **names):
    """What the statements `a, b = ...` of some source assign, by name; other statements are passed over."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], eval(ast.unparse(node.value), names)
            several = isinstance(target, ast.Tuple)
            targets, parts = (target.elts, value) if several else ([target], [value])
            found |= dict(zip(map(ast.unparse, targets), parts, strict=True))
    return found


def agreement():
    """What the chapter says that each library prints, and the arrays and the calls that print it."""
    cells = read(AGREEMENT).cells
    code = next(cell.source for cell in cells if "printed = {" in cell.source)
    fold = next(cell.source for cell in cells if "<summary>The calls</summary>" in cell.source)
    arrays, calls = re.findall(r"(?s)```python\n(.*?)```", fold)
    values = {name: np.array(value) for name, value in assigned(arrays, inf=math.inf).items()}
    lines = {part.splitlines()[0]: part.splitlines()[1:] for part in calls.split("# ")[1:]}
    return assigned(code, np=np, nan=math.nan)["printed"], values, lines


PRINTED, VALUES, CALLS = agreement()
EXACT = PRINTED.pop("exact")
SAID = [
    (library, row, call, said)
    for (library, calls), numbers in zip(CALLS.items(), PRINTED.values(), strict=True)
    for row, (call, said) in enumerate(zip(calls, numbers, strict=True))
]


@pytest.mark.parametrize(("library", "row", "call", "said"), SAID)
def test_a_library_prints_what_the_agreement_table_says(library, row, call, said):
    names = NAMES[library]()
    array = {"PyTorch": lambda: names["torch"].tensor, "JAX": lambda: names["jnp"].asarray}
    convert = array.get(library, lambda: np.asarray)()
    names = names | {name: convert(value) for name, value in VALUES.items()}
    if "scipy" in names:
        names["special"] = pytest.importorskip("scipy.special")
    with np.errstate(all="ignore"):
        given = np.asarray(eval(call, names)).item()
    if row == DIVERGENCE and said != pytest.approx(EXACT[row], rel=1e-3):
        # a multiple of 2^-54 that depends on how a machine rounds logarithms, and never near the truth
        assert abs(given) < 4e-16 and given != pytest.approx(EXACT[row], rel=0.5)
    else:
        assert given == pytest.approx(said, rel=1e-3, abs=0, nan_ok=True)


def test_the_exact_column_has_fifty_digits_behind_it():
    p, near = (row.tolist()[0] for row in (VALUES["p"], VALUES["near"]))
    with mp.workdps(50):
        small, rest = mp.log(1 + mp.exp(-40)), mp.log(1 + mp.exp(-1))
        divergence = mp.fsum(a * mp.log(mp.mpf(a) / b) for a, b in zip(p, near, strict=True))
        exact = [small, 40 + small, 1000, small, small, divergence, rest + mp.mpf(1) / 10]
    assert [float(value) for value in exact] == pytest.approx(EXACT, rel=2e-4, abs=0)


def test_the_agreement_table_names_the_versions_that_are_pinned():
    text = "\n".join(cell.source for cell in read(AGREEMENT).cells)
    pins = (BOOK.parent / "requirements.txt").read_text() + (BOOK.parent / "pyproject.toml").read_text()
    for name, package in [("SciPy", "scipy"), ("scikit-learn", "scikit-learn"), ("PyTorch", "torch")]:
        assert f"{name} `{re.search(rf'{package}==([0-9.]+)', pins)[1]}`" in text
    assert f"JAX `{re.search(r'jax.cpu.==([0-9.]+)', pins)[1]}`" in text


def test_the_chapters_bfloat16_is_that_of_pytorch():
    torch = pytest.importorskip("torch")
    define(AGREEMENT, ["bfloat16"], scope := {"np": np})
    rng = np.random.default_rng(0)
    x = rng.normal(size=10_000) * 2.0 ** rng.integers(-140, 125, size=10_000)
    ties = np.float32(1) + np.arange(-64, 64, dtype=np.float32) / 256  # half of them half way between two
    for array in (x.astype(np.float32), ties, np.float32([0, -0.0, np.inf, -np.inf, 3.4e38])):
        theirs = torch.tensor(array).to(torch.bfloat16).float().numpy()
        assert np.array_equal(scope["bfloat16"](array), theirs)
    assert np.isnan(scope["bfloat16"](np.float32(np.nan)))
