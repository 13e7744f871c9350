"""A thousand marked sensitive values go in by the front door; where do they lie afterwards? Prints JSON.

LEITU_HOME and DATABASE_URL say where. What is written to standard error is the log, which the test scans as well.
"""

import datetime as dt
import json
import os
import re
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.management import call_command
from django.db import connection

from leitu.accounts.models import User
from leitu.backups import actions as backups
from leitu.backups.databases import tables
from leitu.config.demo.identifiers import IdNumbers
from leitu.core import jobs
from leitu.core.actor import Actor, ActorKind, console
from leitu.core.clock import today
from leitu.core.tabular import limits
from leitu.integrity import actions as integrity
from leitu.orgs.models import Unit
from leitu.people.importing import import_members
from leitu.people.models import Person
from tests.nemesis import children

PERSONS = 250
NIGHTLY = ("audit.seal", "audit.publish", "backups.make", "backups.try_out", "oversight.verify", "oversight.sweep")


def sheet(path: Path, branch: str) -> dict[str, str]:
    """A sheet of members; returns every marked value with the name of its field."""
    numbers, marked, born = IdNumbers(), {}, dt.date(1981, 2, 3)
    lines = ["姓名,公民身份证号,所在党支部,加入党组织日期,转为正式党员日期,联系电话,固定电话,家庭住址"]
    for row in range(PERSONS):
        code = numbers.fresh(born, male=bool(row % 2))
        mobile, landline, address = f"154{88000000 + row}", f"0571-{86000000 + row}", f"金丝雀路{7000 + row}号"
        lines.append(f"金{row},{code},{branch},2010-07-01,2011-07-01,{mobile},{landline},{address}")
        marked |= {code: "id_number", mobile: "mobile", landline: "landline", address: "address"}
    path.write_text("\n".join(lines), encoding="utf-8")
    return marked


SHAPE = re.compile("154[0-9]{8}|0571-[0-9]{8}|金丝雀路[0-9]{4}号|[0-9]{17}[0-9X]".encode())


def found_in(content: bytes, marked: dict[str, str]) -> list[str]:
    """The marked values in a content, at any place: one pass, however many values."""
    found, at = set(), 0
    while match := SHAPE.search(content, at):
        found.add(match.group().decode())
        at = match.start() + 1  # a number may begin inside another
    return sorted(found & marked.keys())


def files_of_database(since: float) -> list[Path]:
    """The files of a PostgreSQL server that were written since then: its tables, its log of changes, its temporary ones.

    Only where the server lies on this machine and may be read, as the tests' own does.
    """
    if connection.vendor != "postgresql":
        return []  # the file lies in LEITU_HOME
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        folder, database = cursor.fetchone()
    found = [*Path(folder, "base", str(database)).rglob("*"), *Path(folder, "pg_wal").glob("*")]
    return [path for path in found if path.is_file() and path.stat().st_mtime >= since]


def rows_as_text() -> bytes:
    """Every row of every table, as a dump in clear would show it."""
    with connection.cursor() as cursor:

        def ask(text: str) -> list[Any]:
            cursor.execute(text)
            return cursor.fetchall()

        return "\n".join(repr(ask(f'SELECT * FROM "{table}"')) for table in tables(connection.vendor, ask)).encode()


def unzipped(content: bytes) -> bytes:
    """A workbook's parts, for a value in a compressed file is not found by its bytes."""
    with ZipFile(BytesIO(content)) as file:
        return b"\n".join(file.read(name) for name in file.namelist())


def acting(username: str) -> Actor:
    """One of the demo's people, as a request would have him."""
    person = Person.objects.select_related("account").get(account__username=username)
    assert person.account is not None
    return Actor(ActorKind.USER, person.account.pk, person.tenant_id, person.name, person.pk)


def discipline(branch: Unit) -> dict[str, str]:
    """What the discipline line writes in the demo's branch, in marked words; returns them with their fields."""
    words = [f"金丝雀路{9000 + number}号" for number in range(9)]
    body = acting("body")
    given = dict(zip(("risk", "measure", "holder"), words[:3], strict=True))
    point = integrity.add_risk(actor=body, unit=branch, area="procurement", **given)
    integrity.check_risk(actor=body, point=point, outcome="sound", text=words[3])
    ruling = integrity.enter_ruling(
        actor=body,
        unit=Unit.objects.get(tenant_id=branch.tenant_id, parent=None),
        subject=Person.objects.get(account__username="member"),
        number="金丝雀〔2026〕1号",
        way="reminder",
        **dict(zip(("ground", "decision", "reason"), words[4:7], strict=True)),
        decided_on=today(),
        told_on=today(),
    )
    integrity.appeal(actor=acting("member"), ruling=ruling, text=words[7])
    other = integrity.enter_ruling(
        actor=body,
        unit=ruling.unit,
        subject=branch,
        number="金丝雀〔2026〕2号",
        way="unit_review",
        ground="第八条",
        decision="检查",
        reason="两件事",
        decided_on=today(),
        told_on=today(),
    )
    integrity.look_at_ruling(actor=body, ruling=other, purpose="handle")
    integrity.revoke_ruling(actor=body, ruling=other, reason=words[8])
    return dict.fromkeys(words, "discipline")


def main() -> None:
    began = time.time()
    call_command("demo", units=20, members=80, years=1, no_serve=True, stderr=sys.stderr)
    home, branch = Path(os.environ["LEITU_HOME"]), Unit.objects.filter(kind="branch").order_by("pk").first()
    assert branch is not None
    elsewhere = home.with_name(f"{home.name}-sheets")
    elsewhere.mkdir(exist_ok=True)
    marked = sheet(elsewhere / "members.csv", branch.code)
    outcome = import_members(
        actor=console("canaries", branch.tenant_id),
        path=elsewhere / "members.csv",
        limits=limits.console(),
        under=None,
        commit=True,
    )
    assert outcome.created == PERSONS, [str(error) for error in outcome.errors[:3]]
    assert Person.objects.filter(name__startswith="金").count() >= PERSONS
    seen_in_sheet = found_in((elsewhere / "members.csv").read_bytes(), marked)  # the scan does find them
    report: dict[str, Any] = {"marked": len(marked), "seen_in_sheet": len(seen_in_sheet), "found": {}}

    sealed = discipline(branch)
    marked |= sealed
    report["sealed"] = len(sealed)
    first = next(iter(marked))
    for username in ("secretary", "officer", "member", "inspector", "admin", "security", "auditor"):
        client = children.browser(User.objects.get(username=username))
        client.raise_request_exception = False
        person = Person.objects.filter(name="金0").get()
        pages = ["/", "/people/", f"/people/{person.pk}/", f"/people/?q={first}", f"/people/{first}/", "/no-such-page/"]
        seen = b"".join(client.get(page).content for page in pages if first not in page)
        seen += client.post("/accounts/change-password/", {"old": first}).content
        for page in pages:
            client.get(page)  # what stands in the address may come back on the page, but not in the log
        exported = client.post("/people/?export=1", {"purpose": "核对"})
        if exported.headers.get("Content-Type", "").startswith("application/vnd"):
            seen += unzipped(exported.content)
        report["found"][f"pages of {username}"] = found_in(seen, marked)

    backups.make_recovery_key(actor=console("canaries"))
    report["jobs"] = {name: jobs.run_now(name).outcome for name in NIGHTLY}
    report["found"]["rows"] = found_in(rows_as_text(), marked)
    scanned = 0
    for path in [*sorted(home.rglob("*")), *files_of_database(began)]:
        if path.is_file():
            scanned += path.stat().st_size
            report["found"][str(path)] = found_in(path.read_bytes(), marked)
    report["bytes"], report["values"] = scanned, sorted(marked)
    json.dump(report, sys.stdout, ensure_ascii=False)
