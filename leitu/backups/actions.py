"""Make backups, try them out, restore them. Files are made outside any transaction; the entry says that they were."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from leitu.approvals import actions as approvals
from leitu.approvals.models import Ask
from leitu.approvals.queries import approval
from leitu.audit import sealing
from leitu.audit.record import record
from leitu.backups import archive, keys, shelf
from leitu.backups.databases import Scratch, counted, heads, store, store_for
from leitu.backups.errors import BackupError, Damaged, Unfit
from leitu.backups.policies import require_for_all, require_keeper
from leitu.backups.restoring import RESTORING, arguments_of
from leitu.backups.shelf import Restored, Shelved
from leitu.core.actor import Actor
from leitu.core.crypto import provider
from leitu.core.errors import NotAllowed
from leitu.core.invariants import broken
from leitu.core.restored import void_all
from leitu.orgs.models import Tenant, Unit

QUIET_SECONDS = 2.0
"""What the last requests before a restore get to come to their end."""


@transaction.atomic
def make_recovery_key(*, actor: Actor) -> str:
    """A new recovery key; the secret half is returned once and kept nowhere. Raises NotAllowed.

    Backups made before stay sealed to the key before.
    """
    require_for_all(actor)
    secret = keys.fresh_recovery_key()
    record(actor, "backups.make_recovery_key")
    return secret


def make_backup(*, actor: Actor, reason: str = shelf.BY_HAND) -> Shelved:
    """A backup of the whole installation in the folder of backups. Raises NotAllowed, BackupError, OSError."""
    require_keeper(actor)
    began = time.monotonic()
    shelf.folder().mkdir(parents=True, exist_ok=True)
    name = shelf.fresh_name(reason)
    target = shelf.folder() / name
    recovery, machine = keys.recovery_recipient(), keys.machine_identity().to_public()
    with _workshop() as folder:
        manifest = store().dump(folder)
        _copy_media(folder)
        unfinished = folder.parent / name
        sealed_to = [machine, *([recovery] if recovery is not None else [])]
        manifest = archive.pack(folder, manifest, unfinished, sealed_to)
        if recovery is not None:
            _pack_keys(folder.parent, target.with_suffix(".keys"), manifest, recovery)
        unfinished.replace(target)
    taken = round(time.monotonic() - began, 1)
    made = shelf.keep(Shelved(name, target.stat().st_size, archive.sha256(target), manifest, taken))
    _copy_elsewhere(made)
    for old in shelf.outdated(shelf.all_backups()):
        shelf.throw_away(old)

    with transaction.atomic():
        record(actor, "backups.make_backup", name=name, size=made.size, sha256=made.sha256, seconds=taken)
    return made


def receive_backup(*, actor: Actor, chunks: Iterable[bytes], typed_key: str = "") -> Shelved:
    """Take in a backup that somebody brought, so that it can be tried out, asked for and restored like any other.

    It is opened and looked through, then sealed anew to the keys of this machine; ``typed_key`` is the recovery key,
    needed for a file of before this machine. It stays for seven days. Raises NotAllowed, WrongKey, Damaged, Unfit
    (another kind of database, or of another installation), OSError.
    """
    require_for_all(actor)
    opening = [keys.machine_identity(), *([keys.read_back(typed_key)] if typed_key else [])]
    shelf.folder().mkdir(parents=True, exist_ok=True)
    name = shelf.fresh_name(shelf.BROUGHT)
    with _workshop() as folder:
        brought, unfinished = folder.parent / "brought", folder.parent / name
        with brought.open("wb") as out:
            out.writelines(chunks)
        digest = archive.sha256(brought)
        manifest = archive.unpack(brought, folder, opening)
        store_for(manifest)
        if manifest.field_key_id != provider().key_id:
            raise Unfit(
                "The backup was made with another field key. On the server: leitu restore FILE --keys FILE.keys, into"
                " an empty installation."
            )
        recovery, machine = keys.recovery_recipient(), keys.machine_identity().to_public()
        manifest = archive.pack(folder, manifest, unfinished, [machine, *([recovery] if recovery is not None else [])])
        unfinished.replace(shelf.folder() / name)
    made = shelf.keep(
        Shelved(name, (shelf.folder() / name).stat().st_size, archive.sha256(shelf.folder() / name), manifest)
    )

    with transaction.atomic():
        record(actor, "backups.receive_backup", name=name, made_at=manifest.made_at, size=made.size, sha256=digest)
    return made


@contextmanager
def _workshop() -> Iterator[Path]:
    """An empty folder for one backup, on the disk of the backups; its parent is for what is not packed."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=shelf.folder()) as folder:
        inner = Path(folder) / "content"
        inner.mkdir()
        yield inner


def _copy_media(folder: Path) -> None:
    media = Path(settings.LEITU_MEDIA)
    if media.is_dir():
        shutil.copytree(media, folder / "media")


def _pack_keys(room: Path, target: Path, manifest: archive.Manifest, recovery: Any) -> None:
    """The field key and the secret key in a file of their own, sealed to the recovery key alone."""
    content = room / "keys"
    content.mkdir()
    (content / "field-key").write_text(settings.LEITU_FIELD_KEY.hex())
    (content / "secret-key").write_text(settings.SECRET_KEY)
    archive.pack(content, manifest, room / "sealed.keys", [recovery])
    (room / "sealed.keys").replace(target)


def _copy_elsewhere(made: Shelved) -> None:
    """A second copy on another disk or a mounted share, where one is set."""
    if settings.LEITU_BACKUP_COPY:
        there = Path(settings.LEITU_BACKUP_COPY)
        for path in (made.path, made.path.with_suffix(".keys")):
            if path.exists():
                shutil.copy2(path, there / path.name)


def try_out(*, actor: Actor, name: str) -> Shelved:
    """Restore a backup beside the database and look whether all is there; nothing else changes.

    What is found stands on the backup's card. Raises NotAllowed, Unfit (there is no such backup).
    """
    require_keeper(actor)
    shelved = shelf.named(name)
    if shelved is None:
        raise Unfit("There is no such backup.")
    began = time.monotonic()
    try:
        if archive.sha256(shelved.path) != shelved.sha256:
            raise Damaged("The file is not the one that was made.")
        with (
            _opened(shelved.path, [keys.machine_identity()]) as (folder, manifest),
            store_for(manifest).scratch(folder) as scratch,
        ):
            found = _settle(scratch, manifest, "--thorough")
        outcome = "good" if not found["problems"] else f"{len(found['problems'])} problems"
    except BackupError as problem:
        outcome, found = str(problem), {}
    seconds = round(time.monotonic() - began, 1)
    shelved = shelf.tried(shelved, outcome, seconds=seconds, problems=found.get("problems", [])[:20])

    with transaction.atomic():
        count = 0 if shelved.is_good else len(found.get("problems", [])) or 1
        record(actor, "backups.try_out", name=name, problems=count, outcome=outcome, seconds=seconds)
    return shelved


@contextmanager
def _opened(path: Path, identities: Sequence[Any]) -> Iterator[tuple[Path, archive.Manifest]]:
    shelf.folder().mkdir(parents=True, exist_ok=True)
    with _workshop() as folder:
        yield folder, archive.unpack(path, folder, identities)


def _settle(scratch: Scratch, manifest: archive.Manifest, *words: str) -> dict[str, Any]:
    """Bring a copy up to date and look through it, in a process that has the copy as its database."""
    told = {"tables": manifest.tables, "heads": manifest.heads, "field_key_id": manifest.field_key_id}
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-m", "leitu", "settle-restored", *words],
        env={**os.environ, "DATABASE_URL": scratch.url},
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise Unfit("The copy could not be brought up to date.") from None
    return found


def settle_restored(
    *,
    actor: Actor,
    told: dict[str, Any],
    name: str = "",
    epoch: int = 0,
    thorough: bool = False,
    as_it_was: bool = False,
) -> dict[str, Any]:
    """In the copy: counts and heads against the manifest, migrations, invariants; with ``name`` all that was open is void.

    Returns {"problems": […], "void": {…}}. Raises NotAllowed for anybody but the machine's own side.
    """
    if not actor.is_trusted:
        raise NotAllowed("backups.settle_restored")
    problems: list[dict[str, Any]] = []
    for table, count in counted(_asked, sorted(told["tables"])):
        if count != told["tables"][table]:
            problems.append({"table": table, "told": told["tables"][table], "found": count})
    if heads(_asked) != told["heads"]:
        problems.append({"problem": "the audit has another head"})
    call_command("migrate", verbosity=0, interactive=False)
    for tenant in Tenant.objects.order_by("pk") if not as_it_was else ():
        problems += [{"tenant": tenant.code, **found} for found in broken(tenant.pk)]
    if thorough:
        problems += _thorough_problems(told)

    void: dict[str, int] = {}
    if name and not problems:
        with transaction.atomic():
            void = void_all()
            record(actor, "backups.settle_restored", name=name, epoch=epoch, void=void)
        sealing.seal_all()
    return {"problems": problems, "void": void}


def _asked(asked: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [tuple(row) for row in cursor.fetchall()]


def _thorough_problems(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts against records, the whole audit, and whether the field key here opens what is sealed in there."""
    from leitu.audit.verify import verify
    from leitu.facts.derive import differences

    found: list[dict[str, Any]] = []
    for tenant in Tenant.objects.order_by("pk"):
        found += [{"problem": "a fact differs", "key": list(one.key)} for one in differences(tenant.pk)]
    found += [{"problem": f"audit: {one.problem}", "entry": one.entry} for one in verify([]).findings]
    if told["field_key_id"] != provider().key_id:
        found.append({"problem": "the field key is another"})
    return found


def restore(
    *, actor: Actor, path: Path, typed_key: str = "", keys_file: Path | None = None, as_it_was: bool = False
) -> Restored:
    """Put the state of a backup in the place of the database; what is here now is kept for seven days.

    ``typed_key`` is the recovery key, needed for a file from another machine, as is ``keys_file``. Everything is tried
    on a copy first: a file that is damaged, sealed to another key or unfit is refused before anything is touched.
    ``as_it_was`` takes a state with broken invariants too: it is how the installation was a moment ago.
    All sessions, invitations, tokens, asks and open runs are void afterwards. In the browser it takes the approval of
    a second person. Raises NotAllowed, WrongState (no approval), BackupError, OSError.
    """
    require_for_all(actor)
    approved = None if actor.is_trusted else approval(actor, RESTORING, _asked_for(path.name, is_undo=as_it_was))
    by = actor.label if approved is None else _by_two(approved)
    recovery = [keys.read_back(typed_key)] if typed_key else []
    with _opened(path, [keys.machine_identity(), *recovery]) as (folder, manifest):
        place = store_for(manifest)
        _bring_keys(manifest, keys_file, recovery)
        with place.scratch(folder) as scratch, shelf.restoring():
            epoch = len(shelf.restores()) + 1
            words = [f"--name={path.name}", f"--epoch={epoch}", f"--by={by}"]
            found = _settle(scratch, manifest, *words, *(["--as-it-was"] if as_it_was else []))
            if found["problems"]:
                raise Unfit(f"The copy is not sound: {json.dumps(found['problems'][:3], ensure_ascii=False)}")
            time.sleep(QUIET_SECONDS)
            safety = make_backup(actor=actor, reason=shelf.SAFETY)
            with transaction.atomic():
                if approved is not None:
                    approvals.use(actor, approved)
                record(actor, "backups.restore", name=path.name, safety=safety.name, by=by)
            place.swap(scratch, folder)
            _put_media_back(folder)
            sealing.start_anew()
            return shelf.remember_restore(path.name, safety.name, by)


def _bring_keys(manifest: archive.Manifest, keys_file: Path | None, recovery: list[Any]) -> None:
    """Have the field key that the backup was made with. Raises Unfit, WrongKey, Damaged."""
    if manifest.field_key_id == provider().key_id:
        return
    if keys_file is None or not recovery:
        raise Unfit(
            "The backup was made with another field key. Give the file that ends in .keys and the recovery key; "
            "without them no identity number, telephone number or address opens."
        )
    if Tenant.objects.exists():
        raise Unfit("This installation has data under its own field key. Restore into an empty installation.")
    with _opened(keys_file, recovery) as (content, _manifest):
        brought = (content / "field-key").read_text().strip()
    keys.write_private(Path(settings.LEITU_HOME) / "field-key.key", brought)
    settings.LEITU_FIELD_KEY = bytes.fromhex(brought)
    if manifest.field_key_id != provider().key_id:
        raise Unfit("The file of keys belongs to another backup.")


def _put_media_back(folder: Path) -> None:
    """The stored files of the backup; those of now lie in the safety copy."""
    media, brought = Path(settings.LEITU_MEDIA), folder / "media"
    if brought.is_dir():
        shutil.copytree(brought, media, dirs_exist_ok=True)


def undo_restore(*, actor: Actor) -> Restored:
    """Go back to the state before the last restore. Raises NotAllowed, WrongState (no approval), Unfit (too late, or
    there was none).
    """
    require_for_all(actor)
    return restore(actor=actor, path=shelf.folder() / _last_safety(), as_it_was=True)


def _last_safety() -> str:
    """The name of the state before the last restore. Raises Unfit."""
    done = shelf.restores()
    if not done or not done[-1].can_be_undone:
        raise Unfit("There is no restore of the last seven days to undo.")
    return done[-1].safety


@transaction.atomic
def ask_restore(*, actor: Actor, name: str, reason: str) -> Ask:
    """Ask a second person to agree to the restore of a backup. Raises NotAllowed, WrongState, Unfit, ValidationError."""
    require_for_all(actor)
    return _ask(actor, _asked_for(name, is_undo=False), reason)


@transaction.atomic
def ask_undo(*, actor: Actor, reason: str) -> Ask:
    """Ask a second person to agree that the last restore is undone. Raises as ``ask_restore``."""
    require_for_all(actor)
    return _ask(actor, _asked_for(_last_safety(), is_undo=True), reason)


def _by_two(approved: Ask) -> str:
    return _("%(who)s，%(approver)s批准") % {"who": approved.asked_by_label, "approver": approved.decided_by_label}


def _asked_for(name: str, *, is_undo: bool) -> dict[str, Any]:
    shelved = shelf.named(name)
    if shelved is None:
        raise Unfit("There is no such backup.")
    return arguments_of(shelved, is_undo=is_undo)


def _ask(actor: Actor, given: dict[str, Any], reason: str) -> Ask:
    root = Unit.objects.filter(tenant_id=actor.tenant_id, parent__isnull=True).order_by("pk").first()
    unit = root.pk if root is not None else 0
    return approvals.ask(actor, RESTORING, unit_id=unit, subject=given["name"], arguments=given, reason=reason)
