"""A throw-away PostgreSQL: ``python -m tests.support.postgres -- COMMAND …`` runs COMMAND with DATABASE_URL set.

The cluster lives in a temporary folder, listens on a free loopback port and is gone afterwards,
whatever happened. It uses the standard library only.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

OWNER = "leitu"
START_SECONDS = 60.0
# Safe only because nothing in this cluster outlives the run.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
shared_buffers = 128MB
"""


class PostgresFailed(Exception):
    """The cluster could not be made or started; the text is what PostgreSQL said."""


def find_binaries() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``, the newest version first, or None."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "createdb")):
            return folder
    return None


def other_user() -> dict[str, Any]:
    """How to run as somebody else when this is root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise PostgresFailed("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_ready(data: Path) -> bool:
    """Whether the server accepts connections: line 8 of its pid file says so."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server at once and wait for it."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=20)


@contextlib.contextmanager
def cluster(
    binaries: Path,
    kept: Path | None = None,
    configuration: str = CONFIGURATION,
    *,
    words: Sequence[str] = (),
    revived: bool = False,
) -> Iterator[str]:
    """Run a cluster and yield the DATABASE_URL of a database in it. Raises PostgresFailed.

    It is fresh and gone afterwards; in the folder ``kept`` it stays, and is found again. ``words`` are more of initdb's.
    ``revived``: a server that gave up is started again, as a machine's service manager does.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="leitu-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    data, log = folder / "data", folder / "log"
    other = other_user()
    # The tests' own settings (PGHOST, a foreign locale) must not leak in.
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    options: dict[str, Any] = {"cwd": folder, "env": env, **other}
    server: subprocess.Popen[bytes] | None = None
    watch, is_over = None, threading.Event()
    try:
        if other:
            os.chown(folder, other["user"], other["group"])
        is_new = not data.exists()
        if is_new:
            _make(binaries, data, configuration, words, options)
        if (data / "postmaster.pid").exists():
            raise PostgresFailed(f"A server runs on {data}, or was killed there; stop it, then remove postmaster.pid.")
        port = _free_port()
        server = _start(binaries, data, port, log, options)
        deadline = time.monotonic() + START_SECONDS
        while not _is_ready(data):
            if server.poll() is not None or time.monotonic() > deadline:
                raise PostgresFailed(log.read_text(errors="replace"))
            time.sleep(0.05)
        if is_new:
            subprocess.run(
                [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", OWNER, "leitu"], check=True, **options
            )

        def revive() -> None:
            nonlocal server
            while not is_over.wait(0.5):
                if server is not None and server.poll() is not None:
                    server = _start(binaries, data, port, log, options)

        if revived:
            watch = threading.Thread(target=revive)
            watch.start()
        yield f"postgres://{OWNER}@127.0.0.1:{port}/leitu"
    finally:
        is_over.set()
        if watch is not None:
            watch.join()
        if server is not None and server.poll() is None:
            _stop(server)
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _start(binaries: Path, data: Path, port: int, log: Path, options: dict[str, Any]) -> "subprocess.Popen[bytes]":
    """Start the server; what it says goes to the end of ``log``."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port)],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the tests; they stop the server when they are through
            **options,
        )


def _make(binaries: Path, data: Path, configuration: str, words: Sequence[str], options: dict[str, Any]) -> None:
    """Initialise a cluster. Raises PostgresFailed."""
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", *words],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    if made.returncode:
        raise PostgresFailed(made.stdout + made.stderr)
    with (data / "postgresql.conf").open("a") as out:
        out.write(configuration)


def end(number: int, frame: FrameType | None) -> None:
    """A signal handler that leaves by an exception, so that a cluster is stopped on the way."""
    sys.exit(128 + number)


def main() -> int:
    """Run the words after ``--`` against a fresh cluster; its exit code, or 2 without PostgreSQL."""
    command = sys.argv[1:]
    if command[:1] == ["--"]:
        command = command[1:]
    if not command:
        print("usage: python -m tests.support.postgres -- COMMAND …", file=sys.stderr)
        return 2
    binaries = find_binaries()
    if binaries is None:
        print("No PostgreSQL server is installed here (initdb, postgres).", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, end)  # so that the cluster is removed then, too
    try:
        with cluster(binaries) as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except PostgresFailed as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
