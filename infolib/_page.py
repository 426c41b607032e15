"""What a cell shows that is more than text: html where there is a page, one line elsewhere."""


class Page:
    """A question or a figure with sliders: its html in a notebook, one line of text elsewhere."""

    def __init__(self, html, text):
        self._html, self._text = html, text

    def _repr_html_(self):
        return self._html

    def __repr__(self):
        return self._text
