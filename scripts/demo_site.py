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
    """Every demo account with a client in which it is signed in."""
    from django.test import Client

    from leitu.accounts.models import User

    for user in User.objects.filter(is_demo=True).order_by("pk"):
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        yield str(user.username), client


def pages(client: "Client", seen: set[str]) -> Iterator[tuple[str, str]]:
    """Follow the links from the home page: (URL name, address) of each kind of page not seen before.

    Of the thousand pages of units one is taken: a page is new when its URL name is.
    """
    from django.urls import Resolver404, resolve

    todo = list(STARTS)
    while todo:
        address = todo.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if name in seen:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        seen.add(name)
        yield name, address
        links = [urljoin(address, html.unescape(link)) for link in LINK.findall(answer.content.decode())]
        todo += [link for link in links if link.startswith("/") and not link.startswith("//")]
