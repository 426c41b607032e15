"""Sharing: what a search engine, a link preview or a lost reader gets to see.

Each page has a description, its first sentences. Where the site will be read is known only to who publishes it: when
the variable BOOK_PUBLIC_URL says so, pages name their canonical address and a picture for previews, there is a
sitemap, and the 404 page finds the others from any depth. preview.png is the upper part of thread.svg in 1200 by 630
points; tests/test_thread.py compares the two.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.errors import ConfigError

LONGEST = 200  # what search engines and previews show of a description, about
FORMULA = "\ufffc"  # stands for what no description can show
PICTURE = re.compile(r'<img [^>]*src="[^"]*(_images/[^"]+\.png)"')


def public_address(environ):
    """Return the address of the site, with a slash at its end, or "" when it is not known.

    >>> public_address({"BOOK_PUBLIC_URL": "https://acme.github.io/thread"})
    'https://acme.github.io/thread/'
    """
    given = environ.get("BOOK_PUBLIC_URL", "")
    parts = urlsplit(given)
    is_address = parts.scheme in ("http", "https") and parts.netloc and not parts.query + parts.fragment
    if given and not is_address:
        raise ConfigError(f"BOOK_PUBLIC_URL is no address of a site: {given!r}")
    return given and given.rstrip("/") + "/"


def describe(doctree):
    """Return the first sentences without formulas of a page's paragraphs, in at most 200 letters.

    A page without such a sentence is described by its headings.
    """
    described = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if not isinstance(paragraph.parent, nodes.section):
            continue
        texts = (FORMULA if isinstance(t.parent, nodes.math) else t for t in paragraph.findall(nodes.Text))
        for sentence in re.findall(r"\S.*?[.?!](?=\s|$)", " ".join("".join(texts).split())):
            if FORMULA not in sentence:
                longer = f"{described} {sentence}".strip()
                if len(longer) > LONGEST:
                    return described or longer[:LONGEST].rpartition(" ")[0] + " …"
                described = longer
    title, *headings = (title.astext() for title in doctree.findall(nodes.title))
    return described or f"{title}: {', '.join(headings)}"[:LONGEST]


def add_description(app, pagename, templatename, context, doctree):
    if doctree is not None:
        context["description"] = describe(doctree)
    if app.config.html_baseurl:
        picture = PICTURE.search(context.get("body", ""))
        path = picture[1] if picture else "_static/preview.png"
        context["preview"] = app.config.html_baseurl + path
        context["base"] = urlsplit(app.config.html_baseurl).path


def remember_address(app, config):
    config.html_baseurl = public_address(os.environ)


def write_files(app, exception):
    if exception or app.builder.format != "html":
        return
    out, base = Path(app.outdir), app.config.html_baseurl
    robots = "User-agent: *\nAllow: /\n"
    if base:
        uris = map(app.builder.get_target_uri, sorted(app.env.all_docs))
        urls = "".join(f"  <url><loc>{base}{uri}</loc></url>\n" for uri in uris)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        sitemap = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{urls}</urlset>\n'
        (out / "sitemap.xml").write_text(sitemap, encoding="utf-8")
        robots += f"\nSitemap: {base}sitemap.xml\n"
    (out / "robots.txt").write_text(robots, encoding="utf-8")


def setup(app):
    app.connect("config-inited", remember_address)
    app.connect("html-page-context", add_description)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
