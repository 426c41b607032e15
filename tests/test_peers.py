"""What the page "Which library calls it what" says of PyTorch and Keras, evaluated where they are installed.

Neither is a dependency of the course; the public workflow has a job that installs them and runs this file.
"""

import ast
import os

import numpy as np
import pytest
from notebooks import BOOK, code_cells, read

ARRAYS = {
    "p": [[0.6, 0.3, 0.1]],
    "q": [[0.3, 0.3, 0.4]],
    "z": [[2.0, 1.0, 0.1]],
    "one_hot": [[1.0, 0.0, 0.0]],
    "other": [[0.0, 1.0, 0.0]],
    "soft": [[0.9, 0.1, 0.0]],
    "zero": [0.0],
    "one": [1.0],
    "two": [2.0],
}


def answers(name):
    """The dict `name` from the cell of the page that defines it: each call and its answer."""
    (cell,) = [c for c in code_cells(read(BOOK / "which_library.ipynb")) if c.source.startswith(f"{name} = ")]
    return ast.literal_eval(cell.source.removeprefix(f"{name} = "))


@pytest.mark.parametrize(("call", "answer"), (answers("torch_answers") | answers("torch_losses")).items())
def test_pytorch_answers_as_the_page_says(call, answer):
    torch = pytest.importorskip("torch")
    names = {name: torch.tensor(array, dtype=torch.float64) for name, array in ARRAYS.items()}
    names |= {"F": torch.nn.functional, "Categorical": torch.distributions.Categorical}
    names["label"] = torch.tensor([0])
    assert float(eval(call, names)) == pytest.approx(answer, abs=6e-7)


@pytest.mark.parametrize(("call", "answer"), answers("keras_answers").items())
def test_keras_answers_as_the_page_says(call, answer):
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    names = {name: np.array(array) for name, array in ARRAYS.items()}
    assert float(eval(call, names | {"L": keras.losses})) == pytest.approx(answer, abs=6e-7)
