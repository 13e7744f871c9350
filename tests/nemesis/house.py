"""The nemesis in an installation of its own: kills, equal submits, two editors; it prints its report as JSON.

LEITU_HOME and DATABASE_URL say where; NEMESIS says how often: {"web": 100, "import": 50, "jobs": 50, "seed": 1}.
"""

import datetime as dt
import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import User
from leitu.activities.models import Activity, Attendance
from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.verify import verify
from leitu.config.demo.identifiers import IdNumbers
from leitu.core.clock import now, today
from leitu.core.invariants import broken
from leitu.core.jobs import DEAD_AFTER, Plan, run, take
from leitu.core.models import JobRun
from leitu.facts.derive import differences
from leitu.orgs.models import Unit
from leitu.people.models import Person, Post
from tests.nemesis import children
from tests.nemesis.children import Story

MEMBERS = 60
"""Rows of one imported sheet."""


class House:
    """One district in which things happen while processes die."""

    def __init__(self, asked: dict[str, int]) -> None:
        self.asked, self.chance = asked, random.Random(asked["seed"])
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()
        self.numbers = IdNumbers()

    def open(self) -> None:
        """Build it and find a secretary with his branch."""
        call_command("demo", units=20, members=200, years=1, no_serve=True, stderr=sys.stderr)
        self.user = User.objects.get(username="secretary")
        held = Post.objects.filter(person__account=self.user, until__gt=dt.date(2100, 1, 1), title="secretary")
        self.unit = held.select_related("unit").get().unit
        self.tenant = self.unit.tenant_id

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.faults.append(what)

    # -- kills

    def kill_web(self) -> None:
        work = children.meetings(self.user.pk, self.unit.pk)
        story = children.killed_after(self.chance.uniform(0.005, 0.25), work)
        self.note("web", story)
        for done in story.done:
            self.has_effect(done["activity"], done["verb"], "acknowledged")
        if len(story.tried) > len(story.done):
            self.send_again(story.tried[-1])

    def send_again(self, tried: dict[str, Any]) -> None:
        """What the browser of somebody does whose answer never came: the same form once more."""
        before = self.entries(tried["activity"], tried["verb"])
        answer = children.browser(self.user).post(tried["address"], tried["sent"])
        self.counts["answer lost after the commit" if before else "answer lost before the commit"] += 1
        self.expect(answer.status_code == 302, f"sent again: {answer.status_code} at {tried['address']}")
        self.has_effect(tried["activity"], tried["verb"], "sent again")

    def has_effect(self, activity_id: int, verb: str, when: str) -> None:
        """The effect is there, whole, and once."""
        activity = Activity.objects.get(pk=activity_id)
        roll = Attendance.objects.filter(activity=activity)
        states = (Activity.State.ENDED, Activity.State.UNDER_WAY, Activity.State.ARCHIVED)
        reached = {"save_roll": states, "archive": (Activity.State.ARCHIVED,)}[verb]
        self.expect(activity.state in reached, f"{when}: {verb} of {activity_id} is {activity.state}")
        self.expect(
            roll.exists() and not roll.filter(state=Attendance.State.EXPECTED).exists(),
            f"{when}: roll of {activity_id}",
        )
        self.expect(
            self.entries(activity_id, verb) == 1, f"{when}: {self.entries(activity_id, verb)} entries of {verb}"
        )

    def entries(self, activity_id: int, verb: str) -> int:
        told = Entry.objects.filter(object_type="activities.Activity", object_id=activity_id)
        return told.filter(verb=f"activities.{verb}").count()

    def kill_import(self, number: int, folder: Path, whole: float) -> None:
        path = self.sheet(number, folder)
        story = children.killed_after(self.chance.uniform(0.3, 1.05) * whole, children.imports(path, self.tenant))
        self.note("import", story)
        here = Person.objects.filter(name__startswith=f"新{number}号").count()
        self.expect(here in (0, MEMBERS), f"import {number}: {here} of {MEMBERS} rows")
        self.expect(here == MEMBERS or not story.done, f"import {number} was acknowledged and is gone")
        self.counts["imports that stood"] += here == MEMBERS

    def sheet(self, number: int, folder: Path) -> Path:
        """A sheet of sixty new members of the branch."""
        path = folder / f"members-{number}.csv"
        born = dt.date(1990, 1, 1) + dt.timedelta(days=number)
        lines = ["姓名,公民身份证号,所在党支部,加入党组织日期,转为正式党员日期"]
        for row in range(MEMBERS):
            code = self.numbers.fresh(born, male=bool(row % 2))
            lines.append(f"新{number}号{row},{code},{self.unit.code},2015-07-01,2016-07-01")
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def kill_jobs(self) -> None:
        JobRun.objects.all().delete()
        story = children.killed_after(self.chance.uniform(0.0, 0.12), children.jobs)
        self.note("jobs", story)
        left = JobRun.objects.filter(outcome=JobRun.Outcome.RUNNING)
        self.expect(left.count() <= 1, f"{left.count()} runs under way in one worker")
        for row in left:
            JobRun.objects.filter(pk=row.pk).update(alive_at=now() - 2 * DEAD_AFTER)
            again = take(row.name, row.minute)
            self.expect(again is not None and run(again).outcome == "done", f"{row.name} could not be taken again")
            self.counts["runs taken again"] += 1

    def note(self, kind: str, story: Story) -> None:
        self.counts[f"{kind}: killed"] += story.killed
        self.counts[f"{kind}: acknowledged"] += len(story.done)

    # -- at once

    def fifty_equal_submits(self) -> None:
        """Fifty processes send the same form at the same moment: one effect, fifty equal answers."""
        activity = next(children.started(children.console("nemesis", self.tenant), self.unit))
        client = children.browser(self.user)
        address = reverse("activities:save_roll", args=[activity.pk])
        sent, cookies = children.form(client, address), client.cookies
        begins = time.time() + 1.5

        def one(say: children.Say) -> None:
            mine = Client(HTTP_HOST="localhost")
            mine.cookies = cookies
            time.sleep(max(0.0, begins - time.time()))
            answer = mine.post(address, sent)
            say({"done": True, "status": answer.status_code, "to": answer.get("Location", "")})

        stories = [children.story_of(*child) for child in [children.fork(one) for _number in range(50)]]
        answers = Counter((done["status"], done["to"]) for story in stories for done in story.done)
        self.expect(list(answers.values()) == [50], f"fifty equal submits: {answers}")
        self.expect(self.entries(activity.pk, "save_roll") == 1, "fifty equal submits had more than one effect")
        self.counts["equal submits"] += sum(answers.values())

    def two_editors(self) -> None:
        """Two people change the same thing from the same page: one of them is told, nothing is lost."""
        officer, number = User.objects.get(username="officer"), self.counts["rounds of two editors"]
        address = reverse("orgs:rename", args=[self.unit.pk])

        def editor(name: str) -> Any:
            client = children.browser(officer)
            sent = children.form(client, address, name=name, on=f"{today()}")

            def work(say: children.Say) -> None:
                say({"done": True, "status": client.post(address, sent).status_code})

            return work

        names = [f"{self.unit.name}{word}{number}" for word in "甲乙"]
        works = [editor(name) for name in names]
        stories = [children.story_of(*child) for child in [children.fork(work) for work in works]]
        statuses = [done["status"] for story in stories for done in story.done]
        self.expect(sorted(statuses) == [302, 409], f"two editors: {statuses}")
        here = Unit.objects.get(pk=self.unit.pk).name
        self.expect(
            302 in statuses and here == names[statuses.index(302)], "two editors: an acknowledged change is lost"
        )
        self.counts["rounds of two editors"] += 1

    # -- afterwards

    def look(self) -> None:
        """Everything that must hold after all of it."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                self.expect(cursor.fetchall() == [("ok",)], "integrity_check")
                cursor.execute("PRAGMA foreign_key_check")
                self.expect(cursor.fetchall() == [], "foreign_key_check")
        for found in broken(self.tenant):
            self.faults.append(f"invariant: {found}")
        for one in differences(self.tenant):
            self.faults.append(f"fact: {one.problem} {one.key}")
        for name, minute in Plan().due():
            if row := take(name, minute):
                run(row)
        sealing.seal_all(thoroughly=True)
        verified = verify(sealing.published())
        self.faults += [f"audit: {finding}" for finding in verified.findings]
        self.expect(verified.unsealed == 0, f"{verified.unsealed} entries are not sealed")
        self.counts["audit entries looked at"] = verified.entries


def main() -> None:
    asked = {"web": 4, "import": 1, "jobs": 3, "equal": 1, "editors": 2, **json.loads(os.environ.get("NEMESIS", "{}"))}
    asked.setdefault("seed", random.randrange(10**6))
    house, began = House(asked), time.monotonic()
    house.open()
    folder = Path(os.environ["LEITU_HOME"])
    for _number in range(asked["web"]):
        house.kill_web()
    if asked["import"]:
        start = time.monotonic()
        children.story_of(*children.fork(children.imports(house.sheet(9000, folder), house.tenant)))
        whole = time.monotonic() - start
        for number in range(asked["import"]):
            house.kill_import(number, folder, whole)
    for _number in range(asked["jobs"]):
        house.kill_jobs()
    for _number in range(asked["equal"]):
        house.fifty_equal_submits()
    for _number in range(asked["editors"]):
        house.two_editors()
    house.look()
    seconds = round(time.monotonic() - began)
    report = {
        "database": connection.vendor,
        **asked,
        "seconds": seconds,
        "counts": house.counts,
        "faults": house.faults,
    }
    json.dump(report, sys.stdout, ensure_ascii=False)
