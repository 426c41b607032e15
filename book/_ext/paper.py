"""Paper: the first page links to the PDF of the book, when the variable BOOK_PDF names the file that will lie beside it.

`make pdf` sets it and prints the file afterwards; a plain `make book` makes no PDF and so no link.
"""

import os


def link(app, pagename, templatename, context, doctree):
    if pagename == app.config.root_doc:
        context["pdf"] = os.environ.get("BOOK_PDF")


def setup(app):
    app.connect("html-page-context", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
