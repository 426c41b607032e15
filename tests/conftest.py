"""What several tests look at: builds of the book, one for the whole session and small ones, and other processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from contents import ROOT

collect_ignore = ["pdf.py"]  # it imports what make pdf and make test-site install

GITHUB = ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_REF_NAME")
ADDRESS = ("BOOK_PUBLIC_URL", "BOOK_REPOSITORY_URL", *GITHUB)


def run_build(source, output, **address):
    """Build the book in a folder as `make book` does; the addresses are those given and no others."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", source, "--path-output", output]
    run = subprocess.run(
        [*command, "-W", "-n", "--keep-going", "--quiet"],
        env={name: value for name, value in os.environ.items() if name not in ADDRESS} | address,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="session")
def build():
    """The function that builds a book in a folder: its exit code and what it said."""
    return run_build


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the course's built pages, whose repository is acme/thread."""
    output = tmp_path_factory.mktemp("site")
    address = {"GITHUB_REPOSITORY": "acme/thread", "GITHUB_REF_NAME": "main"}
    code, said = run_build(ROOT, output, **address, BOOK_PUBLIC_URL="https://acme.github.io/thread")
    assert code == 0, said
    return output / "_build" / "html"


@pytest.fixture
def printed_with_seed():
    """The function that runs code in a process of its own, which hashes by a seed: the bytes that it printed."""

    def run(seed, code):
        hashing = {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT / "tests")}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=os.environ | hashing, capture_output=True, check=True).stdout

    return run
