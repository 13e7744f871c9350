"""Files that people sent and have not decided about yet: kept outside the web root for a day, under random names.

Beside each lies a note of whose it is, what it was called and its SHA-256; both are only given back to its owner.
"""

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from leitu.core import text

KEEP_SECONDS = 24 * 3600
KEY = re.compile(r"[A-Za-z0-9_-]{20,40}")


@dataclass(frozen=True)
class Staged:
    """One kept file. ``owner`` is an opaque text (tenant, account, purpose); ``name`` is what the user called it."""

    key: str
    owner: str
    name: str
    digest: str

    @property
    def path(self) -> Path:
        return _folder() / self.key


def keep(chunks: Iterable[bytes], *, owner: str, name: str) -> Staged:
    """Keep a file; what its owner kept before for the same purpose goes, and whatever is older than a day."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(owner)
    key, found = secrets.token_urlsafe(24), hashlib.sha256()
    with os.fdopen(os.open(folder / key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            found.update(chunk)
            out.write(chunk)
    staged = Staged(key, owner, text.clean(name)[-200:], found.hexdigest())
    (folder / f"{key}.json").write_text(json.dumps(asdict(staged)), encoding="utf-8")
    return staged


def find(key: str, *, owner: str) -> Staged | None:
    """The kept file of that owner, if it is still there and still the same; else None."""
    if not KEY.fullmatch(key):
        return None
    try:
        staged = Staged(**json.loads((_folder() / f"{key}.json").read_text(encoding="utf-8")))
        with staged.path.open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == staged.digest
    except (OSError, ValueError, TypeError):
        return None
    return staged if same and staged.owner == owner else None


def drop(staged: Staged) -> None:
    """Forget a kept file."""
    staged.path.unlink(missing_ok=True)
    staged.path.with_name(f"{staged.key}.json").unlink(missing_ok=True)


def sweep_files(before: dt.datetime) -> int:
    """Forget files that were kept before the moment, whosever they are; returns how many."""
    gone = 0
    for note in _folder().glob("*.json"):
        try:
            staged = Staged(**json.loads(note.read_text(encoding="utf-8")))
            if note.stat().st_mtime < before.timestamp():
                drop(staged)
                gone += 1
        except (OSError, ValueError, TypeError):
            continue  # somebody else swept it at the same moment, or is writing it
    return gone


def _folder() -> Path:
    return Path(settings.STAGING_DIR)


def _sweep(owner: str) -> None:
    for note in _folder().glob("*.json"):
        try:
            staged = Staged(**json.loads(note.read_text(encoding="utf-8")))
            if staged.owner == owner or note.stat().st_mtime < time.time() - KEEP_SECONDS:
                drop(staged)
        except (OSError, ValueError, TypeError):
            continue  # somebody else swept it at the same moment, or is writing it
