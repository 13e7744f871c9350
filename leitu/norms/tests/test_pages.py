"""The pages: what they show, whom they let in, what a form does."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms import actions
from leitu.norms.duties import duties
from leitu.norms.models import Pack, Remark, Waiver

D = dt.date
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        yield


def browse(county: Any, name: str) -> Client:
    """A client signed in as somebody, the second factor passed."""
    client = Client()
    client.force_login(county.users[name])
    SignIn.objects.filter(user=county.users[name]).update(strong=True)
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def send(client: Client, address: str, **data: Any) -> Any:
    """Submit a form as a browser does: with the key of the page that showed it."""
    shown = client.get(address)
    assert shown.status_code == 200, (address, shown.status_code)
    return client.post(address, {"form_key": shown.context["form_key"], **data})


def duty(county: Any, name: str = "norms:explain", unit: str = "Q1", norm: str = "theme-day", month: int = 11) -> str:
    return reverse(name, args=[county.units[unit].pk, norm, D(2026, month, 1)])


def hold(county: Any, unit: str, kind: str, on: dt.date) -> None:
    Fact.objects.create(
        tenant_id=county.tenant.pk,
        source_type=1,
        source_id=Fact.objects.count() + 1,
        kind=kinds.kind(kind).number,
        unit_id=county.units[unit].pk,
        on=on,
        amount=1,
    )


def test_the_library_shows_every_norm_with_its_source(county: Any) -> None:
    shown = page(browse(county, "梅"), reverse("norms:list"))
    for words in ("全国制度", "示例区制度", "支部党员大会", "每季度 1 次", "第十一条", "已核对原文", "本系统尚未记录"):
        assert words in shown
    assert "未启用" in shown
    assert reverse("norms:switch_on", args=["example-district"]) not in shown


def test_a_norm_page_shows_its_parameters_and_versions(county: Any) -> None:
    client = browse(county, "梅")
    shown = page(client, reverse("norms:show", args=["committee-meeting"]))
    for words in ("设支委会的党支部", "满 7 名", "联合党支部", "期限前 7 天起"):
        assert words in shown
    assert "每届" in page(client, reverse("norms:show", args=["election"]))
    assert "只作提醒" in page(client, reverse("norms:show", args=["branch-size"]))
    assert "尚未记录" in page(client, reverse("norms:show", args=["dues"]))
    page(client, reverse("norms:show", args=["no-such-norm"]), 404)


def test_packs_are_switched_on_and_off_by_who_manages_the_whole_tenant(county: Any) -> None:
    client = browse(county, "administrator")
    on, off = (reverse(f"norms:switch_{way}", args=["example-district"]) for way in ("on", "off"))
    assert on in page(client, reverse("norms:list"))
    assert send(client, on).status_code == 302
    assert Pack.objects.get(code="example-district").is_active
    assert off in page(client, reverse("norms:list"))
    assert send(client, off).status_code == 302
    assert not Pack.objects.get(code="example-district").is_active
    page(client, reverse("norms:switch_on", args=["no-such-pack"]), 404)
    page(browse(county, "county_officer"), on, 403)


def test_the_list_holds_what_the_address_asks_for(county: Any) -> None:
    hold(county, "Q1", "theme_day", D(2026, 11, 5))
    client, address = browse(county, "officer"), reverse("norms:duties")
    q = county.units["Q"].pk
    asked = {"unit": q, "below": "1", "norm": "theme-day", "on": "2026-11-20"}
    shown = client.get(address, asked)
    assert [c.count for c in shown.context["chips"]] == [3, 0, 0, 2, 0, 1]  # Q1 Q2 Q3
    met = client.get(address, {**asked, "state": "met"})
    assert [line["duty"].unit_id for line in met.context["lines"]] == [county.units["Q1"].pk]
    assert "2026年11月 · 柳树村党支部" in met.content.decode()
    year = client.get(address, {**asked, "since": "2026-01-01", "state": "overdue"})
    assert year.context["total"] == 30
    assert len(year.context["lines"]) == 30
    alone = client.get(address, {"unit": q})
    assert {line["duty"].unit_id for line in alone.context["lines"]} <= {q}
    anywhere = client.get(address, {"norm": "theme-day"})
    assert {line["duty"].unit_id for line in anywhere.context["lines"]} == {
        county.units[u].pk for u in ("Q1", "Q2", "Q3")
    }


def test_pages_of_the_list_go_through_the_states_and_leave_nothing_out(county: Any) -> None:
    hold(county, "Q1", "theme_day", D(2026, 3, 5))
    client, address = browse(county, "county_officer"), reverse("norms:duties")
    asked = {"unit": county.units["C"].pk, "below": "1", "since": "2024-01-01"}
    seen: list[tuple[int, str, dt.date]] = []
    states: list[str] = []
    for number in range(1, 30):
        shown = client.get(address, {**asked, "page": number})
        for line in shown.context["lines"]:
            seen.append((line["duty"].unit_id, line["duty"].norm, line["duty"].period_start))
            states.append(line["duty"].state.value)
        if not shown.context["page"].has_next():
            break
    assert number > 3
    everything = duties(county.tenant, on=D(2026, 11, 20), since=D(2024, 1, 1))
    assert len(seen) == len(set(seen)) == shown.context["total"]
    assert set(seen) == {(d.unit_id, d.norm, d.period_start) for d in everything}
    assert list(dict.fromkeys(states)) == ["overdue", "due_soon", "upcoming", "met"]


def test_the_list_passes_over_what_it_does_not_understand(county: Any) -> None:
    client, address = browse(county, "officer"), reverse("norms:duties")
    for asked in (
        {"on": "someday"},
        {"on": "9999-12-31"},
        {"on": "2026-02-30"},
        {"since": "2027-01-01"},
        {"state": "green"},
        {"norm": "dues"},
        {"page": "zero"},
        {"below": "yes"},
    ):
        assert client.get(address, asked).status_code == 200, asked
    for unit in ("x", "999999", "99999999999999999999", "１", "-1"):
        assert client.get(address, {"unit": unit}).status_code == 404, unit


def test_out_of_sight_is_absent(counties: Any) -> None:
    here, there = counties
    client = browse(here, "梅")
    for unit in (here.units["Q2"], here.units["Q"], there.units["Q1"]):
        page(client, reverse("norms:explain", args=[unit.pk, "theme-day", D(2026, 11, 1)]), 404)
        page(client, f"{reverse('norms:duties')}?unit={unit.pk}&below=1", 404)
    page(browse(here, "stranger"), reverse("norms:duties"), 403)
    shown = page(browse(here, "county_officer"), f"{reverse('norms:duties')}?since=2026-01-01")
    assert "CANARY" not in shown


def test_who_holds_a_right_at_one_unit_only_sees_nothing_below_it(county: Any) -> None:
    from leitu.orgs.models import Grant
    from tests.cast import account

    account(county, "helper", "officer", "Q", Grant.Reach.HERE)
    asked = {"unit": county.units["Q"].pk, "below": "1"}
    shown = browse(county, "helper").get(reverse("norms:duties"), asked)
    assert {line["duty"].unit_id for line in shown.context["lines"]} == {county.units["Q"].pk}


def test_the_explanation_shows_rule_facts_and_what_is_missing(county: Any) -> None:
    client = browse(county, "梅")
    shown = page(client, duty(county))
    for words in ("2026年11月 主题党日", "还差 1 次", "第十六条", "已核对原文", "还没有备注", "未到期"):
        assert words in shown
    assert duty(county, "norms:waive") not in shown
    hold(county, "Q1", "theme_day", D(2026, 11, 5))
    shown = page(client, duty(county))
    assert "什么也不差" in shown
    assert "2026年11月5日" in shown
    early = page(client, f"{duty(county)}?on=2026-11-04")
    assert "还差 1 次" in early
    assert "截至" in early
    assert "超期" in page(client, duty(county, month=10))
    assert "截至 2026年12月1日" in page(client, duty(county, month=12))  # a coming period, as of its first day
    for address in (duty(county, norm="dues"), f"{duty(county, month=12)}?on=2026-11-20"):
        page(client, address, 404)
    for start in ("2026-11-31", "2026-11-02", "9999-12-01", "0000-01-01"):
        page(client, duty(county).replace("2026-11-01", start), 404)


def test_a_waiver_is_made_and_taken_back_on_the_page(county: Any) -> None:
    officer, secretary = browse(county, "officer"), browse(county, "梅")
    waive = duty(county, "norms:waive")
    assert waive in page(officer, duty(county))
    empty = send(officer, waive, ground="disaster", reason="")
    assert empty.status_code == 200
    assert not Waiver.objects.exists()
    done = send(officer, waive, ground="disaster", reason="防汛抢险，全员上堤")
    assert (done.status_code, done.url) == (302, duty(county))
    shown = page(secretary, duty(county))
    for words in ("免办", "防汛抢险，全员上堤", "灾害", "免办经过"):
        assert words in shown
    withdraw = reverse("norms:withdraw_waiver", args=[Waiver.objects.get().pk])
    assert withdraw not in shown
    assert withdraw in page(officer, duty(county))
    page(secretary, waive, 403)
    page(secretary, withdraw, 403)
    assert send(officer, withdraw).status_code == 302
    assert "撤销免办" in page(secretary, duty(county))
    assert Waiver.objects.get().withdrawn_at is not None


def test_waiving_twice_shows_a_conflict(county: Any) -> None:
    officer, other = browse(county, "officer"), browse(county, "county_officer")
    waive = duty(county, "norms:waive")
    key = officer.get(waive).context["form_key"]
    send(other, waive, ground="other", reason="先来")
    late = officer.post(waive, {"form_key": key, "ground": "other", "reason": "后到"})
    assert late.status_code == 409
    assert Waiver.objects.get().reason == "先来"


def test_the_own_unit_is_not_offered_for_waiving(county: Any) -> None:
    officer = browse(county, "officer")
    own = duty(county, "norms:waive", "Q", "post-vacancy")
    assert own not in page(officer, duty(county, unit="Q", norm="post-vacancy"))
    page(officer, own, 403)


def test_remarks_are_added_and_shown_as_text(county: Any) -> None:
    client = browse(county, "梅")
    done = send(client, duty(county, "norms:remark"), text="农忙<script>，改到月底")
    assert done.status_code == 302
    assert Remark.objects.get().made_by_label == "梅"
    shown = page(browse(county, "officer"), duty(county))
    assert "农忙&lt;script&gt;，改到月底" in shown


def test_pages_ask_the_database_few_times(county: Any, django_assert_max_num_queries: Any) -> None:
    client = browse(county, "county_officer")
    actions.switch_on(actor=county.console, tenant=county.tenant, code="example-district")
    root = county.units["C"].pk
    for address, most in (
        (reverse("norms:list"), 20),
        (f"{reverse('norms:duties')}?unit={root}&below=1&since=2026-01-01", 40),
        (duty(county), 40),
    ):
        page(client, address)
        with django_assert_max_num_queries(most):
            page(client, address)
