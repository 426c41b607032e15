"""Archive: the whole course as one zip on the site, for those who want no git: unpack it, `make lab`.

It holds what git lists, as it lies in the folder; unpacked where there is no git, all but what .gitignore names. So
the site that is built from an unpacked archive offers the very same bytes. Where neither says what belongs to the
course there is no archive, and no link to one.
"""

import io
import zipfile
from fnmatch import fnmatch
from pathlib import Path

from repository import git

NAME = "from-surprise-to-loss"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say: the bytes shall not depend on when they were packed


def course_files(folder):
    """Return the files of the course in a folder, sorted, as paths relative to it."""
    if (folder / ".git").exists():  # else git would look in the folders above
        listed = [Path(name) for name in git(folder, "ls-files", "-z").split("\0") if name]
    elif (folder / ".gitignore").is_file():
        lines = (folder / ".gitignore").read_text(encoding="utf-8").split()
        ignored = [line.rstrip("/") for line in lines]
        listed = [path.relative_to(folder) for path in folder.rglob("*")]
        listed = [
            path for path in listed if not any(fnmatch(part, name) for part in path.parts for name in ignored)
        ]
    else:
        listed = []
    return sorted((path for path in listed if (folder / path).is_file()), key=Path.as_posix)


def zipped(files):
    """Return a zip of files, contents by name: the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 3  # Unix, whatever packs it
            entry.external_attr = (0o100755 if content.startswith(b"#!") else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()


def pack(folder):
    """Return the zip of the course in a folder, or b"" where nothing says what belongs to it."""
    files = {f"{NAME}/{path.as_posix()}": (folder / path).read_bytes() for path in course_files(folder)}
    return zipped(files) if files else b""


def publish(app):
    app.archive_size = 0
    if app.builder.format != "html" or app.config.hide_solutions:
        return  # an edition without solutions gives none away
    if packed := pack(Path(app.srcdir)):
        app.outdir.mkdir(parents=True, exist_ok=True)
        (app.outdir / f"{NAME}.zip").write_bytes(packed)
        app.archive_size = len(packed)


def link(app, pagename, templatename, context, doctree):
    if pagename == app.config.root_doc and app.archive_size:
        context["archive"] = {"file": f"{NAME}.zip", "size": f"{app.archive_size / 1e6:.1f} MB"}


def setup(app):
    app.connect("builder-inited", publish)
    app.connect("html-page-context", link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
