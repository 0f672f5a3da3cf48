"""A server with the demonstration programme, and a browser in the widths that people hold in their hands."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

from tests.conftest import make_app

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1400, "height": 900}
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the server leave a file to the collector when the browser has hung up on it."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))


@pytest.fixture(scope="module")
def served_app(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with a demonstration of its own."""
    folder = tmp_path_factory.mktemp("server")
    file = folder / "trileto.sqlite3"
    shutil.copy(demonstration_file, file)
    app = make_app(f"sqlite:///{file}", folder)
    app.testing = False
    return app


@pytest.fixture(scope="module")
def server(served_app: Flask) -> Iterator[str]:
    """A running server; yields its address."""
    running = make_server("127.0.0.1", 0, served_app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(path for name in _PROGRAMS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser; at the end no page may have complained in the console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((server, "data:")):
            complaints.append(f"the page asked {request.url}")

    def open_page(
        viewport: dict[str, int] = DESKTOP, *, javascript: bool = True, bypass_csp: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            locale="sl-SI",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("request", watch)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
