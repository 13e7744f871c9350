"""Where an installation keeps its data, and the secrets made on first use."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The data folder: ``LEITU_HOME``, or ``var`` in the working folder."""
    return Path(os.environ.get("LEITU_HOME", "var")).resolve()


def default_database() -> str:
    """The address of the SQLite file in the data folder, which is made when it is missing."""
    home().mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{home() / 'leitu.sqlite3'}"


def secret(name: str, size: int = 32) -> bytes:
    """A secret of ``size`` random bytes, from ``LEITU_<NAME>`` (hex) or a file that only the owner may read.

    Made at first use, so that no installation starts with a key that others know.
    """
    given = os.environ.get("LEITU_" + name.upper().replace("-", "_"))
    if given:
        return bytes.fromhex(given)
    path = home() / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_hex(size))
        try:
            os.link(fresh, path)  # two processes starting at once must agree on one key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return bytes.fromhex(path.read_text().strip())
