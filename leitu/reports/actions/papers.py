"""Handing out papers: they change nothing, but who took what is on record.

The transaction is only about the entry: a long ledger must not keep others from writing while it is made.
"""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leitu.activities import life
from leitu.activities.models import Activity
from leitu.activities.policies import KEEP, VIEW
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.periods import Period
from leitu.inspections.models import Bulletin
from leitu.inspections.queries import bulletins
from leitu.matters.campaigns import draft as draft_of_campaign
from leitu.matters.campaigns import seen as seen_campaigns
from leitu.matters.models import Campaign
from leitu.matters.policies import REVIEW as CHECK_MATTERS
from leitu.norms import policies as norm_policies
from leitu.norms.duty import Duty
from leitu.orgs.models import Unit
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.oversight import policies as oversight_policies
from leitu.oversight.queries import root_of
from leitu.people import policies as people_policies
from leitu.people.models import Person
from leitu.people.standing import HIMSELF
from leitu.plans import policies as plan_policies
from leitu.plans.queries import board
from leitu.reports import own_record, policies, queries
from leitu.reports.breach import Said, breach_docx, breach_pdf
from leitu.reports.breach_queries import breach_of
from leitu.reports.bulletin import bulletin_docx, bulletin_xlsx
from leitu.reports.bulletin_queries import bulletin_for
from leitu.reports.heads import head_line
from leitu.reports.ledger import ledger_xlsx
from leitu.reports.letter import Letter, letter_docx, letter_pdf
from leitu.reports.minutes import minutes_docx, minutes_pdf
from leitu.reports.moves import letter_of
from leitu.reports.own import own_zip
from leitu.reports.plan_paper import plan_docx
from leitu.reports.sheets import duty_pdf, ledger_pdf, notice_pdf
from leitu.reports.transfer_letter import transfer_docx, transfer_pdf
from leitu.transfers import policies as transfer_policies
from leitu.transfers.models import Transfer

DOCX, PDF, XLSX = "docx", "pdf", "xlsx"
MOST_DAYS_OF_BREACH = 366
MOST_ROWS_OF_PDF = 1_000
MOST_ROWS = 10_000
"""Rows of one ledger; it stays below what an upload in the browser takes back (leitu.core.tabular.limits)."""


def download_minutes(*, actor: Actor, activity: Activity, form: str = DOCX) -> bytes:
    """The record of one meeting as .docx or PDF, a draft until it is archived. Raises NotAllowed, WrongState."""
    policies.READ_RECORD.require(actor, activity)
    if activity.state not in life.HELD:
        raise WrongState(_("这次活动没有开，所以没有会议记录。"))

    with translation.override(settings.LANGUAGE_CODE):
        said = queries.minutes_record(actor, activity)
    try:
        paper = minutes_pdf(said) if form == PDF else minutes_docx(said)
    except ValueError as problem:
        raise WrongState(_("这份会议记录太长，放不进一个文件。请在会议记录页上复制。")) from problem

    with transaction.atomic():
        record(actor, "reports.download_minutes", activity, draft=said.draft, form=form)
    return paper


def download_own(*, actor: Actor, person: Person) -> bytes:
    """Everything about oneself as a .zip (workbook and JSON), at once. Raises NotAllowed."""
    HIMSELF.require(actor, person)

    with translation.override(settings.LANGUAGE_CODE):
        content = own_zip(name=person.name, made_at=own_record.moment(now()), tables=own_record.tables(person))

    with transaction.atomic():
        record(actor, "reports.download_own", person)
    return content


def download_sheet(*, actor: Actor, activity: Activity) -> bytes:
    """The notice of a meeting with room for signatures, as PDF. Raises NotAllowed, WrongState (it is not to be held)."""
    KEEP.require(actor, activity)
    if activity.state not in life.OPEN:
        raise WrongState(_("这次活动不再开，不用打印通知。"))

    with translation.override(settings.LANGUAGE_CODE):
        paper = notice_pdf(queries.notice_sheet(activity))

    with transaction.atomic():
        record(actor, "reports.download_sheet", activity)
    return paper


def download_plan(*, actor: Actor, unit: Unit, year: int) -> bytes:
    """The plan of a unit's year as .docx. Raises NotAllowed."""
    plan_policies.VIEW.require(actor, unit)

    with translation.override(settings.LANGUAGE_CODE):
        paper = plan_docx(board(unit, year), head_line(unit.tenant_id))

    with transaction.atomic():
        record(actor, "reports.download_plan", unit, year=year)
    return paper


def download_duty(*, actor: Actor, unit: Unit, duty: Duty) -> bytes:
    """Why a duty stands where it stands, as PDF. Raises NotAllowed."""
    norm_policies.VIEW.require(actor, unit)

    with translation.override(settings.LANGUAGE_CODE):
        paper = duty_pdf(queries.duty_sheet(unit, duty))

    with transaction.atomic():
        record(actor, "reports.download_duty", unit, norm=duty.norm, title=duty.title, period=duty.period_start)
    return paper


def download_ledger(*, actor: Actor, choice: queries.Choice, form: str = XLSX) -> bytes:
    """The ledger of organised life as .xlsx or PDF. Raises NotAllowed, ValidationError (too many rows)."""
    if choice.unit is not None:
        VIEW.require(actor, choice.unit)
    elif not VIEW.allowed_anywhere(actor):
        raise NotAllowed(VIEW.name)
    activities = queries.chosen(actor, choice)
    number, most = activities.count(), MOST_ROWS_OF_PDF if form == PDF else MOST_ROWS
    if number > most:
        raise ValidationError(
            _("这样选出来有 %(number)s 条，一份台账最多 %(most)s 条。请缩短期间，或者只选一个党组织、一种类型。"),
            params={"number": number, "most": most},
        )

    with translation.override(settings.LANGUAGE_CODE):
        make = ledger_pdf if form == PDF else ledger_xlsx
        sheet = make(
            title=choice.title,
            period=choice.period,
            rows=queries.ledger_rows(actor, activities),
            filters=choice.words,
            made_by=actor.label,
            made_at=now(),
        )

    unit, filters = choice.unit, f"{choice.period}；{choice.words}"
    with transaction.atomic():
        record(actor, "reports.download_ledger", unit, unit_id=unit.pk if unit else 0, rows=number, filters=filters)
    return sheet


def download_breach(*, actor: Actor, span: Period, who: str = "", said: Said | None = None, form: str = DOCX) -> bytes:
    """The report that the law wants after a leak (个人信息保护法 art. 57), drafted from the audit of a period.

    What people add (``said``) goes onto the paper and is kept nowhere. Raises NotAllowed, ValidationError (a period of
    more than a year).
    """
    oversight_policies.require_everywhere(actor, SECURE_ACCOUNTS)
    if (span.end - span.start).days > MOST_DAYS_OF_BREACH:
        raise ValidationError({"until": _("一份报告最多看一年，请缩短期间。")})

    with translation.override(settings.LANGUAGE_CODE):
        breach = breach_of(actor, span, who)
    paper = (breach_pdf if form == PDF else breach_docx)(breach, said or Said())

    with transaction.atomic():
        record(
            actor,
            "reports.download_breach",
            unit_id=root_of(actor.tenant_id),
            since=span.start,
            until=span.end,
            who=who,
            persons=breach.persons,
            form=form,
        )
    return paper


def download_bulletin(*, actor: Actor, unit: Unit, on: dt.date, form: str = DOCX) -> bytes:
    """The statutory bulletin at and below a unit on a day as .docx or .xlsx; small numbers hidden as on the page.

    Raises NotAllowed, ValidationError (a day that is to come).
    """
    people_policies.VIEW.require(actor, unit)
    if on > today():
        raise ValidationError({"on": _("日期不能晚于今天。")})

    with translation.override(settings.LANGUAGE_CODE):
        said = bulletin_for(actor, unit, on)
        content = bulletin_xlsx(said, actor.label) if form == XLSX else bulletin_docx(said)

    with transaction.atomic():
        record(actor, "reports.download_bulletin", unit, on=on, form=form)
    return content


def download_letter(*, actor: Actor, transfer: Transfer, form: str = DOCX) -> bytes:
    """The letter of a transfer in three parts, with the identity number in clear: the entry is the member's to see.

    Raises NotAllowed, WrongState (there is none at this end).
    """
    transfer_policies.HOLD.require(actor, transfer)
    if not transfer.number or transfer.side != Transfer.Side.OUT or transfer.state == Transfer.State.RECALLED:
        raise WrongState(_("这里没有可以领取的介绍信。"))

    paper = (transfer_pdf if form == PDF else transfer_docx)(letter_of(transfer))

    with transaction.atomic():
        record(actor, "reports.download_letter", transfer.person, unit_id=transfer.unit_id, number=transfer.number)
    return paper


def download_round_bulletin(*, actor: Actor, bulletin: Bulletin, form: str = DOCX) -> bytes:
    """The bulletin of a round as .docx or PDF, marked as a draft until it is issued. Raises NotAllowed, WrongState."""
    if not bulletins(actor).filter(pk=bulletin.pk).exists():
        raise NotAllowed(_("这份简报还没有印发。"))
    said = Letter(
        titles=[bulletin.unit.name, bulletin.title],
        text=bulletin.text,
        signed=bulletin.unit.name,
        dated=bulletin.issued_on or today(),
        mark="" if bulletin.issued_on else "（草稿，尚未印发）",
        head=head_line(bulletin.tenant_id),
    )
    content = _letter(said, form)

    with transaction.atomic():
        record(actor, "reports.download_round_bulletin", bulletin, title=bulletin.title, form=form)
    return content


def download_campaign(*, actor: Actor, campaign: Campaign, form: str = DOCX) -> bytes:
    """The summary of a special effort as .docx or PDF; until it has ended, what the ledger says today, as a draft.

    Raises NotAllowed, WrongState.
    """
    if not seen_campaigns(actor).filter(pk=campaign.pk).exists():
        raise NotAllowed(_("这个专项行动不在您这里。"))
    if campaign.ended_at is None:
        CHECK_MATTERS.require(actor, campaign)  # what is drafted counts units that others do not see
    with translation.override(settings.LANGUAGE_CODE):
        text = campaign.summary or draft_of_campaign(campaign)
    said = Letter(
        titles=[campaign.unit.name, f"{campaign.title}小结"],
        text=text,
        signed=campaign.unit.name,
        dated=timezone.localdate(campaign.ended_at) if campaign.ended_at else today(),
        mark="" if campaign.ended_at else "（草稿，尚未收尾）",
        head=head_line(campaign.tenant_id),
    )
    content = _letter(said, form)

    with transaction.atomic():
        record(actor, "reports.download_campaign", campaign, title=campaign.title, form=form)
    return content


def _letter(said: Letter, form: str) -> bytes:
    try:
        return letter_pdf(said) if form == PDF else letter_docx(said)
    except ValueError as problem:
        raise WrongState(_("内容太长，放不进一个文件。请在页面上复制。")) from problem
