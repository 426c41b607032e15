"""The browser that the tests of the site drive, and a server that serves the built pages as a code host does."""

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from pdf import BROWSERS, browser_on_path
from playwright.sync_api import Page, sync_playwright

FOLDER = "/thread/"  # where the pages of the repository acme/thread are published
# No sandbox, since containers run as root; no host but this computer, so that a page that needs another one fails.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def how_to_start():
    """The Chromium of this computer, and how it is started."""
    found = browser_on_path()
    assert found, (
        f"these tests need a browser: install Chromium (none of {', '.join(BROWSERS)} is on the path)"
    )
    return {"executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser(how_to_start):
    """That Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**how_to_start)
        yield browser
        browser.close()


class Pages(SimpleHTTPRequestHandler):
    """Serves the site from its folder; what is missing gets the site's own 404 page."""

    def translate_path(self, path):
        inside = path.startswith(FOLDER)
        return super().translate_path(path.removeprefix(FOLDER)) if inside else "/nowhere"

    def send_error(self, code, message=None, explain=None):
        page = super().translate_path("404.html")
        with open(page, "rb") as file:
            body = file.read()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def pages():
    """What serves the pages, for a server of a test's own."""
    return Pages


@pytest.fixture(scope="session")
def address(site):
    """The address of the running site, which ends in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{FOLDER}"
    server.shutdown()


@dataclass
class Window:
    """A page, with what it asked of other hosts and what went wrong since it was opened."""

    page: Page
    home: str
    outside: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def __post_init__(self):
        self.page.on("request", self.note_request)
        self.page.on("response", self.note_response)
        self.page.on("requestfailed", self.note_failure)
        self.page.on("console", self.note_message)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def note_request(self, request):
        if not request.url.startswith((self.home, "data:")):
            self.outside.append(request.url)

    def note_response(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")

    def note_failure(self, request):
        if request.failure != "net::ERR_ABORTED":  # the reader left before it came
            self.problems.append(f"failed: {request.url}")

    def note_message(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(message.text)


@pytest.fixture(scope="session")
def open_window(browser, address):
    """The function that opens a page of the site in a window without a history, as a context."""

    @contextmanager
    def open_window(path, width=1280, **settings):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        window = Window(context.new_page(), address)
        window.page.goto(address + path)
        yield window
        context.close()

    return open_window


@pytest.fixture
def open_page(open_window):
    """The function that opens a page of the site for one test, at whose end nothing may have gone wrong."""
    with ExitStack() as stack:
        windows = []

        def open_page(path, **settings):
            windows.append(stack.enter_context(open_window(path, **settings)))
            return windows[-1].page

        yield open_page
        for window in windows:
            assert not window.outside and not window.problems


@pytest.fixture(scope="session")
def offences():
    """The function that returns what axe finds on a page, or in its parts that selectors name.

    The drawn letters of formulas are left out: software that reads aloud does not see them, and they take the colour
    of the text around them.
    """

    def offences(page, *parts):
        context = {"exclude": [[".katex-html"]]} | ({"include": [[part] for part in parts]} if parts else {})
        found = (
            Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
        )
        return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]

    return offences
