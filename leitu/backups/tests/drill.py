"""A drill in a process and an installation of its own; it prints what it found.

Restoring replaces a database, which no test may do to its own; so the drill is told by LEITU_HOME and DATABASE_URL
where to work, and the test reads its report.
"""

import datetime as dt
import hashlib
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from leitu.accounts.factors import actor_for
from leitu.accounts.models import Invitation, RecoveryCode, SignIn, User
from leitu.approvals import actions as approvals
from leitu.approvals.models import Ask
from leitu.audit import sealing
from leitu.audit.record import record
from leitu.audit.verify import verify
from leitu.backups import actions, archive, keys, queries, shelf
from leitu.backups.databases import tables
from leitu.core.actor import console
from leitu.core.clock import now
from leitu.core.errors import WrongState
from leitu.core.models import JobRun
from leitu.orgs.models import Unit
from leitu.ui.models import SubmittedForm

HERE = console("drill")
CHANGE_BY_THEMSELVES = {
    *("audit_entry", "audit_seal", "core_jobrun", "django_session", "ui_submittedform", "accounts_signin"),
    *("accounts_invitation", "accounts_recoverycode", "accounts_apitoken", "approvals_ask"),
}
"""Tables that a restore itself writes to: it makes void what was open, and says so."""


def asked(text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return [tuple(row) for row in cursor.fetchall()]


def picture() -> dict[str, str]:
    """A digest of every table: the same rows give the same digest, in whatever order they lie."""
    found = {}
    for table in tables(connection.vendor, asked):
        rows = sorted(repr(row) for row in asked(f'SELECT * FROM "{table}"'))
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def value_for(field: Any) -> Any:
    """Something that fits a column."""
    if field.is_relation:
        target = field.related_model._default_manager.order_by("pk").first()
        return target.pk if target is not None else None
    if field.has_default():
        return field.get_default()
    if field.choices:
        return field.flatchoices[0][0]
    by_type: dict[type, Any] = {
        models.BooleanField: False,
        models.DateTimeField: now(),
        models.DateField: now().date(),
        models.TimeField: dt.time(12),
        models.JSONField: {"甲": [1]},
        models.DecimalField: 1,
        models.FloatField: 1.5,
    }
    for kind, value in by_type.items():
        if isinstance(field, kind):
            return value
    return 1 if isinstance(field, models.IntegerField) else "x"


def fill() -> list[str]:
    """Give every model a row, so that no table is compared empty; returns the models that stayed empty."""
    empty = [
        m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._default_manager.exists()
    ]
    for _round in range(3):
        for model in list(empty):
            row = model()
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.AutoField):
                    setattr(row, field.attname, value_for(field))
            try:
                with transaction.atomic():
                    model._default_manager.bulk_create([row])
                empty.remove(model)
            except (DatabaseError, ValueError, TypeError):
                continue  # what it needs may be there in the next round
    return [model._meta.label for model in empty]


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(
        t for t in before.keys() | after.keys() if before.get(t) != after.get(t) and t not in CHANGE_BY_THEMSELVES
    )


def open_things() -> None:
    """What was open when the backup was made."""
    user, at = User.objects.order_by("pk").first(), now()
    assert user is not None
    common = {"tenant_id": user.tenant_id, "user": user}
    SignIn.objects.create(**common, started_at=at, seen_at=at)
    Invitation.objects.create(**common, digest="d" * 64, created_at=at, expires_at=at + dt.timedelta(days=9))
    RecoveryCode.objects.create(**common, digest="r" * 64)
    SubmittedForm.objects.create(tenant_id=user.tenant_id, user_id=user.pk, key="k" * 22, path="/", digest="s" * 64)
    JobRun.objects.create(name="drill", minute=at, started_at=at, alive_at=at)
    two = {"tenant_id": user.tenant_id, "verb": "backups.restore", "unit_id": 1, "arguments": {}, "asked_by": user}
    for state in (Ask.State.ASKED, Ask.State.APPROVED):
        Ask.objects.create(**two, state=state, asked_at=at, decided_by=user, good_until=at + dt.timedelta(days=1))


def still_open() -> dict[str, int]:
    return {
        "sessions": SignIn.objects.filter(ended_at__isnull=True).count()
        + asked("SELECT COUNT(*) FROM django_session")[0][0],
        "invitations": Invitation.objects.waiting().count(),
        "recovery_codes": RecoveryCode.objects.filter(used_at__isnull=True).count(),
        "forms": SubmittedForm.objects.count(),
        "asks": Ask.objects.filter(state__in=(Ask.State.ASKED, Ask.State.APPROVED)).count(),
        "runs": JobRun.objects.filter(outcome=JobRun.Outcome.RUNNING).count(),
    }


def refusals(good: Path, secret: str) -> dict[str, str]:
    """What is said to files that are not to be restored; none of them may change a row."""
    before, said = picture(), {}
    content = good.read_bytes()
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    other = keys.pyrage.x25519.Identity.generate()
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "bad.backup"
        for name, data in {
            "flipped": bytes(flipped),
            "cut": content[:-100],
            "text": b"no backup",
            "empty": b"",
        }.items():
            bad.write_bytes(data)
            said[name] = refusal(bad)
        (Path(folder) / "content").mkdir()
        archive.pack(Path(folder) / "content", shelf.all_backups()[0].manifest, bad, [other.to_public()])
        said["sealed to another"] = refusal(bad)
        archive.pack(
            Path(folder) / "content", shelf.all_backups()[0].manifest, bad, [keys.machine_identity().to_public()]
        )
        said["without database"] = refusal(bad)
    said["typed wrongly"] = refusal(good, secret[:-2] + ("QQ" if not secret.endswith("QQ") else "PP"))
    said["changed"] = ",".join(differences(before, picture()))
    return said


def refusal(path: Path, typed: str = "") -> str:
    try:
        actions.restore(actor=HERE, path=path, typed_key=typed)
    except actions.BackupError as problem:
        return type(problem).__name__
    return "restored"


def brought(good: Path, secret: str) -> dict[str, str]:
    """What the page of the administrator says to files that are brought; only the good ones stand on the shelf after."""
    client, said = Client(HTTP_HOST="localhost"), {}
    client.force_login(User.objects.get(username="admin"))
    SignIn.objects.filter(user__username="admin").update(strong=True)
    content, before = good.read_bytes(), picture()
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    with tempfile.TemporaryDirectory() as folder:
        inner, elsewhere, foreign = Path(folder) / "content", Path(folder) / "elsewhere", Path(folder) / "foreign"
        inner.mkdir()
        manifest = archive.unpack(good, inner, [keys.machine_identity()])
        archive.pack(inner, manifest, elsewhere, [keys.recovery_recipient()])
        archive.pack(inner, replace(manifest, field_key_id="another"), foreign, [keys.recovery_recipient()])
        tries: dict[str, tuple[bytes, str]] = {
            "good": (content, ""),
            "flipped": (bytes(flipped), ""),
            "cut": (content[:-100], ""),
            "text": (b"no backup", ""),
            "elsewhere": (elsewhere.read_bytes(), ""),
            "elsewhere, typed wrongly": (elsewhere.read_bytes(), "ABC DEF"),
            "elsewhere, with key": (elsewhere.read_bytes(), secret),
            "of another installation": (foreign.read_bytes(), secret),
        }
        for name, (sent, key) in tries.items():
            answer = client.post("/backups/receive/", {"file": SimpleUploadedFile("x.backup", sent), "key": key})
            said[name] = str(answer.status_code) if answer.status_code != 200 else answer.content.decode()
            time.sleep(1.1)  # names are told apart by seconds
    said["shelved"] = str(sum(one.reason == shelf.BROUGHT for one in shelf.all_backups()))
    said["changed"] = ",".join(differences(before, picture()))
    return said


def restored_from() -> Path:
    """A file that was brought: it is as good as the one that was made here."""
    return next(one.path for one in shelf.all_backups() if one.reason == shelf.BROUGHT)


def by_two() -> tuple[str, Any]:
    """Undo as in the browser: alone, which is refused; then asked for by the administrator, agreed to by security."""
    admin, security = (actor_for(User.objects.get(username=name)) for name in ("admin", "security"))
    try:
        actions.undo_restore(actor=admin)
        alone = "restored"
    except WrongState:
        alone = "refused"
    ask = actions.ask_undo(actor=admin, reason="恢复错了")
    approvals.approve(actor=security, ask=ask)
    return alone, actions.undo_restore(actor=admin)


def main() -> None:
    call_command("demo", units=20, members=80, years=1, no_serve=True, stderr=sys.stderr)
    actions.QUIET_SECONDS = 0.1
    sealing.seal_all()
    report: dict[str, Any] = {"empty": fill()}
    media = Path(settings.LEITU_MEDIA)
    media.mkdir()
    (media / "letter.txt").write_text("then")
    open_things()
    sealing.seal_all()
    sealing.publish()
    secret = actions.make_recovery_key(actor=HERE)
    before = picture()
    made = actions.make_backup(actor=HERE)
    report["tables"] = sorted(made.manifest.tables)
    report["models"] = sorted(m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed)
    report["refusals"] = refusals(made.path, keys.spoken(secret))

    Unit.objects.update(name="改过的名称")
    Invitation.objects.update(used_at=now())
    RecoveryCode.objects.update(used_at=now())
    (media / "letter.txt").write_text("now")
    record(HERE, "drill.later")
    report["lost"] = queries.preview_of_file(made.path, keys.spoken(secret)).entries
    report["brought"] = brought(made.path, keys.spoken(secret))
    later = picture()
    done = actions.restore(actor=HERE, path=restored_from(), typed_key=keys.spoken(secret))
    report["after restore"] = differences(before, picture())
    report["epoch"], report["open"] = done.epoch, still_open()
    report["media"] = (media / "letter.txt").read_text()
    report["audit"] = [
        finding.problem for finding in verify(sealing.published()).findings if finding.problem != "changed"
    ]

    report["alone"], done = by_two()
    report["epoch of undo"], report["by"] = done.epoch, done.by
    report["after undo"] = differences(later, picture())
    report["open after undo"] = still_open()
    json.dump(report, sys.stdout, ensure_ascii=False)
