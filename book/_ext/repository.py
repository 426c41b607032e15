"""The repository's address: found where the book is built, never written down, so that a fork's buttons lead to the fork.

The first of these that is set: the variable BOOK_REPOSITORY_URL, the variable GITHUB_REPOSITORY (GitHub's own workflows
set it), git's remote "origin". When none names a public address, no page links to a repository or to Binder.
"""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote, urlsplit

from sphinx.errors import ConfigError

# user@host:path, as git writes ssh; a one-letter host is a drive of Windows
SSH_SHORTHAND = re.compile(r"(?:[^@/]+@)?(?P<host>[\w.-]{2,}):(?P<path>(?!/?/).+)")


def web_address(remote):
    """Return the https address of a git remote, without credentials, or None for one that no reader can open.

    >>> web_address("git@github.com:acme/thread.git")
    'https://github.com/acme/thread'
    >>> web_address("../thread") is None
    True
    """
    if shorthand := SSH_SHORTHAND.fullmatch(remote):
        host, path = shorthand["host"], shorthand["path"]
    else:
        parts = urlsplit(remote)
        host, path = parts.hostname or "", parts.path
        if parts.scheme not in ("http", "https", "ssh", "git", "git+ssh"):
            return None
        if parts.port and parts.scheme.startswith("http"):
            host += f":{parts.port}"
    path = path.strip("/").removesuffix(".git")
    is_public = re.fullmatch(r"([\w-]+\.)+[a-z]{2,}(:\d+)?", host.lower())
    return f"https://{host.lower()}/{path}" if is_public and "/" in path else None


def git(folder, *arguments):
    """Return what git prints in a folder, or "" where there is no git or no repository."""
    try:
        run = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()


def find_repository(folder, environ):
    """Return the address and the branch of the repository in a folder, or None when no address is known."""
    if given := environ.get("BOOK_REPOSITORY_URL"):
        url = web_address(given)
        if url is None:
            raise ConfigError(f"BOOK_REPOSITORY_URL is no address of a repository: {given!r}")
    elif name := environ.get("GITHUB_REPOSITORY"):
        url = web_address(f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}")
        if url is None:
            raise ConfigError(f"GITHUB_REPOSITORY is not of the form owner/name: {name!r}")
    elif Path(folder, ".git").exists():  # else git would look in the folders above
        url = web_address(git(folder, "remote", "get-url", "origin"))
    else:
        url = None
    if url is None:
        return None
    branch = environ.get("GITHUB_REF_NAME", "")
    if not branch or re.fullmatch(
        r"\d+/merge", branch
    ):  # the second is a pull request's, gone when it is closed
        branch = git(folder, "symbolic-ref", "--short", "HEAD") or "main"
    return url, branch


def page_links(url, branch, page):
    """Return the addresses that a page links to: the repository, a new issue about the page, Binder.

    Binder opens a notebook, or the folder of a page that cannot be run.

    >>> page_links("https://github.com/acme/thread", "main", "book/02_entropy.ipynb")["binder"]
    'https://mybinder.org/v2/gh/acme/thread/main?urlpath=lab/tree/book/02_entropy.ipynb'
    """
    host, path = url.removeprefix("https://").split("/", 1)
    source = {
        "github.com": f"gh/{path}",
        "gitlab.com": f"gl/{quote(path, safe='')}",
    }.get(host, f"git/{quote(url, safe='')}")
    issues = f"{url}/-/issues/new?issue[title]=" if "gitlab" in host else f"{url}/issues/new?title="
    opened = page if page.endswith(".ipynb") else page.rpartition("/")[0]
    return {
        "repository": url,
        "issue": issues + quote(page, safe=""),
        "binder": f"https://mybinder.org/v2/{source}/{quote(branch, safe='')}?urlpath=lab/tree/{opened}",
    }


def remember_repository(app, config):
    config.repository = find_repository(app.srcdir, os.environ)


def add_links(app, pagename, templatename, context, doctree):
    if app.config.repository and "page_source_suffix" in context:
        context["links"] = page_links(*app.config.repository, pagename + context["page_source_suffix"])


def setup(app):
    app.add_config_value("repository", None, "html", (tuple,))
    app.connect("config-inited", remember_repository)
    app.connect("html-page-context", add_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
