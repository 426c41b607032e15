"""Solutions: an edition without them, for who sets the exercises as homework.

With `hide_solutions: true` under `sphinx: config:` in _config.yml no page shows a solution, in text or in code, no
notebook to download holds one, and there is no archive of the course. Hints, proofs and questions stay; what a
question expects can be found in the source of its page, since it is compared there.
"""

import json
import re
from pathlib import Path

SOLUTION = re.compile(r"<details>\s*<summary>Solution</summary>.*?</details>\n*", re.DOTALL)


def without_solutions(text):
    """Return the text of a notebook without its solutions."""
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if "hide-cell" not in cell["metadata"].get("tags", [])]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = SOLUTION.sub("", "".join(cell["source"]))
    return json.dumps(notebook | {"cells": cells}, indent=1, ensure_ascii=False) + "\n"


def hide(app, docname, source):
    if app.config.hide_solutions and str(app.env.doc2path(docname)).endswith(".ipynb"):
        source[0] = without_solutions(source[0])


def hide_in_downloads(app, exception):
    if app.config.hide_solutions and not exception:
        for notebook in Path(app.outdir, "_sources").rglob("*.ipynb"):
            notebook.write_text(without_solutions(notebook.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app):
    app.add_config_value("hide_solutions", False, "env", (bool,))
    app.connect("source-read", hide)
    app.connect("build-finished", hide_in_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
