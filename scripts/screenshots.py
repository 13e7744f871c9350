"""Photograph every screen as a phone and as a desktop show it: ``make screenshots``.

Fills screenshots/phone and screenshots/desktop from a demo district: the home page of every demo
account and one page of each kind that can be reached by links. Fails when a page reports an error.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

from scripts.demo_site import ERRORS, ROOT, demo, pages, signed_in
from tests.support.chromium import ARGUMENTS, ENVIRONMENT, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, ViewportSize

OUT = ROOT / "screenshots"
SIZES: "dict[str, ViewportSize]" = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
HOME = "portal:home"


@contextmanager
def serve() -> Iterator[str]:
    """The district on a free loopback port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(ROOT / ".venv/bin/granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--blocking-threads", "4", "--log-level", "warning", "leitu.config.wsgi:application"], cwd=ROOT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{address}/static/ui/ui.css", timeout=5).close()  # noqa: S310 (our own server)
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def complaint(said: "ConsoleMessage") -> list[str]:
    """What the browser holds against a page; that the specimens of error pages are errors is as it should be."""
    where = said.location.get("url", "")
    return [f"{where}: {said.text}"] if said.type == "error" and ERRORS not in where else []


def main() -> int:
    """Take the pictures. 1 when a page reported an error, 2 without a browser."""
    chromium = find_chromium()
    if not chromium:
        print("Pictures need Chromium (install it, or set LEITU_CHROMIUM).", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    shutil.rmtree(OUT, ignore_errors=True)
    troubles: list[str] = []
    with demo(units=60, members=1200, years=1):
        # All of them before the browser starts: its loop runs in this thread, where Django refuses the ORM.
        seen: set[str] = set()
        rounds = []
        for account, client in signed_in():
            seen.discard(HOME)
            found = list(pages(client, seen))
            rounds.append((account, {name: morsel.value for name, morsel in client.cookies.items()}, found))
        with serve() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=ENVIRONMENT)
            for account, cookies, found in rounds:
                for size, viewport in SIZES.items():
                    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
                    context.add_cookies(
                        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
                    )
                    page = context.new_page()
                    page.set_default_navigation_timeout(120_000)  # a machine may be busy with other things
                    page.on("console", lambda said: troubles.extend(complaint(said)))
                    page.on("pageerror", lambda error: troubles.append(str(error)))
                    for name, path in found:
                        page.set_viewport_size(viewport)
                        page.goto(address + path)
                        # As tall as the page, or the bar at the foot would lie across its middle.
                        height = page.evaluate("document.documentElement.scrollHeight")
                        page.set_viewport_size({**viewport, "height": max(viewport["height"], height)})
                        file = f"{name.replace(':', '-')}{f'-{account}' if name == HOME else ''}.png"
                        page.screenshot(path=OUT / size / file)
                    context.close()
                print(f"· {account}: {len(found)} kinds of page", flush=True)
            browser.close()
    for trouble in sorted(set(troubles)):
        print(f"The browser complained: {trouble}")
    print(f"The pictures are in {OUT.relative_to(ROOT)}/")
    return int(bool(troubles))


if __name__ == "__main__":
    sys.exit(main())
