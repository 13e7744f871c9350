"""The papers, for programs: the same files as on the pages, and the same entry about who took them."""

from typing import Annotated, Literal

from django.http import Http404
from ninja import Query
from pydantic import Field

from leitu.activities.models import Activity
from leitu.activities.policies import KEEP, VIEW
from leitu.api.bodies import filled
from leitu.api.operations import Call, Paper, one
from leitu.api.schema import Day, Id, Question
from leitu.core.clock import today
from leitu.inspections.policies import VIEW as SEE_INSPECTIONS
from leitu.inspections.queries import bulletins
from leitu.matters.campaigns import seen as seen_campaigns
from leitu.matters.policies import VIEW as SEE_MATTERS
from leitu.norms import policies as norm_policies
from leitu.norms.duties import duty_of
from leitu.norms.listing import askable
from leitu.orgs.models import Tenant, Unit
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.people import policies as people_policies
from leitu.plans import policies as plan_policies
from leitu.plans.queries import known_years
from leitu.pledges.models import Pledge
from leitu.pledges.policies import SEE as SEE_PLEDGES
from leitu.reports import actions, forms, policies
from leitu.reports.api.months import Month, area, span_of, unit_of
from leitu.reports.paper import MEDIA, file_name
from leitu.transfers import policies as transfer_policies
from leitu.transfers.models import Transfer
from leitu.ui.views import SIGNED_IN

Code = Annotated[str, Field(max_length=40)]


class PaperQuestion(Question):
    form: Literal["docx", "pdf"] = "docx"


class LedgerQuestion(Question):
    """Without a period it is this year up to today."""

    unit: Id | None = None
    below: bool = False
    since: Day | None = None
    until: Day | None = None
    kind: Code | None = None
    late: Literal["1", "0"] | None = None
    form: Literal["xlsx", "pdf"] = "xlsx"


class TableQuestion(Question):
    form: Literal["docx", "xlsx"] = "docx"


class BreachQuestion(Question):
    """Without a period it is the last seven days; ``who``: of accounts of that name only."""

    since: Day | None = None
    until: Day | None = None
    who: Annotated[str, Field(max_length=60)] = ""
    form: Literal["docx", "pdf"] = "docx"


def _paper(content: bytes, name: str, form: str) -> Paper:
    return Paper(content, MEDIA[form], file_name(f"{name}.{form}"))


def _activity(request: Call, pk: int) -> Activity:
    found: Activity = one(Activity.objects.visible_to(request.actor).select_related("unit", "kind"), pk=pk)
    return found


@area.hands_out("/minutes/{int:pk}", "reports.download_minutes", policies.READ_RECORD)
def download_minutes(request: Call, pk: int, asked: Query[PaperQuestion]) -> Paper:
    """会议记录 as .docx or PDF; a draft until it is archived."""
    activity = _activity(request, pk)
    content = actions.download_minutes(actor=request.actor, activity=activity, form=asked.form)
    return _paper(content, f"{activity.on:%Y-%m-%d} {activity.unit.name} {activity.kind.name}记录", asked.form)


@area.hands_out("/sheet/{int:pk}", "reports.download_sheet", KEEP)
def download_sheet(request: Call, pk: int) -> Paper:
    """会议通知和签到表 as PDF."""
    activity = _activity(request, pk)
    content = actions.download_sheet(actor=request.actor, activity=activity)
    return _paper(content, f"{activity.on:%Y-%m-%d} {activity.unit.name} {activity.kind.name}通知", actions.PDF)


class BulletinQuestion(Question):
    """Without a day it is today."""

    on: Day | None = None
    form: Literal["docx", "xlsx"] = "docx"


@area.hands_out("/bulletin/{int:pk}", "reports.download_bulletin", people_policies.VIEW)
def download_bulletin(request: Call, pk: int, asked: Query[BulletinQuestion]) -> Paper:
    """党内统计公报 at and below a unit on a day, as .docx or .xlsx; small numbers only for those of the branch."""
    unit: Unit = one(Unit.objects.visible_to(request.actor, people_policies.VIEW), pk=pk)
    on = asked.on or today()
    content = actions.download_bulletin(actor=request.actor, unit=unit, on=on, form=asked.form)
    return _paper(content, f"{unit.name} {on:%Y-%m-%d} 党内统计公报", asked.form)


@area.hands_out("/letters/{int:pk}", "reports.download_letter", transfer_policies.HOLD)
def download_letter(request: Call, pk: int, asked: Query[PaperQuestion]) -> Paper:
    """组织关系介绍信 in three parts, as .docx or PDF."""
    transfer: Transfer = one(Transfer.objects.visible_to(request.actor), pk=pk)
    content = actions.download_letter(actor=request.actor, transfer=transfer, form=asked.form)
    return _paper(content, f"{transfer.name} 组织关系介绍信{transfer.number}", asked.form)


@area.hands_out("/months/{int:pk}/{month}/paper", "reports.download_month", VIEW)
def download_month(request: Call, pk: int, month: Month, asked: Query[PaperQuestion]) -> Paper:
    """月报 as .docx or PDF."""
    unit = unit_of(request, pk)
    __, span = span_of(request, month)
    content = actions.download_month(actor=request.actor, unit=unit, month=span.start, form=asked.form)
    return _paper(content, f"{unit.name} {span.start:%Y-%m} 月报", asked.form)


@area.hands_out("/plans/{int:pk}/{int:year}", "reports.download_plan", plan_policies.VIEW)
def download_plan(request: Call, pk: int, year: int) -> Paper:
    """年度计划 as .docx."""
    unit = one(Unit.objects.visible_to(request.actor, plan_policies.VIEW).select_related("tenant"), pk=pk)
    if year not in known_years(today()):
        raise Http404
    content = actions.download_plan(actor=request.actor, unit=unit, year=year)
    return _paper(content, f"{unit.name} {year} 年度计划", actions.DOCX)


@area.hands_out("/pledges/{int:pk}", "reports.download_pledge", SEE_PLEDGES)
def download_pledge(request: Call, pk: int, asked: Query[PaperQuestion]) -> Paper:
    """责任清单 with lines to sign on, as .docx or PDF."""
    pledge: Pledge = one(Pledge.objects.visible_to(request.actor).select_related("unit", "countersigner"), pk=pk)
    content = actions.download_pledge(actor=request.actor, pledge=pledge, form=asked.form)
    return _paper(content, f"{pledge.unit.name} {pledge.year} {pledge.holder_name} 责任清单", asked.form)


@area.hands_out("/duty/{int:unit}/{slug:norm}/{period_start}", "reports.download_duty", norm_policies.VIEW)
def download_duty(request: Call, unit: int, norm: str, period_start: Day) -> Paper:
    """Why a duty stands where it stands, as PDF."""
    seen = Unit.objects.visible_to(request.actor, norm_policies.VIEW).select_related("tenant")
    owner = one(seen, pk=unit)
    if not askable(period_start):
        raise Http404
    duty = duty_of(owner.tenant, owner, norm, period_start, on=max(today(), period_start))
    if duty is None:
        raise Http404
    content = actions.download_duty(actor=request.actor, unit=owner, duty=duty)
    return _paper(content, f"{owner.name} {duty.title} {period_start:%Y-%m-%d}", actions.PDF)


@area.hands_out("/ledger", "reports.download_ledger", VIEW)
def download_ledger(request: Call, asked: Query[LedgerQuestion]) -> Paper:
    """组织生活台账 as .xlsx or PDF; 10 000 rows at most."""
    unit = one(Unit.objects.visible_to(request.actor, VIEW), pk=asked.unit) if asked.unit else None
    choice = filled(forms.LedgerForm, asked, actor=request.actor).choice(unit)
    content = actions.download_ledger(actor=request.actor, choice=choice, form=asked.form)
    return _paper(content, f"{choice.title} {choice.day:%Y-%m-%d}", asked.form)


@area.hands_out("/round-bulletin/{int:pk}", "reports.download_round_bulletin", SEE_INSPECTIONS)
def download_round_bulletin(request: Call, pk: int, asked: Query[PaperQuestion]) -> Paper:
    """督查简报 as .docx or PDF; marked as a draft until it is issued."""
    bulletin = one(bulletins(request.actor), pk=pk)
    content = actions.download_round_bulletin(actor=request.actor, bulletin=bulletin, form=asked.form)
    return _paper(content, bulletin.title, asked.form)


@area.hands_out("/campaign/{int:pk}", "reports.download_campaign", SEE_MATTERS)
def download_campaign(request: Call, pk: int, asked: Query[PaperQuestion]) -> Paper:
    """专项行动小结 as .docx or PDF; until it has ended, a draft from the ledger."""
    campaign = one(seen_campaigns(request.actor), pk=pk)
    content = actions.download_campaign(actor=request.actor, campaign=campaign, form=asked.form)
    return _paper(content, f"{campaign.title}小结", asked.form)


@area.hands_out("/breach", "reports.download_breach", SECURE_ACCOUNTS)
def download_breach(request: Call, asked: Query[BreachQuestion]) -> Paper:
    """个人信息安全事件报告 as .docx or PDF, drafted from the audit: counts, no names of members."""
    chosen = filled(forms.PeriodForm, asked).cleaned_data
    content = actions.download_breach(actor=request.actor, span=chosen["span"], who=chosen["who"], form=asked.form)
    return _paper(content, f"个人信息安全事件报告 {chosen['span'].end:%Y-%m-%d}", asked.form)


@area.hands_out("/compliance", "reports.download_compliance", SIGNED_IN)
def download_compliance(request: Call, asked: Query[TableQuestion]) -> Paper:
    """减负合规说明 as .docx or .xlsx."""
    tenant = one(Tenant.objects.all(), pk=request.actor.tenant_id)
    content = actions.download_compliance(actor=request.actor, tenant=tenant, form=asked.form)
    return _paper(content, f"{tenant.name} 减负合规说明 {today():%Y-%m-%d}", asked.form)
