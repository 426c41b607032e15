"""infolib as a package: a wheel of it, installed alone, imports with numpy, has its data and says its version."""

import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import archive
import numpy
import pytest
from contents import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# without the network: what the wheel needs to be built is in requirements.txt
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that pip builds from the course, in a folder of its own since setuptools leaves its work there."""
    folder = tmp_path_factory.mktemp("source")
    zipfile.ZipFile(io.BytesIO(archive.pack(ROOT))).extractall(folder)
    source = folder / archive.NAME
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*PIP, "wheel", *offline, "--wheel-dir", folder, source], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def run(wheel, tmp_path_factory):
    """The function that runs code where infolib is installed and beside it numpy alone: what it printed."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "env"], check=True)
    python = folder / "env" / "bin" / "python"
    install = ["install", "--no-deps", "--no-index", wheel]
    subprocess.run([*PIP[:3], "--python", python, *PIP[3:], *install], check=True)
    installed = Path(numpy.__file__).parents[1]
    (folder / "numpy").mkdir()
    for part in installed.glob("numpy*"):
        (folder / "numpy" / part.name).symlink_to(part)

    def run(code):
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "numpy")}
        command = [python, "-c", code]
        return subprocess.run(
            command, cwd=folder, env=environ, capture_output=True, text=True, check=True
        ).stdout

    return run


def test_the_wheel_holds_the_library_its_data_and_its_licences_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    library = {path.as_posix() for path in archive.course_files(ROOT) if path.parts[0] == "infolib"}
    assert {name for name in names if ".dist-info/" not in name} == library
    licences = {name.partition("/licenses/")[2] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "infolib/snapshots/LICENSE"}


def test_the_wheel_needs_numpy_and_matplotlib_and_no_other_package(wheel):
    archived = zipfile.ZipFile(wheel)
    (metadata,) = (archived.read(name).decode() for name in archived.namelist() if name.endswith("/METADATA"))
    needs = [line for line in re.findall("(?m)^Requires-Dist: (.*)", metadata) if "extra ==" not in line]
    assert {re.match(r"\w+", need)[0] for need in needs} == {"numpy", "matplotlib"}
    assert f"\nRequires-Python: {PROJECT['requires-python']}\n" in metadata


def test_the_installed_library_says_its_version(run):
    said = run("from importlib.metadata import version; print(version('infolib'))")
    assert said.strip() == PROJECT["version"]


def test_the_example_of_the_readme_prints_what_it_says(run):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"(?ms)^```python\n(.*?)^```", readme)
    assert example.count(">>>") == 3
    code = f"import doctest; example = {example!r}; import infolib; print(infolib.__file__)\n"
    code += "test = doctest.DocTestParser().get_doctest(example, {}, 'README', None, 0)\n"
    code += "print(doctest.DocTestRunner().run(test))"
    where, said = run(code).splitlines()
    assert f"{os.sep}env{os.sep}" in where and said == "TestResults(failed=0, attempted=3)"


def test_the_data_comes_with_the_library(run):
    run(
        "from infolib.data import alice, digits, letter_frequencies, word_frequencies\n"
        "assert len(alice()) and len(digits()[0]) and letter_frequencies('zh') and word_frequencies('en')"
    )
