"""The keys of backups (age, X25519).

A backup is sealed to two keys: the organisation's recovery key, of which only the public half stays here, and this
machine's own, so that it can try its backups out at night. The field key travels in a file of its own, sealed to the
recovery key alone: with backup and field key on two slips, one lost slip opens nothing.
"""

import os
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from leitu.backups.errors import WrongKey

PREFIX = "AGE-SECRET-KEY-1"
GROUP = 6


def _home() -> Path:
    return Path(settings.LEITU_BACKUPS)


def recipient_file() -> Path:
    """Where the public half of the recovery key is."""
    return _home() / "recovery.recipient"


def recovery_recipient() -> Any | None:
    """The public half of the recovery key, None before one was made."""
    try:
        return pyrage.x25519.Recipient.from_str(recipient_file().read_text().strip())
    except FileNotFoundError:
        return None


def fresh_recovery_key() -> str:
    """Make a recovery key and keep its public half; returns the secret half, which nobody can ever show again."""
    identity = pyrage.x25519.Identity.generate()
    _home().mkdir(parents=True, exist_ok=True)
    write_private(recipient_file(), str(identity.to_public()))
    return str(identity)


def machine_identity() -> Any:
    """This machine's own key, made at first use and readable by its owner only."""
    path = _home() / "machine.key"
    if not path.exists():
        _home().mkdir(parents=True, exist_ok=True)
        write_private(path, str(pyrage.x25519.Identity.generate()))
    return pyrage.x25519.Identity.from_str(path.read_text().strip())


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    fresh.replace(path)


def spoken(secret: str) -> str:
    """A recovery key in groups, to be written on paper."""
    body = secret.removeprefix(PREFIX)
    return " ".join(body[start : start + GROUP] for start in range(0, len(body), GROUP))


def read_back(typed: str) -> Any:
    """The recovery key as it was typed from paper: spaces, dashes and small letters do not matter. Raises WrongKey."""
    body = "".join(letter for letter in typed.upper() if letter.isalnum()).removeprefix(PREFIX.replace("-", ""))
    try:
        return pyrage.x25519.Identity.from_str(PREFIX + body)
    except pyrage.IdentityError as problem:
        raise WrongKey("This is no recovery key: a letter is missing or wrong.") from problem
