"""Browsers without a browser: a client for every role of the matrix, and every address that the product answers."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from leitu.accounts.models import SignIn
from leitu.ui.checks import patterns
from tests.access_rows import Row
from tests.world import ABSENT, ROLES, SISTER_ROLES, World


class Visitors:
    """One signed-in client per role, each as fresh as at its first request."""

    def __init__(self, world: World) -> None:
        self.clients = {role: visitor(world, role) for role in ("anonymous", *ROLES, *SISTER_ROLES)}
        self.cookies = {role: client.cookies.copy() for role, client in self.clients.items()}

    def __getitem__(self, role: str) -> Client:
        client = self.clients[role]
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in self.cookies[role].items()})
        return client


def visitor(world: World, role: str, *, csrf: bool = False) -> Client:
    """A client that is signed in as that role, with its second factor passed. Errors answer 500 instead of raising."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    user = world.user(role)
    if user is not None:
        client.force_login(user)
        SignIn.objects.filter(user=user).update(strong=True)
    return client


def addresses() -> dict[str, URLPattern]:
    """Every named page of the product, by its full name (``activities:show``); the API has its own matrix."""
    found = {}
    for route, pattern in patterns(get_resolver()):
        if route.startswith("api/"):
            continue
        view = getattr(pattern.callback, "view_class", pattern.callback)
        app = view.__module__.split(".")[1] if view.__module__.startswith("leitu.") else view.__module__
        found[f"{app}:{pattern.name}"] = pattern
    return found


def address(world: World, name: str, row: Row, scope: str) -> str | None:
    """The address of a page for the thing of that scope; None where the world has no such thing."""
    if row.of in ("", "nothing"):
        return reverse(name, kwargs=row.more or None) + row.query
    things = world.things[row.of]
    if scope == "absent":
        return reverse(name, kwargs=ways(row.of, None) | row.more)
    return reverse(name, kwargs=ways(row.of, things[scope]) | row.more) if scope in things else None


def ways(of: str, thing: Any) -> dict[str, Any]:
    """How a thing is named in addresses; ``None`` is one that does not exist."""
    key = thing.pk if thing is not None else ABSENT
    kind = of.partition(":")[0]
    if kind == "resolution":
        return {"pk": thing.activity_id if thing is not None else ABSENT, "resolution": key}
    if kind == "duty":
        named = {"unit": thing.unit_id, "norm": thing.norm_code} if thing is not None else {}
        start = thing.period_start.isoformat() if thing is not None else "2026-03-01"
        return {"unit": ABSENT, "norm": "theme-day", **named, "period_start": start}
    if kind == "secret":
        return {"secret": thing.link_secret if thing is not None else "no-such-secret"}
    return {"pk": key}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def body(answer: HttpResponse) -> bytes:
    """All bytes of an answer, streamed ones too."""
    if answer.streaming:
        return b"".join(answer)  # type: ignore[arg-type]
    return bytes(answer.content)


def sent(answer: HttpResponse) -> bytes:
    """Headers and body, as they leave the house; the parts of an office file unpacked."""
    lines = [f"{name}: {unquote(value)}" for name, value in answer.items()]
    cookies = [c.OutputString() for c in answer.cookies.values()]
    content = body(answer)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return "\n".join([*lines, *cookies]).encode() + b"\n\n" + content
