"""Maths: KaTeX writes every formula while the book is built, so that pages need no script for them.

The folder katex holds what this takes of KaTeX 0.19.1 (npm): dist/katex.min.js, which stays here, dist/fonts/*.woff2,
LICENSE, and dist/katex.min.css with the older font formats taken out.
"""

import atexit
import html
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.fileutil import copy_asset
from sphinx.util.math import get_node_equation_number

LOGGER = logging.getLogger(__name__)
KATEX = Path(__file__).parent / "katex"
# strict: what only KaTeX understands would show as an error in JupyterLab and on GitHub.
OPTIONS = {"throwOnError": True, "strict": "error"}
SHORT = 14  # letters: up to here a formula stays on one line


@cache
def katex():
    engine = MiniRacer()
    atexit.register(engine.close)  # left to the interpreter's end, Python 3.13 would wait for it for ever
    engine.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
    return engine


@cache
def render(formula, display=False):
    """Return the html and MathML of a formula; raise ValueError with KaTeX's reason when it refuses.

    >>> "<mi>p</mi>" in render("p")
    True
    """
    try:
        return katex().call("katex.renderToString", formula, OPTIONS | {"displayMode": display})
    except JSEvalException as error:
        reason = re.search("(KaTeX|LaTeX).*", str(error))[0]
        raise ValueError(reason) from None


def letters(rendered):
    """Return what a rendered formula shows, without its MathML."""
    return html.unescape(re.sub("<math.*?</math>|<[^>]+>", "", rendered, flags=re.DOTALL))


def hold_groups(rendered):
    """Let the lines of a rendered formula break outside its brackets only, and not before a comma after it.

    KaTeX lets them break after every sign. No line breaks within what is held, nor between its end and a letter.
    """
    start, *pieces = re.split('(?=<span class="katex-base">)', rendered)
    groups, depth = [], 0
    for piece in pieces:
        if depth:
            groups[-1] += piece
        else:
            groups.append(piece)
        depth += sum((letter in "([") - (letter in ")]") for letter in letters(piece))
    return start + "".join(f'<span class="held">{group}</span>' for group in groups)


class HoldPunctuation(SphinxPostTransform):
    """Put a formula and the punctuation that touches it together, since browsers would break lines between them."""

    default_priority = 500
    formats = ("html",)

    def run(self, **_):
        for formula in list(self.document.findall(nodes.math)):
            parent = formula.parent
            at = parent.index(formula)
            held = nodes.inline(classes=["held"])
            parent[at] = held
            held += [
                self.take(parent, at - 1, r"[^\w\s]*$"),
                formula,
                self.take(parent, at + 1, r"^[^\w\s]*"),
            ]

    def take(self, parent, at, pattern):
        """Take what matches out of the text beside a formula and return it."""
        if not 0 <= at < len(parent) or not isinstance(parent[at], nodes.Text):
            return nodes.Text("")
        taken = re.search(pattern, parent[at])[0]
        parent[at] = nodes.Text(re.sub(pattern, "", parent[at], count=1))
        return nodes.Text(taken)


def render_node(translator, node, display):
    formula = node.astext()
    try:
        return render(formula, display)
    except ValueError as error:
        # one of the warnings that stop the build, after all of them have been said
        LOGGER.warning("$%s$ cannot be drawn: %s", formula, error, location=node)
        return f"<code>{translator.encode(formula)}</code>"


def visit_math(self, node):
    rendered = render_node(self, node, display=False)
    short = " short" if len(letters(rendered)) <= SHORT else ""
    self.body.append(f'<span class="math{short}" translate="no">{hold_groups(rendered)}</span>')
    raise nodes.SkipNode


def visit_math_block(self, node):
    self.body.append(self.starttag(node, "div", "", CLASS="math", translate="no"))
    self.body.append(render_node(self, node, display=True))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def publish_fonts(app):
    if app.builder.format == "html":
        copy_asset(KATEX, app.outdir / "_static" / "katex", excluded=lambda path: path.endswith(".js"))


def link_css(app, pagename, templatename, context, doctree):
    if 'class="katex' in context.get("body", ""):
        app.add_css_file("katex/katex.min.css")


def setup(app):
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    app.add_post_transform(HoldPunctuation)
    app.connect("builder-inited", publish_fonts)
    app.connect("html-page-context", link_css)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
