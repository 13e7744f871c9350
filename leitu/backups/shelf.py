"""The folder of backups: a file, and beside it what it is and how its last try went. It outlives every restore."""

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from leitu.backups.archive import Manifest
from leitu.backups.errors import Unfit
from leitu.backups.keys import write_private
from leitu.core.clock import now

NAME = re.compile(r"leitu-\d{8}T\d{6}Z-[a-z]+\.backup")
TOO_OLD = dt.timedelta(hours=26)
UNDO_WITHIN = dt.timedelta(days=7)
HOURS_KEPT, DAYS_KEPT, MONTHS_KEPT = 24, 30, 12
NIGHTLY, HOURLY, BY_HAND, SAFETY, BROUGHT = "nightly", "hourly", "hand", "safety", "brought"
NOT_OURS = (SAFETY, BROUGHT)
"""Not made to keep what is there now: they say nothing of whether backups are made."""
LARGE = 500_000_000
"""Bytes of a backup from which on it is made at night only: the machine has other work in the day."""


@dataclass(frozen=True)
class Shelved:
    """One backup of the folder. ``outcome``: empty before it was tried out, "good", or what was wrong."""

    name: str
    size: int
    sha256: str
    manifest: Manifest
    seconds: float = 0
    tried_at: str = ""
    outcome: str = ""
    tried: dict[str, Any] = field(default_factory=dict)

    @property
    def made_at(self) -> dt.datetime:
        return self.manifest.moment

    @property
    def came_at(self) -> dt.datetime:
        """When the file came into the folder: for one that was brought, long after it was made."""
        return dt.datetime.strptime(self.name.split("-")[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)

    @property
    def reason(self) -> str:
        """Why it is here: nightly, hourly, hand, safety, brought."""
        return self.name.rpartition("-")[2].removesuffix(".backup")

    @property
    def is_good(self) -> bool:
        return self.outcome == "good"

    @property
    def path(self) -> Path:
        return folder() / self.name


def folder() -> Path:
    """Where backups are."""
    return Path(settings.LEITU_BACKUPS)


def fresh_name(reason: str) -> str:
    """The name of a backup that is made now."""
    return f"leitu-{now().astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{reason}.backup"


def _card(name: str) -> Path:
    return folder() / f"{name}.json"


def keep(shelved: Shelved) -> Shelved:
    """Write down what is known of a backup."""
    write_private(_card(shelved.name), json.dumps(asdict(shelved), ensure_ascii=False, indent=1))
    return shelved


def tried(shelved: Shelved, outcome: str, **found: Any) -> Shelved:
    """Write down how trying a backup out went."""
    return keep(replace(shelved, tried_at=now().isoformat(timespec="seconds"), outcome=outcome, tried=found))


def all_backups() -> list[Shelved]:
    """Every backup of the folder, the newest first. A file without its card, or the other way round, is none."""
    found = []
    for card in folder().glob("leitu-*.backup.json"):
        try:
            raw = json.loads(card.read_text(encoding="utf-8"))
            one = Shelved(**{**raw, "manifest": Manifest(**raw["manifest"])})
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if one.path.exists():
            found.append(one)
    return sorted(found, key=lambda one: one.name, reverse=True)


def named(name: str) -> Shelved | None:
    """The backup with that name, None when there is none (any other text is no name)."""
    return next((one for one in all_backups() if one.name == name), None) if NAME.fullmatch(name) else None


def is_overdue() -> bool:
    """Whether no backup of the last 26 hours was tried out and found good (security.md §6)."""
    return not any(one.is_good and now() - one.made_at < TOO_OLD for one in all_backups() if one.reason != BROUGHT)


def outdated(backups: list[Shelved]) -> list[Shelved]:
    """What need not be kept: all but 30 days, the first of each of 12 months, hourly ones of a day,
    safety copies and what was brought of 7 days.
    """
    at, kept, months = now(), set(), set()
    for one in sorted(backups, key=lambda one: one.made_at):
        age, month = at - one.made_at, f"{one.made_at:%Y-%m}"
        if one.reason in NOT_OURS:
            stays = at - one.came_at <= UNDO_WITHIN
        elif one.reason == HOURLY:
            stays = age <= dt.timedelta(hours=HOURS_KEPT)
        else:
            first = month not in months and age <= dt.timedelta(days=31 * MONTHS_KEPT)
            stays = first or age <= dt.timedelta(days=DAYS_KEPT)
            months.add(month)
        if stays:
            kept.add(one.name)
    return [one for one in backups if one.name not in kept]


def throw_away(shelved: Shelved) -> None:
    """Remove a backup with its card and its keys, and its second copy."""
    _card(shelved.name).unlink(missing_ok=True)
    for place in (folder(), *([Path(settings.LEITU_BACKUP_COPY)] if settings.LEITU_BACKUP_COPY else [])):
        (place / shelved.name).unlink(missing_ok=True)
        (place / shelved.name).with_suffix(".keys").unlink(missing_ok=True)


@dataclass(frozen=True)
class Restored:
    """One restore, as the folder remembers it. ``epoch`` counts them."""

    epoch: int
    at: str
    name: str
    safety: str
    by: str

    @property
    def can_be_undone(self) -> bool:
        """Within seven days, while the safety copy is there."""
        return now() - dt.datetime.fromisoformat(self.at) < UNDO_WITHIN and named(self.safety) is not None


def restores() -> list[Restored]:
    """Every restore of this installation, oldest first."""
    try:
        lines = (folder() / "restores.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Restored(**json.loads(line)) for line in lines]


def remember_restore(name: str, safety: str, by: str) -> Restored:
    """Write down a restore that has taken place; the epoch is one higher than ever before."""
    done = Restored(len(restores()) + 1, now().isoformat(timespec="seconds"), name, safety, by)
    with (folder() / "restores.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return done


def _flag() -> Path:
    return folder() / "restoring"


def is_restoring() -> bool:
    """Whether a restore is under way, so that nothing may be written. A flag whose process is gone does not count."""
    try:
        process = int(_flag().read_text())
        os.kill(process, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True  # somebody else's process: it lives
    return True


@contextmanager
def restoring() -> Iterator[None]:
    """Keep writers out, and a second restore. Raises Unfit."""
    folder().mkdir(parents=True, exist_ok=True)
    if is_restoring():
        raise Unfit("Another restore is under way.")
    write_private(_flag(), str(os.getpid()))
    try:
        yield
    finally:
        _flag().unlink(missing_ok=True)
