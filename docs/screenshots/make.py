"""Make the pictures of the README: the demonstration in a browser, on a desk and on a phone."""

import shutil
import threading
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from bench.demonstration import loaded_demonstration
from core import clock
from surveys.demonstration.people import PASSWORD
from surveys.demonstration.services import open_trial

HERE = Path(__file__).parent
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}
COORDINATOR, OFFICER = "koordinatorka@trileto.example", "policist@trileto.example"
# Name of the picture, who looks, at which page, on what.
SHOTS = (
    ("overview-desktop", COORDINATOR, "/overview", DESKTOP),
    ("rotation-desktop", COORDINATOR, "/rotation-plans/1", DESKTOP),
    ("visits-desktop", COORDINATOR, "/visits/week", DESKTOP),
    ("indicators-desktop", COORDINATOR, "/indicators", DESKTOP),
    ("annual-report-desktop", COORDINATOR, "/annual-reports/2024", DESKTOP),
    ("school-desktop", COORDINATOR, "/schools/450", DESKTOP),
    ("my-visits-phone", OFFICER, "/visits/mine", PHONE),
)


def main() -> None:
    """Load the demonstration, serve it, and take the pictures."""
    with loaded_demonstration() as app:
        with app.app_context():
            code = (open_trial(clock.now()) or "").replace(" ", "")
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        program = next(
            path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
        )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for name, email, path, size in SHOTS:
                page = _open(browser, address, size)
                _sign_in(page, email)
                page.goto(path)
                page.screenshot(path=HERE / f"{name}.png")
            page = _open(browser, address, PHONE)
            page.goto(f"/s/{code}")
            page.get_by_role("button", name="Začni").click()
            page.screenshot(path=HERE / "pupil-phone.png")
            browser.close()
        server.shutdown()


def _open(browser: Browser, address: str, size: dict[str, int]) -> Page:
    return browser.new_context(base_url=address, viewport=size, locale="sl-SI").new_page()  # type: ignore[arg-type]


def _sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-poštni naslov").fill(email)
    page.get_by_label("Geslo").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Prijava").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


if __name__ == "__main__":
    main()
