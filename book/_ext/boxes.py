"""Boxes: what chapters write in plain Markdown gets the class names that book.css draws.

A blockquote that opens with a bold word and a full stop, `> **Definition (entropy).**`, gets the classes box and
definition; a paragraph that opens with `**Exercise 3.**` gets the class exercise. A table may scroll inside itself.
A folded cell says what it holds, as a `<details>` of the text does: tagged hide-cell a solution, tagged hide-input
a test if it ends in an assert, and else the drawing of a figure. An empty corner of a table is no heading, and a long
name in a table may go on in the next line after an underscore, a dot or a bracket.
"""

import html
import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

KIND = re.compile(r"(\w+)\b.*\.", re.DOTALL)
FOLDED_CELL = re.compile(
    r'(<div class="cell tag_(hide-\w+)[^>]*>\s*<details[^>]*>\s*<summary)[^>]*>.*?(</summary>.*?</details>)',
    re.DOTALL,
)
EMPTY_HEADING = re.compile(r"<th[^>]*><p></p></th>")
CELL, CODE = (re.compile(rf"<{tag}\b.*?</{tag}>", re.DOTALL) for tag in ("td", "code"))
JOINT = re.compile(r"(?<=[A-Za-z\d][_.(])(?=[A-Za-z][^<>]*<)")


def kind(block):
    """Return the lower-case first word of the bold opening of a paragraph, or None."""
    written = [child for child in block.children if child.astext()]
    if not (isinstance(block, nodes.paragraph) and written and isinstance(written[0], nodes.strong)):
        return None
    match = KIND.fullmatch(written[0].astext())
    return match and match[1].lower()


class Boxes(SphinxTransform):
    default_priority = 500

    def apply(self):
        for quote in self.document.findall(nodes.block_quote):
            if name := quote.children and kind(quote.children[0]):
                quote["classes"] += ["box", name]
        for paragraph in self.document.findall(nodes.paragraph):
            if kind(paragraph) == "exercise":
                paragraph["classes"].append("exercise")
        for table in list(self.document.findall(nodes.table)):
            table.replace_self(nodes.container("", table.deepcopy(), classes=["table"]))


def name_fold(cell):
    """Return a folded cell, given as a match, with a summary that says what it holds."""
    start, tag, rest = cell.groups()
    *_, last = html.unescape(re.sub("<[^>]+>", "", rest)).strip().splitlines()
    kind = "The test" if last.strip().startswith("assert ") else "Code of the figure"
    return f"{start}>{'Solution in code' if tag == 'hide-cell' else kind}{rest}"


def may_break(cell):
    """Return a cell of a table, given as a match, in whose code long names may go on in the next line."""
    return CODE.sub(lambda code: JOINT.sub("<wbr>", code[0]), cell[0])


def mend(app, pagename, templatename, context, doctree):
    body = FOLDED_CELL.sub(name_fold, context.get("body", ""))
    body = EMPTY_HEADING.sub("<td></td>", body)
    context["body"] = CELL.sub(may_break, body)


def setup(app):
    app.add_transform(Boxes)
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
