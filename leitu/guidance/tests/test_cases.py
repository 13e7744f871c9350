"""A weak branch from listing to acceptance: people judge, the figures stand beside, and nobody judges his own."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.guidance import actions, life, policies
from leitu.guidance.models import WeakUnitCase
from leitu.orgs import actions as orgs
from leitu.orgs.models import Role

TODAY = dt.date(2026, 3, 20)
DUE = TODAY + dt.timedelta(days=180)
STEPS = {
    "plan_case": {"plan": "换届、补课、建制度", "due_on": DUE},
    "ask_acceptance": {"effect": "三会一课正常开了半年"},
    "accept": {"finding": "记录和人都看了"},
    "return_case": {"reason": "党课还缺"},
    "withdraw_case": {"reason": "看错了"},
}
ROAD = {
    "listed": [],
    "planned": ["plan_case"],
    "acceptance_asked": ["plan_case", "ask_acceptance"],
    "removed": ["plan_case", "ask_acceptance", "accept"],
    "withdrawn": ["withdraw_case"],
}
AFTER = {
    "plan_case": "planned",
    "ask_acceptance": "acceptance_asked",
    "accept": "removed",
    "return_case": "planned",
    "withdraw_case": "withdrawn",
}


@pytest.fixture
def case(county):
    return actions.list_unit(actor=county.actor("officer"), unit=county.units["Q1"], reason="半年没开过会")


def take(case, step, actor):
    return getattr(actions, step)(actor=actor, case=case, **STEPS[step])


def brought_to(case, state, county):
    for step in ROAD[state]:
        case = take(case, step, county.console)
    return case


@pytest.mark.parametrize("state", ROAD)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["梅", "李强", "officer", "county_officer", "inspector", "石磊", "孙涛"])
def test_every_state_step_and_role(county, case, state, step, name):
    case = brought_to(case, state, county)
    side = {"梅"} if step in ("plan_case", "ask_acceptance") else {"officer", "county_officer"}
    if name not in side:
        expected = NotAllowed
    elif state not in life.MAY[step]:
        expected = WrongState
    else:
        assert take(case, step, county.actor(name)).state == AFTER[step]
        return
    with pytest.raises(expected):
        take(case, step, county.actor(name))
    assert WeakUnitCase.objects.get(pk=case.pk).state == state


def test_nobody_of_the_branch_judges_it_even_with_an_office_above(county, case):
    case = brought_to(case, "acceptance_asked", county)
    orgs.grant(
        actor=county.console,
        user=county.users["梅"],
        role=Role.objects.get(tenant=county.tenant, code="officer"),
        unit=county.units["Q"],
        reach="below",
    )
    mei = county.actor("梅")
    assert not policies.ACCEPT.allows(mei, case)
    with pytest.raises(NotAllowed):
        take(case, "accept", mei)


def test_the_same_figures_before_and_after(county, case):
    assert case.before["has_secretary"] == 1
    done = brought_to(case, "removed", county)
    assert done.before.keys() == done.after.keys()
    assert (done.ended_on, done.effect, done.finding) == (TODAY, "三会一课正常开了半年", "记录和人都看了")


def test_a_branch_is_listed_once_with_a_reason_and_by_those_above(county, case):
    officer = county.actor("officer")
    with pytest.raises(WrongState):
        actions.list_unit(actor=officer, unit=county.units["Q1"], reason="再列一次")
    for code, reason in (("Q2", " "), ("Q2", "长" * 501), ("Q1G", "组"), ("Q", "党委")):
        with pytest.raises(ValidationError):
            actions.list_unit(actor=county.actor("county_officer"), unit=county.units[code], reason=reason)
    with pytest.raises(NotAllowed):
        actions.list_unit(actor=county.actor("梅"), unit=county.units["Q1"], reason="自己列")
    brought_to(case, "withdrawn", county)
    assert actions.list_unit(actor=officer, unit=county.units["Q1"], reason="又散了").state == "listed"


def test_two_edit_at_once(county, case):
    actions.plan_case(actor=county.actor("梅"), case=case, version=case.version, **STEPS["plan_case"])
    with pytest.raises(StaleEdit):
        actions.plan_case(actor=county.actor("梅"), case=case, version=case.version, **STEPS["plan_case"])


@pytest.mark.parametrize(
    ("given", "field"),
    [({"plan": " "}, "plan"), ({"plan": "长" * 2001}, "plan"), ({"due_on": TODAY - dt.timedelta(days=1)}, "due_on")],
)
def test_what_is_no_plan_is_refused(county, case, given, field):
    with pytest.raises(ValidationError) as refused:
        actions.plan_case(actor=county.actor("梅"), case=case, **{**STEPS["plan_case"], **given})
    assert field in refused.value.message_dict


def test_the_pages_from_listing_to_removal(county, sign_in):
    def page(name, who, pk, **sent):
        client = sign_in(who)
        address = reverse(f"guidance:{name}", args=[pk])
        assert client.get(address).status_code == 200
        return (
            client.post(address, sent, follow=True).content.decode() if sent else client.get(address).content.decode()
        )

    def offered(name, who, address, pk):
        return f'href="{reverse(f"guidance:{name}", args=[pk])}"' in sign_in(who).get(address).content.decode()

    branch = reverse("portal:unit", args=[county.units["Q1"].pk])
    assert offered("list_unit", "officer", branch, county.units["Q1"].pk)
    assert not offered("list_unit", "梅", branch, county.units["Q1"].pk)
    assert "列入了" in page("list_unit", "officer", county.units["Q1"].pk, reason="半年没开过会")
    case = WeakUnitCase.objects.get()
    assert "半年没开过会" in page("case", "梅", case.pk)
    assert "方案写下了" in page("plan_case", "梅", case.pk, plan="先换届\n再补课", due_on=DUE.isoformat())
    assert offered("ask_acceptance", "梅", case.get_absolute_url(), case.pk)
    assert "等上级来看" in page("ask_acceptance", "梅", case.pk, effect="会开起来了")
    for step in ("accept", "return_case"):
        assert offered(step, "officer", case.get_absolute_url(), case.pk)
        assert not offered(step, "梅", case.get_absolute_url(), case.pk)
    assert "销号了" in page("accept", "officer", case.pk, finding="去看了")
    assert "验收那天" in page("case", "officer", case.pk)
    client = sign_in("officer")
    assert client.get(reverse("guidance:cases")).context["page"].paginator.count == 0
    assert client.get(reverse("guidance:cases"), {"state": "removed"}).context["page"].paginator.count == 1
