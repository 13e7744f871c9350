import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

from leitu.accounts import factors, policies
from leitu.accounts.models import User
from leitu.accounts.tests.factories import make_user


@pytest.fixture
def mei(db: Any) -> User:
    """赵梅, who has a login name and a password."""
    return make_user()


@pytest.fixture(autouse=True)
def no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the floors above have registered does not count here."""
    monkeypatch.setattr(factors, "_requirements", [])
    monkeypatch.setattr(policies, "_rules", [])


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's roles ask for a second factor."""
    monkeypatch.setattr(factors, "_requirements", [lambda actor: True])


@pytest.fixture
def ruled_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say who rules over accounts: ``ruled_by(mei, "secure")``."""

    def rule(ruler: User, *what: str) -> None:
        monkeypatch.setattr(policies, "_rules", [lambda actor, user, act: actor.user_id == ruler.pk and act in what])

    return rule


class SharedServer(ThreadedWSGIServer):
    """A server whose threads use the connection of the test, and leave it open when the browser hangs up."""

    def _close_connections(self) -> None:
        pass


@pytest.fixture
def site(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that works in the transaction of the test, so that it is rolled back.

    Tests with real commits empty the tables afterwards, which the triggers of the audit forbid.
    """
    connection = connections["default"]
    connection.inc_thread_sharing()
    monkeypatch.setattr(connection, "close", lambda: None)  # PostgreSQL's would be gone
    server = SharedServer(
        ("localhost", 0), QuietWSGIRequestHandler, connections_override={connection.alias: connection}
    )
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    connection.dec_thread_sharing()
