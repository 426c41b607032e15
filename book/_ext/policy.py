"""Policy: each page says what a browser may run and show on it, and nothing else is let through.

Scripts, styles, fonts and pictures come from the site itself. Inline, the page's content security policy allows by
their hashes the script and the style of the slider figures, and one style sheet of the page: what KaTeX and docutils
write into style attributes moves there, so that no attribute needs to be trusted.
"""

import re
from base64 import b64encode
from hashlib import sha256

INLINE = {kind: re.compile(rf"<{kind}>(.*?)</{kind}>", re.DOTALL) for kind in ("script", "style")}
ATTRIBUTE = re.compile(r'(<[a-z][^<>]*?) style="([^"]*)"')


def move_styles(body):
    """Return html whose style attributes are numbered, and the style sheet that says what the numbers mean.

    >>> move_styles('<i style="height:1em">p</i>')
    ('<i data-style="0">p</i>', '#main [data-style="0"]{height:1em}')
    """
    numbers = {}

    def numbered(match):
        return f'{match[1]} data-style="{numbers.setdefault(match[2], len(numbers))}"'

    body = ATTRIBUTE.sub(numbered, body)
    rules = (f'#main [data-style="{number}"]{{{style}}}' for style, number in numbers.items())
    return body, "\n".join(rules)


def allowed(texts):
    """Return what a policy says to allow the site's own files and these inline texts."""
    hashes = (b64encode(sha256(text.encode()).digest()).decode() for text in dict.fromkeys(texts))
    return " ".join(["'self'", *(f"'sha256-{digest}'" for digest in hashes)])


def add_policy(app, pagename, templatename, context, doctree):
    body, context["page_style"] = move_styles(context.get("body", ""))
    context["body"] = body
    scripts, styles = (found.findall(body) for found in INLINE.values())
    rules = {
        "default-src": "'none'",
        "script-src": allowed(scripts),
        "style-src": allowed(filter(None, [*styles, context["page_style"]])),
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",  # the search reads the pages that it found
        "form-action": "'self'",
        "base-uri": "'self'",
    }
    if context.get("live"):  # its cells run
        rules["script-src"] += " 'wasm-unsafe-eval'"
        rules["worker-src"] = "'self'"
    context["policy"] = "; ".join(f"{name} {sources}" for name, sources in rules.items())


def setup(app):
    app.connect("html-page-context", add_policy, priority=900)  # when the body is ready
    return {"parallel_read_safe": True, "parallel_write_safe": True}
