"""The pages that the table of contents lists."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]


def listed_files(entry):
    """Return the files that a part of the table of contents names, in order."""
    if isinstance(entry, list):
        return [file for item in entry for file in listed_files(item)]
    if isinstance(entry, dict):
        here = [entry[key] for key in ("root", "file") if key in entry]
        return here + [file for value in entry.values() for file in listed_files(value)]
    return []


TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
LISTED = listed_files(TOC)


def parts():
    """Yield each page with the caption of its part, or None."""
    yield TOC["root"], None
    for part in TOC["parts"]:
        for page in listed_files(part):
            yield page, part.get("caption")
