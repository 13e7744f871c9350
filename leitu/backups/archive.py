"""The file of a backup: an age-sealed, compressed tar with a description, the database and the stored files."""

import datetime as dt
import hashlib
import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from leitu.backups.errors import Damaged, WrongKey

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``tables``: rows by table; ``files``: SHA-256 by name; ``heads``: of the audit."""

    made_at: str
    version: str
    database: str
    organisations: list[str]
    tables: dict[str, int]
    heads: dict[str, str]
    last_entry: int
    field_key_id: str
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def moment(self) -> dt.datetime:
        """When it was made."""
        return dt.datetime.fromisoformat(self.made_at)


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def pack(folder: Path, manifest: Manifest, target: Path, recipients: Sequence[Any]) -> Manifest:
    """Seal the files of ``folder`` into ``target``; returns the manifest with their digests."""
    named = {path.relative_to(folder).as_posix(): sha256(path) for path in _files_below(folder)}
    complete = Manifest(**{**asdict(manifest), "files": named})
    text = json.dumps(asdict(complete), ensure_ascii=False, indent=1).encode()
    plain = target.with_suffix(".tar")
    try:
        with tarfile.open(plain, "w:gz", compresslevel=1) as tar:
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
            for name in named:
                tar.add(folder / name, arcname=name, recursive=False)
        pyrage.encrypt_file(str(plain), str(target), list(recipients))
    finally:
        plain.unlink(missing_ok=True)
    return complete


def unpack(source: Path, folder: Path, identities: Sequence[Any]) -> Manifest:
    """Open a backup into an empty folder and check every file in it. Raises WrongKey, Damaged."""
    plain = folder / "backup.tar"
    try:
        pyrage.decrypt_file(str(source), str(plain), list(identities))
    except pyrage.DecryptError as problem:
        if "No matching keys" in str(problem):
            raise WrongKey("The file is sealed to another key.") from problem
        raise Damaged("The file is no backup, or not whole.") from problem
    except OSError as problem:
        if problem.errno is not None:
            raise  # no space, no right: that is the machine's fault, not the file's
        raise Damaged("The file is not whole.") from problem
    try:
        with tarfile.open(plain) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        raise Damaged("The file is not whole.") from problem
    finally:
        plain.unlink(missing_ok=True)
    return _checked(folder)


def _checked(folder: Path) -> Manifest:
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise Damaged(f"This Leitu reads backups of format {FORMAT}, not {raw['format']}.")
        manifest = Manifest(**raw)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Damaged("The file has no description of itself.") from problem
    here = {path.relative_to(folder).as_posix(): sha256(path) for path in _files_below(folder)}
    if here != manifest.files:
        raise Damaged("A file in the backup is not the one that was put in.")
    return manifest
