"""Origins: a number of the text knows the cell that it comes from, by the rule of held.py, which the tests ask too.

In the page a number becomes `<span data-from="12">1.2955</span>` and the cell gets the id cell-12; book.js lets them
mark each other. Of the cells that may hold the number it is the nearest that does and that the page shows, the one
above before the one below, and a question only if no other does. Numbers in formulas are left alone: KaTeX draws them.
"""

from collections import defaultdict
from pathlib import Path

import nbformat
from docutils import nodes
from held import held_numbers, neighbourhoods, shown_numbers
from solutions import without_solutions
from sphinx.transforms import SphinxTransform

LINES = 10_000  # myst-nb counts the lines of cell i from (i + 1) * 10000
NO_TEXT = (nodes.title, nodes.literal, nodes.math, nodes.math_block, nodes.FixedTextElement, nodes.raw)


class number(nodes.inline):
    """A number of the text; its attribute from is the index of a cell."""


def find_origin(shown, at, near, notebook, held):
    """Return the index of the cell that a number in cell `at` comes from, or None."""

    def rank(i):
        return "remove-input" in notebook.cells[i].metadata.get("tags", []), abs(at - i), i > at

    return min((i for i in near if shown.is_held_in(held[i])), key=rank, default=None)


class Origins(SphinxTransform):
    default_priority = 600  # after those that split texts and copy tables

    def apply(self):
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        stored = path.read_text(encoding="utf-8")
        text = without_solutions(stored) if self.config.hide_solutions else stored
        cells = {
            node["cell_index"]: node
            for node in self.document.findall(nodes.container)
            if node.get("nb_element") == "cell_code"
        }
        notebook = nbformat.reads(text, as_version=4)
        held = [held_numbers(cell) for cell in notebook.cells]
        near = defaultdict(set)
        for piece, indices in neighbourhoods(notebook):
            near[piece.index] |= indices & cells.keys()  # those that the page shows
        for text in list(self.document.findall(nodes.Text)):
            at = self.cell_of(text)
            if at is not None:
                self.mark(text, lambda shown, at=at: find_origin(shown, at, near[at], notebook, held), cells)

    def cell_of(self, text):
        """Return the index of the Markdown cell of a text, or None for what is no text of one."""
        line, node = None, text.parent
        while node is not None:
            if isinstance(node, NO_TEXT) or node.get("nb_element") == "cell_code":
                return None
            line, node = line or node.line, node.parent
        return line // LINES - 1 if line and line >= LINES else None

    def mark(self, text, origin, cells):
        parts, end = [], 0
        for shown in shown_numbers(text):
            i = origin(shown)
            if i is None or text[shown.start :][: len(shown.text)] != shown.text:
                continue
            name = f"cell-{i}"
            if name not in cells[i]["ids"]:
                cells[i]["ids"].append(name)
            parts += [nodes.Text(text[end : shown.start]), number("", shown.text, **{"from": i})]
            end = shown.start + len(shown.text)
        if parts:
            text.parent.replace(text, [*filter(str, parts), nodes.Text(text[end:])])


def visit_number(self, node):
    self.body.append(f'<span data-from="{node["from"]}">')


def depart_number(self, node):
    self.body.append("</span>")


def setup(app):
    app.add_node(number, html=(visit_number, depart_number))
    app.add_transform(Origins)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
