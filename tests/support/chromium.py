"""The machine's own Chromium, for browser tests and pictures."""

import os
import shutil

# Without these the browser looks for its maker's hosts at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The language of the browser's own words, such as those in a date field.
ENVIRONMENT: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}


def find_chromium() -> str:
    """The browser's program: ``LEITU_CHROMIUM``, or the one that is installed, or an empty text."""
    return os.environ.get("LEITU_CHROMIUM") or shutil.which("chromium") or ""
