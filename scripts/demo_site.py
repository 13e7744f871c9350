"""A demo district in a temporary folder, for the scripts that look at Leitu from outside."""

import html
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
LEITU = ROOT / ".venv" / "bin" / "leitu"
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
STARTS = ("/", "/ui/")
ERRORS = "/ui/error/"


@contextmanager
def demo(units: int, members: int, years: int) -> Iterator[None]:
    """Build a district and set Django up on it, in this process and for the commands it starts."""
    with tempfile.TemporaryDirectory(prefix="leitu-demo-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(
            LEITU_HOME=folder, LEITU_DEMO="1", LEITU_GALLERY="1", DJANGO_SETTINGS_MODULE="leitu.config.settings"
        )
        print(f"· Building a district of {units} units and {members} members over {years} years", flush=True)
        size = ["--units", str(units), "--members", str(members), "--years", str(years), "--seed", "1"]
        leitu("demo", *size, "--no-serve")
        import django

        django.setup()
        yield


def leitu(*words: str) -> str:
    """Run one command of Leitu and return its standard output; stop when it fails."""
    done = subprocess.run([LEITU, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"leitu {' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def signed_in() -> "Iterator[tuple[str, Client]]":
    """Every demo account with a client that has come in by its one click."""
    from django.test import Client
    from django.urls import reverse

    from leitu.accounts.queries import demo_accounts

    for user in demo_accounts():
        client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)
        client.post(reverse("accounts:demo_login"), {"account": user.pk})
        yield str(user.username), client


def pages(client: "Client", seen: set[str]) -> Iterator[tuple[str, str]]:
    """Follow the links from the home page: (URL name, address) of each kind of page not seen before.

    Of the thousand pages of units one is taken: a page is new when its URL name is. Of the gallery's
    error pages all are.
    """
    from django.urls import Resolver404, resolve

    todo, asked = list(STARTS), set()
    landing = {STARTS[0]}  # followed for every account: what it links to depends on who looks
    while todo:
        address = todo.pop(0)
        if address in asked:
            continue
        asked.add(address)
        is_specimen = address.startswith(ERRORS)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if is_specimen:
            name += "_" + urlsplit(address).path.strip("/").rpartition("/")[2]
        if name in seen and address not in landing:
            continue
        answer = client.get(address)
        if answer.status_code >= 500 and not is_specimen:
            sys.exit(f"{address} ({name}) answered {answer.status_code}; the log above says why.")
        if answer.status_code in (301, 302):
            todo.insert(0, answer["Location"])
            if address in landing:
                landing.add(answer["Location"])
        if not is_specimen and answer.status_code != 200:
            continue
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        if name not in seen:
            seen.add(name)
            yield name, address
        links = [urljoin(address, html.unescape(link)) for link in LINK.findall(answer.content.decode())]
        todo += [link for link in links if link.startswith("/") and not link.startswith("//")]
