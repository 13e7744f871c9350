"""Whatever holds a key of a unit follows a change of the tree, or says here why it stays where it was."""

from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from leitu.changes import actions, queries
from leitu.changes.movers import movers
from leitu.core.clock import now, today
from leitu.floating import actions as floating
from leitu.guidance import actions as guidance
from leitu.inspections.tests import factories as rounds
from leitu.integrity.models import RiskPoint, Ruling
from leitu.orgs.models import Involvement, Unit
from leitu.people import actions as people
from leitu.people.models import Consent, Membership, Objection, Post
from leitu.plans.models import PlanLine
from leitu.pledges import actions as pledges
from leitu.pledges.models import Pledge
from leitu.thematic.models import ThematicReport
from leitu.transfers import actions as transfers
from leitu.transfers.models import Transfer
from tests.cast import County, member
from tests.reshaped import DAY, TODAY, carried_out, change, in_order

STAYS = {
    "the tree itself: written by the actions that found, move and close": (
        *("orgs.UnitState.unit", "orgs.UnitLink.ancestor", "orgs.UnitLink.descendant", "orgs.Term.unit"),
        *("changes.Change.unit", "changes.Change.target"),
    ),
    "a key of a program for that unit and no other: it opens nothing more": ("orgs.UnitToken.unit",),
    "who else takes part: set by whoever owns the row (changes.hand_over, matters)": ("orgs.Involvement.unit",),
    "a record of what was: it is read where it was made": (
        *("people.Confirmation.unit", "duplicates.Merge.unit", "matters.Step.unit", "activities.Attendance.unit"),
        *("guidance.Visit.unit", "floating.Contact.unit", "integrity.RiskCheck.unit", "inspections.Inspection.unit"),
        *("inspections.Bulletin.unit", "inspections.Rating.unit", "assessments.YearGrade.unit"),
        *(
            "assessments.Bulletin.unit",
            "points.YearStatement.unit",
            "reports.MonthReport.unit",
            "thematic.ThematicReport.unit",
        ),
        *("norms.Remark.unit", "matters.Dispatch.unit", "pledges.Comment.unit", "handovers.Handover.unit"),
    ),
    "letters are numbered by whoever issued them": ("transfers.LetterSeries.issuer",),
    "a sample stays as it was drawn, or nobody could draw it again": ("inspections.Draw.target",),
    "a sheet is kept; what was objected to it is answered above, where it is still in sight": (
        *("assessments.Sheet.unit", "assessments.Objection.unit", "assessments.Judgement.unit"),
    ),
    "about duties of that unit, which end with it": ("norms.Waiver.unit", "norms.BulkWaiver.unit"),
    "ends with the post that signed it; what is open goes into the next list": ("pledges.Pledge.unit",),
    "asked of whoever stood below: the target asks for itself": ("pledges.RequiredLine.unit",),
    "what it was given in a year, and what it told others to do, in its own name": (
        *("matters.Budget.unit", "matters.Campaign.unit", "matters.Matter.given_by"),
    ),
    "the unit's own group outside, and what it was reminded of": ("notices.Channel.unit", "notices.Reminder.unit"),
    "numbers of a day": ("portal.Picture.unit",),
}
"""Why the rows behind a relation to a unit stay, or are not moved by a mover: app.Model.field."""


def test_whatever_holds_a_unit_follows_it_or_says_why_not() -> None:
    held = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Unit and field.name != "tenant"
    }
    moved = {key for mover in movers() for key in mover.keys}
    stays = {key for keys in STAYS.values() for key in keys}
    assert moved & stays == set()
    assert held - moved - stays == set(), "give it a mover (leitu.changes.following), or say above why it stays"
    assert (moved | stays) - held == set(), "these do not exist any more"


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(TODAY, tick=False):
        yield


def held(county: County) -> dict[str, str]:
    """Every row that a mover sees to, with the unit it stands at."""
    found = {}
    for key in sorted({key for mover in movers() for key in mover.keys}):
        label, _dot, field = key.rpartition(".")
        rows = apps.get_model(label)._default_manager.filter(tenant=county.tenant)
        if label in ("orgs.Unit", "orgs.Placement", "orgs.Grant", "people.Post"):
            continue  # the tree and dated rows, compared as they hold on a day in tests/test_changes.py
        for pk, code in rows.values_list("pk", f"{field}__code"):
            found[f"{key} {pk}"] = code
    for pk, code in Transfer.objects.filter(tenant=county.tenant).values_list("pk", "membership__unit__code"):
        found[f"membership of transfer {pk}"] = code
    for one in Involvement.objects.filter(tenant=county.tenant).select_related("unit"):
        found[f"{one.object_type} {one.object_id} {one.capacity}"] = one.unit.code
    return found


def busy_branch(county: County) -> dict[str, Any]:
    """At Willow village: one of everything that is open there."""
    unit, school, machine, own = county.units["Q1"], county.units["Q3"], county.console, county.persons
    away, arriving = member(county, "远行", "Q3"), member(county, "来人", "Q3")
    member(county, "留守", "Q3")
    leaving = Membership.objects.get(person=own["孙涛"])
    asked = transfers.ask(actor=machine, membership=leaving, reason="work", to=school)
    coming = transfers.ask(actor=machine, membership=arriving, reason="work", to=unit)
    transfers.issue(actor=machine, transfer=asked, valid_days=30)
    transfers.issue(actor=machine, transfer=coming, valid_days=30)
    contact, given = own["李强"], {"since": today() - 60 * DAY}
    old = Membership.objects.get(person=own["老陈"])
    risk = RiskPoint(tenant=county.tenant, unit=unit, area="procurement", since=today())
    for name in ("risk", "measure", "holder"):
        risk.seal(name, f"金丝雀{name}")
    risk.save()
    dates = {"made_at": now(), "due_on": today() + 15 * DAY}
    objection = Objection(tenant=county.tenant, unit=unit, person=own["周芳"], line="other", **dates)
    objection.seal("text", "电话写错了")
    objection.save()
    return {
        "out": asked,
        "in": Transfer.objects.get(code=coming.code, side="in"),
        "plan": PlanLine.objects.create(
            tenant=county.tenant, unit=unit, year=2026, due_on=today() + DAY, title="修路灯", standard="都亮"
        ),
        "done": PlanLine.objects.create(
            tenant=county.tenant, unit=unit, year=2025, due_on=today() - 100 * DAY, title="去年的", standard="都亮"
        ),
        "care": floating.float_out(
            actor=machine, membership=old, destination="省城", contact=contact, host=school, **given
        ),
        "guest": floating.float_out(
            actor=machine, membership=away, destination="柳树村", contact=own["留守"], host=unit, **given
        ),
        "risk": risk,
        "objection": objection,
        "consent": Consent.objects.create(
            tenant=county.tenant, unit=unit, person=own["老陈"], helper=own["李强"], since=today()
        ),
    }


def busy_committee(county: County) -> dict[str, Any]:
    """At the committee of Qinghe: what it is to countersign, to inspect, to answer for, to read, and whom it has sent."""
    town, machine = county.units["Q"], county.console
    people.appoint(actor=machine, unit=town, person=county.persons["石梅"], title="committee_member", since=today())
    secretary = Post.objects.get(tenant=county.tenant, unit__code="Q1", title="secretary")
    own = {"subject_index": "x", "decided_on": today(), "told_on": today(), "keep_until": today() + 700 * DAY}
    asked = transfers.ask(
        actor=machine,
        membership=Membership.objects.get(person=county.persons["孙涛"]),
        reason="work",
        to=county.units["Q3"],
    )
    return {
        "pledge": pledges.sign(actor=machine, post=secretary, year=2026),
        "round": rounds.planned(county, unit=town, scope=town, kinds=["branch"]),
        "ruling": Ruling.objects.create(tenant=county.tenant, unit=town, number="3号", form=1, entered_at=now(), **own),
        "report": ThematicReport.objects.create(
            tenant=county.tenant, unit=county.units["Q1"], superior=town, year=2025, state="sent"
        ),
        "liaison": guidance.assign(
            actor=machine, unit=county.units["Q1"], person=county.persons["石梅"], from_unit=town
        ),
        "transfer": asked,
    }


def at(row: models.Model, name: str = "unit") -> str:
    row.refresh_from_db()
    code: str = getattr(row, name).code
    return code


def test_open_work_of_a_branch_follows_a_merge_and_comes_back(county: County) -> None:
    work = busy_branch(county)
    before, living = held(county), Membership.objects.on(today()).filter(tenant=county.tenant).count()
    made = change(county, "merge", target=county.units["Q2"])
    shown = {line.code: (line.goes, line.ends) for line in queries.outlook(made).lines}
    assert [shown[code] for code in ("plan_lines", "cares", "risks", "objections", "consents")] == [
        (1, 0),
        (2, 0),
        (1, 0),
        (1, 0),
        (1, 0),
    ]
    assert shown["transfers"] == (4, 0), "two of them, each with both ends"
    actions.carry_out(actor=county.actor("officer"), change=made)
    for key in ("out", "in", "plan", "care", "objection", "consent"):
        assert at(work[key]) == "Q2", key
    assert (at(work["done"]), at(work["guest"], "host")) == ("Q1", "Q2")
    assert Involvement.objects.get(object_type="floating.Care", object_id=work["guest"].pk).unit.code == "Q2"
    assert (at(work["out"]), work["out"].membership.unit.code, work["out"].membership.is_open) == ("Q2", "Q2", True)
    copy = RiskPoint.objects.get(tenant=county.tenant, unit__code="Q2")
    assert (copy.unseal("risk"), copy.retired_on) == ("金丝雀risk", None)
    in_order(county)
    made.refresh_from_db()
    actions.undo(actor=county.actor("officer"), change=made)
    assert held(county) == before
    in_order(county)
    carried_out(county, "merge", target=county.units["Q2"])
    arrival = Transfer.objects.get(code=work["out"].code, side="in")
    transfers.receive(actor=county.console, transfer=arrival)
    transfers.receive(actor=county.console, transfer=Transfer.objects.get(pk=work["in"].pk))
    assert Membership.objects.on(today()).filter(tenant=county.tenant).count() == living
    assert Membership.objects.get(person=county.persons["来人"], until__gt=today()).unit.code == "Q2"
    in_order(county)


def test_what_belongs_to_whoever_leaves_follows_a_split(county: County) -> None:
    work = busy_branch(county)
    before = held(county)
    leaving = [county.persons[name].pk for name in ("孙涛", "老陈", "周芳")]
    done = carried_out(county, "split", name="柳树村北党支部", code="Q1N", persons=leaving)
    for key in ("out", "care", "objection", "consent"):
        assert at(work[key]) == "Q1N", key
    for key in ("in", "plan", "risk"):
        assert at(work[key]) == "Q1", key
    assert Transfer.objects.get(code=work["out"].code, side="in").peer.code == "Q1N"
    assert (work["out"].membership.unit.code, at(work["guest"], "host")) == ("Q1N", "Q1")
    in_order(county)
    actions.undo(actor=county.actor("officer"), change=done)
    assert held(county) == before
    in_order(county)


def test_what_a_committee_has_begun_follows_a_merge_and_comes_back(county: County) -> None:
    work, before = busy_committee(county), held(county)
    done = carried_out(county, "merge", "Q", target=county.units["B"], who="county_officer")
    assert at(work["pledge"], "countersigner") == "B"
    assert (at(work["round"]), at(work["round"], "scope")) == ("B", "B")
    assert (at(work["ruling"]), at(work["report"], "superior"), at(work["liaison"], "from_unit")) == ("B", "B", "B")
    assert at(work["transfer"], "issuer") == "B"
    in_order(county)
    pledges.countersign(actor=county.actor("county_officer"), pledges=[Pledge.objects.get(pk=work["pledge"].pk)])
    with pytest.raises(Exception, match="后来又办过"):
        actions.undo(actor=county.actor("county_officer"), change=done)
    Pledge.objects.filter(pk=work["pledge"].pk).update(countersigned_on=None, version=work["pledge"].version)
    actions.undo(actor=county.actor("county_officer"), change=done)
    assert held(county) == before


@pytest.mark.parametrize(("what", "said"), [("transfer", "正从"), ("care", "不再是流动党员")])
def test_what_goes_on_between_the_two_is_finished_first(county: County, what: str, said: str) -> None:
    own = Membership.objects.get(person=county.persons["孙涛"])
    if what == "transfer":
        transfers.ask(actor=county.console, membership=own, reason="work", to=county.units["Q2"])
    else:
        given = {"destination": "石桥", "contact": county.persons["李强"], "host": county.units["Q2"]}
        floating.float_out(actor=county.console, membership=own, since=today() - 60 * DAY, **given)
    made = change(county, "merge", target=county.units["Q2"])
    assert any(said in text for text in queries.objections(made))
    with pytest.raises(ValidationError):
        actions.carry_out(actor=county.actor("officer"), change=made)
