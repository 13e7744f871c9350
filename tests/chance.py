"""Random people doing random things: arguments for every action, made from the names and types of its signature.

An action that is added to an app is drawn from the same day on; an argument that nobody here can make fails the test
and asks for a line in ``Chance.by_name`` or ``Chance.by_type``.
"""

import contextlib
import datetime as dt
import importlib
import inspect
import itertools
import random
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from leitu.accounts.models import User
from leitu.activities.actions import Decision, Mark
from leitu.activities.actions.plans import FREE_FIELDS as ACTIVITY_FIELDS
from leitu.activities.models import Activity, ActivityKind, Attendance, Resolution
from leitu.changes.models import Change
from leitu.core.actor import ANONYMOUS, Actor, console, system
from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.inspections.actions import Seen
from leitu.matters import life
from leitu.matters import queries as matter_queries
from leitu.matters.actions.bulk import MANY
from leitu.matters.models import Matter
from leitu.matters.sources import Source
from leitu.norms.area import Area
from leitu.norms.models import BulkWaiver, Norm, Pack, Remark, Waiver
from leitu.orgs import policies as orgs_policies
from leitu.orgs.actions.units import FREE_FIELDS as UNIT_FIELDS
from leitu.orgs.models import Grant, Role, Tenant, Unit
from leitu.people import policies as people_policies
from leitu.people.models import Consent, Exemption, Membership, Objection, Person, Post, Suspension
from leitu.ui.exporting import Handout
from leitu.ui.parts import Column
from tests import chance_going
from tests.cast import County
from tests.source import actions

APPS = ("orgs", "changes", "people", "norms", "matters", "activities", *chance_going.APPS)
BULK = {
    "orgs.load_units",
    "orgs.initialise",
    "orgs.found_tenant",
    "people.load_units",
    "people.load_members",
    "activities.load_activities",
}
"""Not drawn: they load whole lists, which the importers' own tests do."""
WEIGHTS = {
    "orgs": 1,
    "changes": 1,
    "changes.prepare": 4,
    "people": 1,
    "norms": 1,
    "matters": 0.7,
    "matters.note": 9,
    "matters.publish": 6,
    "inspections": 0.7,
    "inspections.plan_round": 3,
    "inspections.draw_sample": 3,
    "inspections.submit": 5,
    "inspections.end_round": 0.3,
    "guidance": 0.7,
    "guidance.assign": 4,
    "guidance.list_unit": 2,
    "activities": 3,
    "activities.plan": 10,
    "activities.plan_and_notify": 8,
    "activities.cancel": 1,
    "activities.waive_activity": 1,
    "people.register_member": 3,
    "orgs.close": 0.3,
    "people.end_membership": 0.3,
}
"""How often an action is drawn: what makes rows more often than what ends them, or there is soon nothing left."""
WORDS = [
    "张三丰",
    "柳树村",
    "学习讨论",
    "  ",
    "",
    "工作调动",
    "=1+1",
    "<b>x</b>",
    "王·买买提",
    "𠮷野家",
    "x" * 300,
    "a\u202eb",
]
Maker = Callable[[], Any]


def drawn() -> dict[str, Callable[..., Any]]:
    """The actions that chance may draw, by ``app.name``."""
    found = {}
    for name, (_where, function) in actions().items():
        app, _dot, last = name.partition(".")
        if app in APPS and name not in BULK and not function.args.args:
            found[name] = getattr(importlib.import_module(f"leitu.{app}.actions"), last)
    return found


class NoSuchRow(Exception):
    """There is no row yet of the kind that an action needs."""


class Chance:
    """Draws actors, actions and arguments in the two counties of the cast; the same seed draws the same."""

    def __init__(self, seed: int, here: County, other: County) -> None:
        self.random = random.Random(seed)
        self.here, self.other = here, other
        self.actions = sorted(drawn().items())
        self.weights = [WEIGHTS.get(name) or WEIGHTS[name.partition(".")[0]] for name, _action in self.actions]
        self.numbers = itertools.count(1)
        self.drawing = ""
        self.by_name: dict[str, Maker] = {
            "on": self.day,
            "since": self.past_day,
            "until": lambda: self.one([FOREVER, self.day()]),
            "joined_on": lambda: dt.date(2012, 7, 1),
            "full_on": lambda: self.one([None, dt.date(2013, 7, 1), today(), dt.date(2011, 1, 1)]),
            "founded_on": lambda: self.one([None, self.past_day(), self.day()]),
            "starts_on": lambda: self.one(
                [self.past_day(), None][: 1 if self.drawing == "matters.open_campaign" else 2]
            ),
            "ends_on": lambda: self.past_day() + dt.timedelta(days=self.random.randrange(1, 2000)),
            "period_start": lambda: today().replace(day=1, month=self.random.choice([1, 4, 7, 10])),
            "code": lambda: self.one(["Q1", f"N{next(self.numbers)}", f"N{next(self.numbers)}"]),
            "unit_kind": lambda: self.one(["", "branch", "group", "general_branch"]),
            "persons": lambda: [row.pk for _one in range(2) if (row := self.row(Person)) is not None],
            "groups": lambda: self.one([[], [self.here.units["Q1G"].pk]]),
            "target": lambda: self.one([None, self.row(Unit), self.here.units["Q1"], self.here.units["B"]]),
            "kind": self.kind,
            "name": lambda: self.one([w for w in WORDS if w.strip()][:5]),
            "title": lambda: self.one(Post.Title.values),
            "titles": lambda: self.random.sample([*Post.Title.values, "nobody"], 2),
            "ending": lambda: self.one(Membership.Ending.values),
            "ground": lambda: self.one([*Exemption.Ground.values, *Waiver.Ground.values]),
            "origin": lambda: self.one(["unknown", "elected"]),
            "reach": lambda: self.one(Grant.Reach.values),
            "field": lambda: self.one(["mobile", "id_number", "name"]),
            "secret": lambda: self.one(["wrong", "right"]),
            "digits": lambda: "1234",
            "contact_phone": lambda: "0571-1234567",
            "norm_code": lambda: self.one(self.codes()),
            "norm": lambda: self.one(self.codes()),
            "via": lambda: self.one(Attendance.Via.values),
            "line": lambda: self.one(["person-sex", "person-mobile", "other", "post-1", "nothing"]),
            "purposes": lambda: self.one([["object"], ["confirm", "answer"], [], ["vote"]]),
            "way": lambda: self.one(Consent.Way.values),
            "outcome": lambda: self.one([*Objection.Outcome.values, ""]),
            "marks": self.marks,
            "guests": lambda: self.one([None, [], ["石梅，石桥社区党支部", "县委 陈同志"], [self.row(Person).pk]]),
            "decisions": lambda: self.one([(), (self.by_type[Decision](),)]),
            "stated": lambda: self.one([None, (10, 8), (3, 9)]),
            "agenda": lambda: self.one([(), ("通报情况", "讨论", "")]),
            "due_on": lambda: today() + dt.timedelta(days=self.one([-5, 0, 3, 20, 60, 4000])),
            "scope": lambda: self.one([*matter_queries.SCOPES, "nothing"]),
            "year": lambda: today().year + self.one([-3, 0, 0, 1]),
            "step": lambda: self.one([*MANY, "reopen"]),
            "matters": lambda: [row for _one in range(self.one([1, 3])) if (row := self.row(Matter)) is not None],
            "units": lambda: [row for _one in range(2) if (row := self.row(Unit)) is not None],
            "group": lambda: self.one([None, self.row(Unit)]),
            "expected": lambda: None,  # what the page has asked already; an action asks by itself
            "version": lambda: None,  # set at the end from the object that was drawn
        }
        self.by_type: dict[Any, Maker] = {
            str: lambda: self.one(WORDS),
            bool: lambda: self.random.random() < 0.5,
            int: lambda: self.random.randrange(-1, 40),
            dt.date: self.day,
            Area: self.area,
            Handout: self.handout,
            Source: self.source,
            Seen: lambda: chance_going.seen(self),
            Decision: lambda: Decision(self.one(WORDS), self.one([None, 0, 3, 9999]), self.one([None, 1]), None),
        }
        self.extras: dict[str, Callable[[], dict[str, Any]]] = {
            "orgs.found": lambda: self.some({"sector": "village", "workplace_name": "柳树村"}),
            "orgs.correct": self.unit_changes,
            "people.register_member": self.person,
            "people.correct_person": self.person,
            "matters.change": self.clarities,
            "matters.publish": self.clarities,
            "activities.plan": self.activity_details,
            "activities.plan_and_notify": self.activity_details,
            "activities.update": self.activity_details,
            **chance_going.extras(self),
        }
        self.of_going = chance_going.names(self)

    # Small draws.

    def one(self, values: Sequence[Any]) -> Any:
        return values[self.random.randrange(len(values))]

    def some(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if self.random.random() < 0.5}

    def day(self) -> dt.date:
        return today() + dt.timedelta(days=self.one([0, 0, 0, -1, -3, -10, -40, -200, 1, 5, 30, 1000]))

    def kinds(self) -> Any:
        """Of what an argument called kind is a kind."""
        models_of = {"matters": Matter, "changes": Change}
        return models_of.get(self.drawing.partition(".")[0], Unit).Kind

    def past_day(self) -> dt.date:
        return today() - dt.timedelta(days=self.random.randrange(0, 900))

    def kind(self) -> str:
        app = self.drawing.partition(".")[0]
        if app in chance_going.APPS:
            return chance_going.kind(self)
        return str(self.one(self.kinds().values))

    def codes(self) -> list[str]:
        known = Norm.objects.filter(tenant=self.here.tenant).order_by("code").values_list("code", flat=True).distinct()
        return [*known, "no-such-norm"]

    def row(self, model: type[models.Model]) -> Any:
        """A row of that model, one of the newest more often; now and then one of the sister county."""
        county = self.other if self.random.random() < 0.04 else self.here
        if model is Tenant:
            return county.tenant
        rows = model._default_manager.filter(tenant_id=county.tenant.pk)
        keys = rows.order_by("-pk").values_list("pk", flat=True)[: 6 if self.random.random() < 0.7 else 200]
        return rows.get(pk=self.one(keys)) if keys else None

    def marks(self) -> dict[int, Mark] | None:
        rows = list(Membership.objects.filter(tenant=self.here.tenant).values_list("person_id", flat=True))
        chosen = self.random.sample(rows, min(len(rows), self.random.randrange(0, 3)))
        return self.one([None, {key: Mark(self.one([1, 2, 3]), self.one(WORDS)[:50]) for key in chosen}])

    def person(self) -> dict[str, Any]:
        number = next(self.numbers)
        return {"name": f"新人{number}", "mobile": f"139{number:08d}", **self.some({"sex": "1", "job": ""})}

    def unit_changes(self) -> dict[str, Any]:
        values = {name: self.one(WORDS)[:18] for name in UNIT_FIELDS}
        values |= {"sector": self.one(["village", "office"]), "founded_on": self.past_day(), "has_committee": True}
        return self.some(values)

    def activity_details(self) -> dict[str, Any]:
        values: dict[str, Any] = {name: self.one(WORDS)[:100] for name in ACTIVITY_FIELDS}
        values |= {"on": self.day(), "starts_at": self.one([None, dt.time(9), dt.time(15, 30)]), "ends_at": dt.time(17)}
        values |= {"chair": self.row(Person), "recorder": self.row(Person)}
        return self.some(values)

    def clarities(self) -> dict[str, Any]:
        """What a matter is published with: mostly all that it needs."""
        secretary = self.here.persons["梅"]
        return {
            "due_on": self.day() + dt.timedelta(days=30),
            "standard": self.one(["签字齐全", "签字齐全", *WORDS[:4]]),
            "person": self.one([secretary, secretary, self.row(Person)]),
            "reviewer_unit": self.one([self.here.units["Q"], self.here.units["C"], self.row(Unit)]),
        }

    def source(self) -> Source:
        unit = self.row(Unit)
        return Source("unit", str(unit.pk), unit, self.one(WORDS), "/")

    def area(self) -> Area:
        since = self.day()
        norms = tuple(self.random.sample(self.codes(), 2))
        kind = self.one(["", "", *Unit.Kind.values])
        return Area(self.row(Unit), norms, since, since + dt.timedelta(days=self.one([-1, 0, 30, 400])), kind)

    def handout(self) -> Handout:
        permission = self.one([people_policies.VIEW, orgs_policies.VIEW])
        rows = [[self.one(WORDS)] for _row in range(self.one([0, 3, 60]))]
        return Handout(
            "名单", [Column("名称")], rows, len(rows), self.one(WORDS), permission, self.row(Unit), "/people/"
        )

    # People and calls.

    def actor(self) -> Actor:
        """Often somebody who may do much, sometimes somebody who may do nothing here."""
        here = self.here
        names = ["梅", "梅", "officer", "county_officer", "administrator", *here.users]
        strangers: list[Callable[[], Actor]] = [
            lambda: ANONYMOUS,
            lambda: self.other.actor(self.one(sorted(self.other.users))),
            lambda: system("tests", self.other.tenant.pk),
        ]
        drawn = self.random.random()
        if drawn < 0.06:
            return self.one(strangers)()
        if drawn < 0.6:
            return console("tests", here.tenant.pk)
        return here.actor(self.one(names))

    def call(self) -> tuple[str, Callable[[], Any], dict[str, Any]]:
        """An action by name, the call, and what it is given; drawn again while a row that it needs does not exist."""
        while True:
            with contextlib.suppress(NoSuchRow):
                return self.draw()

    def draw(self) -> tuple[str, Callable[[], Any], dict[str, Any]]:
        """One try. Raises NoSuchRow."""
        name, action = self.random.choices(self.actions, self.weights)[0]
        self.drawing = name
        given: dict[str, Any] = {"actor": self.actor()}
        hints = typing.get_type_hints(action)
        for parameter in inspect.signature(action).parameters.values():
            if parameter.name == "actor" or parameter.kind is inspect.Parameter.VAR_KEYWORD:
                continue
            if parameter.default is not inspect.Parameter.empty and self.random.random() < 0.5:
                continue
            given[parameter.name] = self.value(parameter.name, hints[parameter.name])
        extra = self.extras.get(name)
        given |= {k: v for k, v in (extra() if extra else {}).items() if k not in given}
        self.fit(given)
        return name, lambda: action(**given), given

    def makers(self, name: str, hint: Any) -> tuple[list[Any], list[Maker]]:
        """The models among the types of an argument, and what makes a value that is no row."""
        kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else [hint]
        rows = [k for k in kinds if isinstance(k, type) and issubclass(k, models.Model)]
        going = self.drawing.partition(".")[0] in chance_going.APPS
        by_name = self.by_name | self.of_going if going else self.by_name
        made = [by_name[name]] if name in by_name else [self.by_type[k] for k in kinds if k in self.by_type]
        return ([] if name in by_name and name != "kind" else rows), made

    def unmade(self) -> list[str]:
        """Arguments that no line here makes: drawn or not, they are named at once."""
        found = []
        for name, action in self.actions:
            self.drawing = name
            hints = typing.get_type_hints(action)
            for parameter in inspect.signature(action).parameters.values():
                if parameter.name == "actor" or parameter.kind is inspect.Parameter.VAR_KEYWORD:
                    continue
                if not any(self.makers(parameter.name, hint := hints[parameter.name])):
                    found.append(f"{parameter.name}: {hint} of {self.drawing}")
        return found

    def value(self, name: str, hint: Any) -> Any:
        rows, makers = self.makers(name, hint)
        if not rows:
            return makers[0]()
        found = self.row(rows[0])
        if found is None and types.NoneType not in typing.get_args(hint):
            raise NoSuchRow(name)
        return found

    def fit(self, given: dict[str, Any]) -> None:
        """Make what belongs together fit, mostly: the version of the row, the kind for the unit, the secret."""
        if self.drawing.partition(".")[0] in chance_going.APPS:
            chance_going.fit(self, given)
        self.fit_matter(given)
        rows = [v for v in given.values() if isinstance(v, models.Model) and hasattr(v, "version")]
        if "version" in given:
            given["version"] = (rows[0].version if rows else 1) + (self.random.random() < 0.1)
        activity = given.get("activity")
        if given.get("secret") == "right" and activity is not None:
            given["secret"] = activity.link_secret
        if isinstance(given.get("kind"), ActivityKind) and self.random.random() < 0.8:
            unit = given.get("unit") or activity.unit
            fitting = [k for k in ActivityKind.objects.filter(tenant=unit.tenant_id) if unit.kind in k.unit_kinds]
            given["kind"] = self.one(fitting) if fitting else given["kind"]

    def fit_matter(self, given: dict[str, Any]) -> None:
        """Mostly a matter in a state for the step, with people and a checking unit of its own."""
        states = life.MAY.get(self.drawing.partition(".")[2], ()) if "matter" in given else ()
        rows = Matter.objects.filter(tenant=self.here.tenant, state__in=states).order_by("-pk")[:6]
        if not rows or self.random.random() < 0.2:
            return
        given["matter"] = self.one(rows)
        usual = matter_queries.proposal(given["matter"])
        given |= {name: usual[name] for name in ("person", "reviewer_unit") if name in given and usual[name]}


def tenants_of(values: Iterable[Any]) -> set[int]:
    """The tenants of the rows among some arguments."""
    return {v.tenant_id for v in values if isinstance(v, models.Model) and getattr(v, "tenant_id", 0)}


KNOWN_ROWS = (User, Activity, BulkWaiver, Resolution, Suspension, Role, Pack, Remark)
"""Rows that actions take; imported so that their hints resolve."""
