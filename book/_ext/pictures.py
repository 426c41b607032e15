"""Pictures: each says its size before it arrives, so that the text below it does not jump."""

import re

import imagesize

IMAGE = re.compile(r'<img [^>]*src="[^"]*_images/([^"]+)"')


def add_sizes(app, pagename, templatename, context, doctree):
    if "body" not in context:
        return
    files = {name: app.srcdir / path for path, name in app.builder.images.items()}

    def with_size(match):
        width, height = imagesize.get(files[match[1]])
        scale = 96 / max(
            imagesize.getDPI(files[match[1]])[0], 96
        )  # a picture of 144 dpi is for a sharp screen
        return f'{match[0]} width="{width * scale:.0f}" height="{height * scale:.0f}"'

    context["body"] = IMAGE.sub(with_size, context["body"])


def setup(app):
    app.connect("html-page-context", add_sizes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
