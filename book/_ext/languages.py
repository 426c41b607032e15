"""Languages: what is written in Chinese says so, for the voice of a screen reader and the choice of a typeface."""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

CHINESE = re.compile(r"([\u4e00-\u9fff]+)")


class Languages(SphinxTransform):
    default_priority = 500

    def apply(self):
        for text in list(self.document.findall(nodes.Text)):
            pieces = CHINESE.split(text)
            if len(pieces) > 1 and not isinstance(text.parent, (nodes.literal, nodes.FixedTextElement)):
                # docutils writes the class language-zh-Hans as the attribute lang
                marked = [
                    nodes.inline("", piece, classes=["language-zh-Hans"]) if i % 2 else nodes.Text(piece)
                    for i, piece in enumerate(pieces)
                ]
                text.parent.replace(text, marked)


def setup(app):
    app.add_transform(Languages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
