"""记问题 from anywhere: the page of every thing offers it, and what is noted there keeps the thing as its source."""

import datetime as dt
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver, reverse

from leitu.activities.tests import factories as meetings
from leitu.guidance import actions as guidance
from leitu.inspections.models import Draw
from leitu.inspections.tests import factories as visits
from leitu.matters import actions, sources
from leitu.matters.models import Matter
from leitu.matters.tests import factories as make
from leitu.norms.duties import duties
from leitu.people import actions as people
from leitu.ui.checks import patterns
from leitu.ui.views import OfObject
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]

NO_SOURCE = {
    "Grant": "a right: seen at its unit",
    "Ask": "something that waits for a second person, answered there",
    "Channel": "the group of a unit: seen at its unit",
    "Notice": "leads on to what it is about",
    "Post": "a form that ends it; the person's page has it",
    "Exemption": "a form that ends it; the person's page has it",
    "Objection": "answered within its days by its own rules",
    "Consent": "between two members",
    "Waiver": "a form that withdraws it; the duty's page has it",
    "BulkWaiver": "a form that withdraws it",
    "Visit": "a form that withdraws it; the pairing's page has it",
    "LookDraw": "a sample of many units; each matter of it has its page",
    "Dispatch": "the progress of a job; its matter has its page",
    "SavedView": "one's own way of looking",
    "Care": "of a member who is away: noted on his page",
    "Transfer": "of a member on his way: noted on his page",
    "Merge": "two entries of one person: noted on his page",
    "Sheet": "computed from records, each of which has its page",
    "Scheme": "how sheets are computed",
    "Workplace": "reached or not; its plan stands on it",
    "Change": "a change of the tree that is prepared, seen at its unit",
    "Handover": "between two who hold a post; what is open stands on it already",
    "Pledge": "what is not kept becomes a matter when its lines are settled",
    "PledgeLine": "a form; its pledge has it",
    "RequiredLine": "a form; its pledge has it",
    "Comment": "a form that answers it; its pledge has it",
    "RiskPoint": "the discipline line's own, which only it may know of",
    "Ruling": "the discipline line's own, which only it may know of",
    "ThematicReport": "drafted from what is on record; what it promises becomes matters by its own step",
    "PlanLine": "a form; what is issued of it is a matter",
    "Motion": "what is carried is issued as a task by its own step",
    "Table": "how points are computed",
    "SavedQuestion": "one's own way of asking",
}
"""Things with pages of their own from which nothing is noted, and why."""
MADE_BY_STEPS = {"motion", "pledge_line", "plan_line", "thematic"}
"""Sources that no page offers: issuing a motion or a plan, settling a pledge and answering a report make these matters themselves."""


def things(county) -> dict[str, tuple[str, str]]:
    """Kind of source -> the address of a page about such a thing, and the code of the unit where it is noted."""
    units, console = county.units, county.console
    person = county.persons["孙涛"]
    meeting = meetings.planned(county)
    visit = visits.visited(county, visits.under_way(county, target=100), "Q1")
    leader = county.persons["石梅"]
    since = dt.date(2025, 1, 1)
    people.appoint(actor=console, unit=units["Q"], person=leader, title="committee_member", since=since)
    pair = guidance.assign(actor=console, unit=units["Q1"], person=leader, from_unit=units["Q"])
    case = guidance.list_unit(actor=console, unit=units["Q1"], reason="三次没有开会")
    campaign = actions.open_campaign(
        actor=console,
        unit=units["Q"],
        title="规范记录",
        basis="县委〔2026〕3号",
        approver="周芳",
        starts_on=visits.TODAY,
        ends_on=visits.TODAY + dt.timedelta(days=30),
    )
    duty = duties(county.tenant, [units["Q1"].pk], on=visits.TODAY, since=dt.date(2026, 1, 1))[0]
    draw = Draw.objects.filter(round=visit.round).order_by("order")[0]
    return {
        "unit": (reverse("portal:unit", args=[units["Q1"].pk]), "Q1"),
        "unit, on the dashboard": (f"{reverse('portal:dashboard')}?unit={units['Q'].pk}", "Q"),
        "unit, behind a cell": (f"{reverse('norms:duties')}?unit={units['Q1'].pk}&below=1&state=overdue", "Q1"),
        "unit, its members": (f"{reverse('people:list')}?unit={units['Q1'].pk}", "Q1"),
        "unit, its meetings": (f"{reverse('activities:list')}?unit={units['Q1'].pk}", "Q1"),
        "person": (reverse("people:show", args=[person.pk]), "Q1"),
        "activity": (meeting.get_absolute_url(), "Q1"),
        "duty": (reverse("norms:explain", args=[duty.unit_id, duty.norm, duty.period_start.isoformat()]), "Q1"),
        "matter": (make.noted(county).get_absolute_url(), "Q1"),
        "campaign": (campaign.get_absolute_url(), "Q"),
        "inspection": (visit.get_absolute_url(), "Q1"),
        "round": (visit.round.get_absolute_url(), "C"),
        "round, at a visit of it": (reverse("inspections:submit", args=[draw.pk]), "C"),
        "liaison": (pair.get_absolute_url(), "Q1"),
        "weak_case": (case.get_absolute_url(), "Q1"),
    }


def offered(page: str) -> str:
    """Where 记问题 in the top line of a page leads; empty where it is not offered."""
    _before, found, rest = page.partition('<a class="lt-note-here" href="')
    return unescape(rest.partition('"')[0]) if found else ""


def test_every_thing_offers_it_and_stays_its_source(county, sign_in):
    client = sign_in("county_officer")
    table = things(county)
    for kind, (address, unit) in table.items():
        page = client.get(address)
        assert page.status_code == 200, kind
        to = offered(page.content.decode())
        [ref] = parse_qs(urlsplit(to).query).get("of", [""])
        assert ref.partition(":")[0] == kind.partition(",")[0], (kind, to)
        form = client.get(to)
        assert form.status_code == 200, kind
        client.post(to, {"title": f"从{kind}看到的", "form_key": form.context["form_key"]})
        made = Matter.objects.get(title=f"从{kind}看到的")
        assert made.unit == county.units[unit], kind
        assert made.source_text, kind
        found = sources.find(county.actor("county_officer"), made.source_kind, made.source_key)
        assert found is not None, kind
        assert client.get(found.href).status_code == 200, kind
    kinds = set(sources._resolvers) - MADE_BY_STEPS
    assert {kind.partition(",")[0] for kind in table} == set(sources.named().values()) == kinds


def test_a_thing_with_pages_is_a_source_or_says_why_not():
    models = set()
    for _route, pattern in patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        if view is not None and issubclass(view, OfObject) and view.model is not None:
            models.add(view.model)
    unnamed = {model.__name__ for model in models} - {model.__name__ for model in sources.named()}
    assert unnamed == set(NO_SOURCE), "register_name it in its app, or say here why nothing is noted from it"
    assert not set(NO_SOURCE) & {model.__name__ for model in sources.named()}


@pytest.mark.parametrize(("who", "leads"), [("梅", True), ("officer", True), ("孙涛", False), ("auditor", False)])
def test_only_who_may_note_is_offered_it(county, sign_in, who, leads):
    to = offered(sign_in(who).get("/norms/").content.decode())
    assert bool(to) is leads
    assert not leads or to == reverse("matters:note")


def test_about_what_is_not_one_s_own_it_is_noted_at_home(county, sign_in):
    """A secretary reads the page of the unit above: what he notes there is still his own branch's."""
    client = sign_in("梅")
    own, above = (client.get(reverse("portal:unit", args=[county.units[code].pk])) for code in ("Q1", "Q"))
    assert "of=unit" in offered(own.content.decode())
    assert above.status_code == 404 or offered(above.content.decode()) == reverse("matters:note")


def test_a_member_who_left_is_no_source(county, sign_in):
    person = county.persons["老陈"]
    home = person.memberships.get()
    people.end_membership(
        actor=county.console, membership=home, on=visits.TODAY, ending="died", note="因病去世", version=1
    )
    client = sign_in("county_officer")
    assert client.get(f"{reverse('matters:note')}?of=person:{person.pk}").status_code == 404
    assert offered(client.get(reverse("people:show", args=[person.pk])).content.decode()) in (
        "",
        reverse("matters:note"),
    )
