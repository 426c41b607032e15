"""What every test and tool knows about the course's notebooks.

Where they are, how they are read, the one form in which they are stored, and how their outputs are renewed:

    python tests/notebooks.py                             # every notebook (make refresh)
    python tests/notebooks.py book/02_entropy.ipynb       # or some

Renewing twice changes nothing: the stored bytes depend on the notebook and the pinned packages alone.
"""

import ast
import copy
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

BOOK = Path(__file__).resolve().parents[1] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))
CHAPTERS = [path for path in NOTEBOOKS if re.match(r"\d\d_", path.name)]

# Kernels inherit the environment, those of pytest too, and with any backend set there no figure appears.
os.environ.pop("MPLBACKEND", None)

sys.path.append(str(BOOK / "_ext"))  # pytest has it there, make refresh has not
from held import cell_name

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"tags": None, "mystnb": {"image": {"alt": None}}, "jupyter": {"source_hidden": None}}


def read(path):
    """The notebook in a file."""
    return nbformat.read(path, as_version=4)


def keep(metadata, allowed):
    """The entries of `metadata` that the nested dict `allowed` names; what is left empty goes too."""
    kept = {k: keep(v, allowed[k]) if allowed[k] else v for k, v in metadata.items() if k in allowed}
    return {k: v for k, v in kept.items() if v}


def normal_form(nb):
    """The text that a notebook's file must hold: only the metadata that the course uses, keys sorted."""
    nb = copy.deepcopy(nb)
    nb.metadata = METADATA
    for cell in nb.cells:
        cell.metadata = keep(cell.metadata, CELL_METADATA)
    return nbformat.writes(nb) + "\n"


def code_cells(nb):
    """The code cells of a notebook, in order."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def has_error(cell):
    """Whether a code cell's stored outputs hold an exception."""
    return any(output.output_type == "error" for output in cell.outputs)


def define(path, names, scope):
    """Run in a scope what a notebook defines under some names, functions and values: the first of each, in order."""
    missing = set(names)
    for cell in code_cells(read(path)):
        for node in ast.parse(cell.source).body:
            targets = [node] if isinstance(node, ast.FunctionDef) else getattr(node, "targets", [])
            defined = {
                getattr(n, "name", getattr(n, "id", None))
                for t in targets
                for n in [t, *getattr(t, "elts", [])]
            }
            if defined & missing:
                exec(compile(ast.Module([node], []), path.name, "exec"), scope)  # noqa: S102
                missing -= defined
    if missing:
        raise LookupError(f"{path.name} does not define {', '.join(sorted(missing))}")


def execute(nb, folder):
    """Replace a notebook's outputs by those of a fresh kernel started in `folder`; an error stops it."""
    nb.metadata = METADATA
    for cell in code_cells(nb):
        cell.outputs = []
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(nb, coalesce_streams=True, resources=place)
    try:
        client.execute(stderr=subprocess.DEVNULL)  # the kernel's own log; what cells write is an output
    except CellExecutionError as error:
        failed = next(cell for cell in code_cells(nb) if has_error(cell))
        raise RuntimeError(f"{cell_name(nb, nb.cells.index(failed))} failed\n{error}") from None


def refresh(path):
    """Run the notebook in `path`, store it and say what changed; if a cell fails the file stays as it was."""
    stored = path.read_text(encoding="utf-8")
    nb = read(path)
    before = [cell.get("outputs") for cell in nb.cells]
    execute(nb, path.parent)
    renewed = normal_form(nb)
    if renewed == stored:
        return "unchanged"
    path.write_text(renewed, encoding="utf-8", newline="\n")
    changed = [str(i + 1) for i, cell in enumerate(nb.cells) if cell.get("outputs") != before[i]]
    return f"new outputs in cells {', '.join(changed)}" if changed else "same outputs, new form"


if __name__ == "__main__":
    for path in [Path(name).resolve() for name in sys.argv[1:]] or NOTEBOOKS:
        try:
            print(f"{path.name}: {refresh(path)}", flush=True)
        except RuntimeError as error:
            sys.exit(f"{path.name}: {error}\nNothing was stored for {path.name}.")
