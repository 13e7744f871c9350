"""What every test gets: Leitu's settings, no network, a browser where there is one."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

os.environ["LEITU_TEST"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitu.config.settings")
# Playwright's loop runs in the thread of the test, where Django would refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django
import hypothesis
import pytest

from tests.support.chromium import ARGUMENTS, ENVIRONMENT, find_chromium

django.setup()  # before the conftest files of the apps, which import models

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

CHROMIUM = find_chromium()
REQUIRED = os.environ.get("LEITU_REQUIRE", "").split(",")
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use a browser, and leave out those of the other database."""
    from django.db import connection

    on_postgres = connection.vendor == "postgresql"
    left_out = []
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if item.get_closest_marker("postgres_only") and not on_postgres:
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser, unless one is demanded."""
    if item.get_closest_marker("browser") and not CHROMIUM:
        if "browser" in REQUIRED:
            pytest.fail("LEITU_REQUIRE asks for a browser, and there is no Chromium.", pytrace=False)
        pytest.skip("no Chromium here (install it, or set LEITU_CHROMIUM)")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS, "env": ENVIRONMENT}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone held upright, in Chinese, in Shanghai."""
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture
def context(context: Any) -> Any:
    """A browser session in which nothing waits longer than fifteen seconds: the first page of a server takes a while."""
    from playwright.sync_api import expect

    context.set_default_timeout(15_000)
    expect.set_options(timeout=15_000)
    return context


def _is_local(host: Any) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fail a test that turns to another machine, also when the code under test swallows the error."""
    tried: list[str] = []

    def refuse(host: Any) -> None:
        tried.append(str(host))
        raise ConnectionRefusedError(f"Tests stay on this machine; this one asked for {host}.")

    def guarded(call: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
                refuse(address[0])
            return call(self, address)

        return connect

    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if not _is_local(host):
            refuse(host)
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield tried
    if tried:
        pytest.fail(f"This test turned to another machine: {', '.join(tried)}", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def backups_of_tests_lie_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes a backup, a key or a head of the audit into a real data folder."""
    from django.conf import settings

    settings.LEITU_BACKUPS = tmp_path_factory.mktemp("backups")
    settings.LEITU_HEADS = tmp_path_factory.mktemp("heads") / "audit.jsonl"


@pytest.fixture(scope="session", autouse=True)
def flushing_passes_append_only_tables() -> Iterator[None]:
    """Tests with a real server commit, and their tables are emptied afterwards."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from tests.support.flush import execute, flush

    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = execute  # type: ignore[method-assign]


@pytest.fixture
def county(db: None) -> Any:
    """Linshui county of tests/cast.py."""
    from tests.cast import build_county

    return build_county("A")


@pytest.fixture
def counties(db: None) -> Any:
    """Linshui county and its sister county, whose names are canaries."""
    from tests.cast import build_cast

    return build_cast()
