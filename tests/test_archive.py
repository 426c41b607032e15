"""The archive of the course: whole, small, the same bytes each time, and enough to install the library from."""

import io
import re
import subprocess
import sys
import zipfile

import archive
import pytest
from contents import LISTED, ROOT

NEEDED = ["Makefile", "README.md", "LICENSE", "requirements.txt", "pyproject.toml", "_config.yml", "_toc.yml"]


@pytest.fixture(scope="module")
def packed():
    """The archive of this course."""
    return archive.pack(ROOT)


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory):
    """The course, unpacked where there is no git."""
    folder = tmp_path_factory.mktemp("elsewhere")
    zipfile.ZipFile(io.BytesIO(packed)).extractall(folder)
    return folder / archive.NAME


def test_the_archive_has_all_that_the_commands_need_and_weighs_less_than_five_megabytes(packed):
    assert len(packed) < 5_000_000
    files = {name.removeprefix(f"{archive.NAME}/") for name in zipfile.ZipFile(io.BytesIO(packed)).namelist()}
    assert files >= {next(ROOT.glob(f"{page}.*")).relative_to(ROOT).as_posix() for page in LISTED}
    assert files >= {*NEEDED, ".ci/run", "infolib/__init__.py", "tests/conftest.py", "book/_ext/archive.py"}
    assert not [file for file in files if re.search(r"(^|/)(\.git|\.venv|_build|__pycache__)/", file)]


def test_the_archive_holds_each_file_byte_for_byte(unpacked):
    for path in archive.course_files(ROOT):
        assert (unpacked / path).read_bytes() == (ROOT / path).read_bytes(), path


def test_an_unpacked_archive_packs_to_the_same_bytes_whatever_was_made_in_it(packed, unpacked):
    for made in ("_build/html", ".venv/lib", "infolib.egg-info", "tests/__pycache__"):
        (unpacked / made).mkdir(parents=True)
        (unpacked / made / "file").write_text("made here")
    assert archive.pack(unpacked) == packed


def test_where_nothing_says_what_belongs_to_the_course_there_is_no_archive(tmp_path):
    (tmp_path / "_config.yml").write_text("title: Another")
    assert archive.pack(tmp_path) == b""


def test_a_python_that_is_too_old_gets_one_sentence(unpacked, tmp_path):
    old = tmp_path / "python3.10"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 10); $2"\n')
    old.chmod(0o755)
    for target in ("book", "test"):
        run = subprocess.run(
            ["make", target, f"PYTHON={old}"], cwd=unpacked, capture_output=True, text=True, check=False
        )
        first, *_ = run.stderr.splitlines()
        assert run.returncode and first == "Python 3.11 or newer is needed: make PYTHON=python3.12"
