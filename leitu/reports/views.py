"""Papers to download."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities.models import Activity
from leitu.activities.policies import KEEP, VIEW
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.inspections.models import Bulletin
from leitu.inspections.policies import VIEW as SEE_INSPECTIONS
from leitu.inspections.queries import bulletins
from leitu.matters.campaigns import seen as seen_campaigns
from leitu.matters.models import Campaign
from leitu.matters.policies import VIEW as SEE_MATTERS
from leitu.norms import policies as norm_policies
from leitu.norms.duties import duty_of
from leitu.orgs.models import Unit
from leitu.people.models import Person
from leitu.plans import policies as plan_policies
from leitu.plans.queries import known_years
from leitu.pledges.models import Pledge
from leitu.pledges.policies import SEE as SEE_PLEDGES
from leitu.reports import actions, forms, policies
from leitu.reports.downloads import download, wants_pdf
from leitu.reports.month_pages import OneMonth
from leitu.reports.paper import MEDIA
from leitu.transfers import policies as transfer_policies
from leitu.transfers.models import Transfer
from leitu.ui.views import SIGNED_IN, DetailPage, Page

DOCX, XLSX, PDF, ZIP = (MEDIA[form] for form in ("docx", "xlsx", "pdf", "zip"))


class MinutesPaper(DetailPage):
    """会议记录 as .docx, or as PDF with ``?form=pdf``."""

    permission = policies.READ_RECORD
    model = Activity

    def get_queryset(self) -> "QuerySet[Activity]":
        return Activity.objects.visible_to(self.actor).select_related("unit", "kind")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        activity = self.object = self.load()
        name = f"{activity.on:%Y-%m-%d} {activity.unit.name} {activity.kind.name}记录"
        if wants_pdf(request):
            content = actions.download_minutes(actor=self.actor, activity=activity, form=actions.PDF)
            return download(content, PDF, f"{name}.pdf")
        return download(actions.download_minutes(actor=self.actor, activity=activity), DOCX, f"{name}.docx")


class SheetPaper(DetailPage):
    """会议通知和签到表 as PDF."""

    permission = KEEP
    model = Activity

    def get_queryset(self) -> "QuerySet[Activity]":
        return Activity.objects.visible_to(self.actor).select_related("unit", "kind")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        activity = self.object = self.load()
        content = actions.download_sheet(actor=self.actor, activity=activity)
        return download(content, PDF, f"{activity.on:%Y-%m-%d} {activity.unit.name} {activity.kind.name}通知.pdf")


class MonthPaper(OneMonth):
    """月报 as .docx, or as PDF with ``?form=pdf``."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        unit, month = self.load(), self.span.start
        name = f"{unit.name} {month:%Y-%m} 月报"
        if wants_pdf(request):
            content = actions.download_month(actor=self.actor, unit=unit, month=month, form=actions.PDF)
            return download(content, PDF, f"{name}.pdf")
        return download(actions.download_month(actor=self.actor, unit=unit, month=month), DOCX, f"{name}.docx")


class PlanPaper(DetailPage):
    """年度计划 as .docx; as a table it leaves from its own page."""

    permission = plan_policies.VIEW
    model = Unit

    def get_queryset(self) -> "QuerySet[Unit]":
        return Unit.objects.visible_to(self.actor, plan_policies.VIEW).select_related("tenant")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        unit, year = self.load(), self.kwargs["year"]
        if year not in known_years(today()):
            raise Http404
        content = actions.download_plan(actor=self.actor, unit=unit, year=year)
        return download(content, DOCX, f"{unit.name} {year} 年度计划.docx")


class PledgePaper(DetailPage):
    """责任清单 with lines to sign on, as .docx, or as PDF with ``?form=pdf``."""

    permission = SEE_PLEDGES
    model = Pledge

    def get_queryset(self) -> "QuerySet[Pledge]":
        return Pledge.objects.visible_to(self.actor).select_related("unit", "countersigner")  # type: ignore[no-any-return]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        pledge = self.load()
        form = actions.PDF if wants_pdf(request) else actions.DOCX
        content = actions.download_pledge(actor=self.actor, pledge=pledge, form=form)
        return download(content, MEDIA[form], f"{pledge.unit.name} {pledge.year} {pledge.holder_name} 责任清单.{form}")


class DutyPaper(DetailPage):
    """Why a duty stands where it stands, as PDF."""

    permission = norm_policies.VIEW
    model = Unit
    lookup = "unit"

    def load(self) -> Unit:
        seen = Unit.objects.visible_to(self.actor, norm_policies.VIEW).select_related("tenant")
        found: Unit | None = seen.filter(pk=self.kwargs["unit"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        unit, start = self.load(), self.kwargs["period_start"]
        duty = duty_of(unit.tenant, unit, self.kwargs["norm"], start, on=max(today(), start))
        if duty is None:
            raise Http404
        content = actions.download_duty(actor=self.actor, unit=unit, duty=duty)
        return download(content, PDF, f"{unit.name} {duty.title} {start:%Y-%m-%d}.pdf")


class LetterPaper(DetailPage):
    """组织关系介绍信 as .docx, or as PDF with ``?form=pdf``."""

    permission = transfer_policies.HOLD
    model = Transfer

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        transfer = self.object = self.load()
        name = f"{transfer.name} 组织关系介绍信{transfer.number}"
        if wants_pdf(request):
            return download(
                actions.download_letter(actor=self.actor, transfer=transfer, form=actions.PDF), PDF, f"{name}.pdf"
            )
        return download(actions.download_letter(actor=self.actor, transfer=transfer), DOCX, f"{name}.docx")


class RoundBulletinPaper(DetailPage):
    """督查简报 as .docx, or as PDF with ``?form=pdf``."""

    permission = SEE_INSPECTIONS
    model = Bulletin

    def get_queryset(self) -> "QuerySet[Bulletin]":
        return bulletins(self.actor)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        bulletin = self.object = self.load()
        form = actions.PDF if wants_pdf(request) else actions.DOCX
        content = actions.download_round_bulletin(actor=self.actor, bulletin=bulletin, form=form)
        return download(content, MEDIA[form], f"{bulletin.title}.{form}")


class CampaignPaper(DetailPage):
    """专项行动小结 as .docx, or as PDF with ``?form=pdf``."""

    permission = SEE_MATTERS
    model = Campaign

    def get_queryset(self) -> "QuerySet[Campaign]":
        return seen_campaigns(self.actor)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        campaign = self.object = self.load()
        form = actions.PDF if wants_pdf(request) else actions.DOCX
        content = actions.download_campaign(actor=self.actor, campaign=campaign, form=form)
        return download(content, MEDIA[form], f"{campaign.title}小结.{form}")


class OwnRecord(Page):
    """Everything about oneself, as one file: one button, no waiting. GET asks, POST hands it out."""

    permission = SIGNED_IN
    template_name = "ui/confirm.html"
    title = gettext_lazy("导出我的全部资料")

    def person(self) -> Person:
        """The person behind the account. Raises NotAllowed for a working account."""
        found = Person.objects.filter(pk=self.actor.person_id or -1, tenant_id=self.actor.tenant_id).first()
        if found is None:
            raise NotAllowed(_("这个账号没有对应的党员。"))
        return found

    def get_context(self, **more: object) -> dict[str, object]:
        self.person()
        return super().get_context(
            question=gettext_lazy("把关于您的全部资料存成一个文件？"),
            consequences=[gettext_lazy("里面的身份证号、电话、住址不遮，请自己收好。"), gettext_lazy("导出会记一笔。")],
            submit=gettext_lazy("导出"),
            back_href=reverse("portal:mine"),
            **more,
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        person = self.person()
        content = actions.download_own(actor=self.actor, person=person)
        return download(content, ZIP, f"我的资料 {person.name} {today():%Y-%m-%d}.zip")


class LedgerPaper(Page):
    """组织生活台账 as .xlsx (or ``form=pdf``): ``?unit=&below=1&since=&until=&kind=&late=``, dates inclusive."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = forms.LedgerForm(request.GET, actor=self.actor)
        if not form.is_valid():
            return self.refused(ValidationError([one for each in form.errors.values() for one in each]), 400)
        choice = form.choice(self.unit(form.cleaned_data["unit"]))
        try:
            form_of = form.cleaned_data["form"] or actions.XLSX
            content = actions.download_ledger(actor=self.actor, choice=choice, form=form_of)
        except ValidationError as problem:
            return self.refused(problem, 400)
        kind = PDF if form_of == actions.PDF else XLSX
        return download(content, kind, f"{choice.title} {choice.day:%Y-%m-%d}.{form_of}")

    def unit(self, key: int | None) -> Unit | None:
        """The unit asked for. Raises Http404 outside scope."""
        if key is None:
            return None
        found: Unit | None = Unit.objects.visible_to(self.actor, VIEW).filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def refused(self, problem: Exception, status: int) -> HttpResponse:
        words = " ".join(problem.messages) if isinstance(problem, ValidationError) else str(problem)
        return super().refused(ValueError(words), status)
