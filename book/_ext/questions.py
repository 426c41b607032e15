"""Questions: a page loads their script and style once, as files, where each question of a notebook carries its own."""

from pathlib import Path

from sphinx.util.fileutil import copy_asset

import infolib

SOURCES = [Path(infolib.__file__).with_name(name) for name in ("ask.css", "ask.js")]


def publish(app):
    if app.builder.format == "html":
        for source in SOURCES:
            copy_asset(source, app.outdir / "_static")


def share(app, pagename, templatename, context, doctree):
    body = context.get("body", "")
    if 'class="ask"' not in body:
        return
    style, script = (source.read_text(encoding="utf-8") for source in SOURCES)
    context["body"] = body.replace(f"<style>{style}</style>\n", "").replace(
        f"\n<script>{script}</script>", ""
    )
    app.add_css_file("ask.css")
    app.add_js_file("ask.js", loading_method="defer")


def setup(app):
    app.connect("builder-inited", publish)
    app.connect("html-page-context", share)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
