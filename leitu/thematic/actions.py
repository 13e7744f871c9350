from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.matters import actions as matters
from leitu.orgs.models import Involvement, Unit
from leitu.reports.letter import letter_docx, letter_pdf
from leitu.thematic import policies, queries, wording
from leitu.thematic.models import ThematicReport
from leitu.thematic.origins import source_of

State = ThematicReport.State
DOCX, PDF = "docx", "pdf"
LONGEST = 8000


@transaction.atomic
def draft_report(*, actor: Actor, unit: Unit, year: int) -> ThematicReport:
    """Draft a unit's report of a year from what is on record today; a draft that is there is written anew.

    Raises NotAllowed, WrongState (it is sent), ValidationError (no such year, nobody to report to).
    """
    policies.WRITE.require(actor, unit)
    if unit.parent_id is None or unit.kind == Unit.Kind.GROUP:
        raise ValidationError(_("这个党组织没有要报送的上级。"))
    if year not in queries.years():
        raise ValidationError(_("只能写今年和前两年的。"))
    rows = ThematicReport.objects.select_for_update(of=("self",)).select_related("unit")
    report = rows.filter(tenant_id=unit.tenant_id, unit=unit, year=year).first()
    report = report or ThematicReport(tenant_id=unit.tenant_id, unit=unit, year=year, version=0)
    _require_draft(report)

    with translation.override(settings.LANGUAGE_CODE):  # a paper is in Chinese, whatever the screen speaks
        report.title = wording.title_of(year)
        report.text = wording.draft(unit.name, queries.numbers_of(unit, year))
    report.version += 1
    report.save()

    record(actor, "thematic.draft_report", report, year=year)
    return report


@transaction.atomic
def change_report(
    *, actor: Actor, report: ThematicReport, title: str, text: str, version: int | None = None
) -> ThematicReport:
    """Write on. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.WRITE.require(actor, report)
    report = _fresh(report, version)
    _require_draft(report)
    title, text = title.strip(), text.strip()
    if not title or len(title) > 120:
        raise ValidationError({"title": _("写一个标题，最多 120 个字。")})
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("写上内容，最多 %(most)s 个字。") % {"most": LONGEST}})

    report.title, report.text = title, text
    _save(report, "title", "text")

    record(actor, "thematic.change_report", report, year=report.year)
    return report


@transaction.atomic
def send_report(*, actor: Actor, report: ThematicReport, version: int | None = None) -> ThematicReport:
    """Send it to the unit above, which sees it from now on.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (what only people can say is not said yet).
    """
    policies.WRITE.require(actor, report)
    report = _fresh(report, version)
    _require_draft(report)
    superior = report.unit.parent
    if superior is None:
        raise ValidationError(_("这个党组织没有要报送的上级。"))
    if wording.BLANK in report.text:
        raise ValidationError(_("还有标着“（请写）”的地方。存在的不足、下一步打算，要自己写。"))

    report.superior, report.state, report.sent_on = superior, State.SENT, today()
    report.sent_by, report.sent_by_label = actor.user_id, actor.label[:120]
    _save(report, "superior", "state", "sent_on", "sent_by", "sent_by_label")
    Involvement.objects.get_or_create(
        tenant_id=report.tenant_id,
        object_type=ThematicReport._meta.label,
        object_id=report.pk,
        unit=superior,
        capacity=Involvement.Capacity.REVIEWER,
    )

    record(actor, "thematic.send_report", report, year=report.year, to=superior.name, superior=superior.pk)
    return report


@transaction.atomic
def take_back_report(*, actor: Actor, report: ThematicReport, version: int | None = None) -> ThematicReport:
    """It is a draft again, as long as nobody above has received it. Raises NotAllowed, WrongState, StaleEdit."""
    policies.WRITE.require(actor, report)
    report = _fresh(report, version)
    _require_sent(report)

    report.superior, report.state, report.sent_on = None, State.DRAFT, None
    report.sent_by, report.sent_by_label = 0, ""
    _save(report, "superior", "state", "sent_on", "sent_by", "sent_by_label")
    Involvement.objects.filter(
        tenant_id=report.tenant_id, object_type=ThematicReport._meta.label, object_id=report.pk
    ).delete()

    record(actor, "thematic.take_back_report", report, year=report.year)
    return report


@transaction.atomic
def receive_report(
    *, actor: Actor, report: ThematicReport, remark: str = "", version: int | None = None
) -> ThematicReport:
    """The superior has read it. What is remarked becomes a matter of the unit that reported.

    Raises NotAllowed (also: whoever sent it), WrongState, StaleEdit, ValidationError.
    """
    policies.VIEW.require(actor, report)
    report = _fresh(report, version)
    policies.RECEIVE.require(actor, report.superior or report.unit.parent or report.unit)
    _require_sent(report)
    if actor.user_id and actor.user_id == report.sent_by:
        raise NotAllowed(_("报送的人不能自己签收，请上级的其他同志签收。"))
    remark = remark.strip()
    if len(remark) > 500:
        raise ValidationError({"remark": _("最多 %(most)s 个字。") % {"most": 500}})

    report.remark, report.state, report.received_on = remark, State.RECEIVED, today()
    report.received_by_label = actor.label[:120]
    if remark:
        report.matter = matters.note(actor=actor, unit=report.unit, title=remark, source=source_of(report))
    _save(report, "remark", "state", "received_on", "received_by_label", "matter")

    record(actor, "thematic.receive_report", report, year=report.year, remark=remark)
    return report


def download_report(*, actor: Actor, report: ThematicReport, form: str = DOCX) -> bytes:
    """The report as .docx or PDF, marked as a draft until it is sent. Raises NotAllowed, WrongState (too long)."""
    if not ThematicReport.objects.visible_to(actor).filter(pk=report.pk).exists():
        raise NotAllowed(_("这份报告还没有报送。"))
    try:
        said = wording.letter_of(report)
        content = letter_pdf(said) if form == PDF else letter_docx(said)
    except ValueError as problem:
        raise WrongState(_("内容太长，放不进一个文件。请在页面上复制。")) from problem

    with transaction.atomic():
        record(actor, "thematic.download_report", report, year=report.year, form=form)
    return content


def _require_draft(report: ThematicReport) -> None:
    if report.state != State.DRAFT:
        raise WrongState(_("这份报告已经报送，不能再改；上级还没有签收的，可以先撤回。"))


def _require_sent(report: ThematicReport) -> None:
    if report.state != State.SENT:
        raise WrongState(_("现在是“%(state)s”，不能这样办。") % {"state": report.get_state_display()})


def _fresh(report: ThematicReport, version: int | None) -> ThematicReport:
    rows: Any = ThematicReport.objects.select_for_update(of=("self",)).select_related("unit__parent", "superior")
    found: ThematicReport = rows.get(tenant_id=report.tenant_id, pk=report.pk)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这份报告。"))
    return found


def _save(report: ThematicReport, *names: str) -> None:
    report.version += 1
    report.save(update_fields=[*names, "version"])
