"""The repository's address: found in the environment or in git, never invented, without credentials."""

import re
import subprocess
import tomllib

import pytest
import yaml
from contents import ROOT
from repository import find_repository, page_links, web_address
from sphinx.errors import ConfigError

THREAD = "https://github.com/acme/thread"


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/acme/thread",
        "https://github.com/acme/thread/",
        "https://github.com/acme/thread.git",
        "https://GitHub.com/acme/thread.git/",
        "http://github.com/acme/thread",
        "https://someone@github.com/acme/thread.git",
        "https://someone:secret@github.com/acme/thread.git",
        "https://x-access-token:ghs_secret@github.com/acme/thread",
        "git@github.com:acme/thread.git",
        "git@github.com:acme/thread",
        "github.com:acme/thread.git",
        "ssh://git@github.com/acme/thread.git",
        "ssh://git@github.com:22/acme/thread.git",
        "git+ssh://git@github.com/acme/thread.git",
        "git://github.com/acme/thread.git",
    ],
)
def test_every_form_of_a_remote_gives_the_same_address_without_credentials(remote):
    assert web_address(remote) == THREAD


@pytest.mark.parametrize(
    "remote, address",
    [
        ("git@gitlab.com:group/part/thread.git", "https://gitlab.com/group/part/thread"),
        ("https://git.example.org:8443/acme/thread.git", "https://git.example.org:8443/acme/thread"),
        ("ssh://git@git.example.org:2222/acme/thread.git", "https://git.example.org/acme/thread"),
        ("https://github.com/acme/thread.github.io.git", "https://github.com/acme/thread.github.io"),
    ],
)
def test_other_hosts_ports_and_groups_are_kept(remote, address):
    assert web_address(remote) == address


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "thread",
        "../thread",
        "/srv/git/thread.git",
        "file:///srv/git/thread.git",
        "C:/git/acme/thread",
        "C:\\git\\acme\\thread",
        "http://localhost/acme/thread.git",
        "http://localhost:3000/acme/thread.git",
        "http://127.0.0.1:3000/git/acme/thread",
        "http://[::1]/acme/thread",
        "git@laptop:acme/thread.git",
        "https://github.com",
        "https://github.com/acme",
        "git@github.com:thread.git",
        "javascript:alert(1)/a/b",
    ],
)
def test_what_no_reader_can_open_is_not_an_address(remote):
    assert web_address(remote) is None


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path):
    """A repository on branch main whose origin is acme/fork."""
    git(tmp_path, "init", "--initial-branch", "main")
    git(tmp_path, "remote", "add", "origin", "git@github.com:acme/fork.git")
    return tmp_path


def test_the_origin_of_a_clone_is_found(clone):
    assert find_repository(clone, {}) == ("https://github.com/acme/fork", "main")


def test_the_environment_goes_before_the_origin(clone):
    workflow = {"GITHUB_REPOSITORY": "acme/thread"}
    given = workflow | {"BOOK_REPOSITORY_URL": "https://gitlab.com/acme/thread"}
    assert find_repository(clone, workflow) == (THREAD, "main")
    assert find_repository(clone, given) == ("https://gitlab.com/acme/thread", "main")


def test_the_server_of_a_workflow_is_used(tmp_path):
    environ = {"GITHUB_REPOSITORY": "acme/thread", "GITHUB_SERVER_URL": "https://github.example.org"}
    assert find_repository(tmp_path, environ) == ("https://github.example.org/acme/thread", "main")


@pytest.mark.parametrize(
    "ref, branch", [("main", "main"), ("v1.0", "v1.0"), ("12/merge", "main"), ("", "main")]
)
def test_the_branch_of_a_workflow_is_used_but_a_pull_request_is_none(tmp_path, ref, branch):
    environ = {"GITHUB_REPOSITORY": "acme/thread", "GITHUB_REF_NAME": ref}
    assert find_repository(tmp_path, environ) == (THREAD, branch)


def test_the_branch_of_a_clone_is_used(clone):
    git(clone, "switch", "--create", "new/chapter")
    assert find_repository(clone, {"GITHUB_REPOSITORY": "acme/thread"}) == (THREAD, "new/chapter")


def test_without_any_address_there_is_none(clone):
    git(clone, "remote", "set-url", "origin", "/srv/git/thread.git")
    assert find_repository(clone, {}) is None
    git(clone, "remote", "remove", "origin")
    assert find_repository(clone, {"GITHUB_REPOSITORY": "", "BOOK_REPOSITORY_URL": ""}) is None


def test_a_folder_inside_somebody_elses_repository_has_no_address(clone):
    folder = clone / "unpacked"
    folder.mkdir()
    assert find_repository(folder, {}) is None


@pytest.mark.parametrize(
    "environ, message",
    [
        (
            {"BOOK_REPOSITORY_URL": "acme/thread"},
            "BOOK_REPOSITORY_URL is no address of a repository: 'acme/thread'",
        ),
        ({"GITHUB_REPOSITORY": "thread"}, "GITHUB_REPOSITORY is not of the form owner/name: 'thread'"),
    ],
)
def test_a_variable_that_holds_no_address_is_refused(tmp_path, environ, message):
    with pytest.raises(ConfigError) as error:
        find_repository(tmp_path, environ)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "url, branch, binder",
    [
        (THREAD, "main", "gh/acme/thread/main"),
        (THREAD, "new/chapter", "gh/acme/thread/new%2Fchapter"),
        ("https://gitlab.com/group/part/thread", "main", "gl/group%2Fpart%2Fthread/main"),
        (
            "https://git.example.org/acme/thread",
            "main",
            "git/https%3A%2F%2Fgit.example.org%2Facme%2Fthread/main",
        ),
    ],
)
def test_binder_is_told_the_host_the_branch_and_the_notebook(url, branch, binder):
    links = page_links(url, branch, "book/02_entropy.ipynb")
    assert links["binder"] == f"https://mybinder.org/v2/{binder}?urlpath=lab/tree/book/02_entropy.ipynb"
    assert links["repository"] == url


def test_binder_opens_the_folder_of_a_page_that_cannot_be_run():
    assert page_links(THREAD, "main", "book/notation.md")["binder"].endswith("?urlpath=lab/tree/book")


def test_an_issue_names_the_page():
    assert page_links(THREAD, "main", "book/notation.md")["issue"] == (
        THREAD + "/issues/new?title=book%2Fnotation.md"
    )
    gitlab = page_links("https://gitlab.com/acme/thread", "main", "book/notation.md")
    assert gitlab["issue"].startswith("https://gitlab.com/acme/thread/-/issues/new?issue[title]=")


def test_the_form_for_errors_asks_for_what_the_link_of_a_page_fills_in():
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/error.yml").read_text(encoding="utf-8"))
    script = (ROOT / "book/_static/book.js").read_text(encoding="utf-8")
    assert [field["id"] for field in form["body"]] == ["where", "number", "right"]
    assert '"template", "error.yml"' in script and '"where"' in script


def test_the_changes_begin_with_the_version_of_the_library():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.search(r"(?m)^## ([\d.]+)", changes)[1] == project["version"]
    dates = re.findall(r"(?m)^### (\d{4}-\d\d-\d\d)$", changes)
    assert dates and dates == sorted(dates, reverse=True)
