"""Papers to download."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from leitu.activities.models import Activity
from leitu.activities.policies import VIEW
from leitu.core import text
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.models import Unit
from leitu.people.models import Person
from leitu.reports import actions, forms, policies
from leitu.ui.views import SIGNED_IN, DetailPage, Page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """The answer that a browser saves under ``name``."""
    disposition = content_disposition_header(True, text.clean(name).translate(NO_FILE_NAME))
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


class MinutesPaper(DetailPage):
    """会议记录 as .docx."""

    permission = policies.READ_RECORD
    model = Activity

    def get_queryset(self) -> "QuerySet[Activity]":
        return Activity.objects.visible_to(self.actor).select_related("unit", "kind")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        activity = self.object = self.load()
        content = actions.download_minutes(actor=self.actor, activity=activity)
        return download(content, DOCX, f"{activity.on:%Y-%m-%d} {activity.unit.name} {activity.kind.name}记录.docx")


class OwnRecord(Page):
    """Everything about oneself, as one file: one button, no waiting."""

    permission = SIGNED_IN

    def person(self) -> Person:
        """The person behind the account. Raises NotAllowed for a working account."""
        found = Person.objects.filter(pk=self.actor.person_id or -1, tenant_id=self.actor.tenant_id).first()
        if found is None:
            raise NotAllowed(_("这个账号没有对应的党员。"))
        return found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.person()
        return self.http_method_not_allowed(request)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        person = self.person()
        content = actions.download_own(actor=self.actor, person=person)
        return download(content, ZIP, f"我的资料 {person.name} {today():%Y-%m-%d}.zip")


class LedgerPaper(Page):
    """组织生活台账 as .xlsx: ``?unit=&below=1&since=&until=&kind=&late=``, dates inclusive."""

    permission = VIEW

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = forms.LedgerForm(request.GET, actor=self.actor)
        if not form.is_valid():
            return self.refused(ValidationError([one for each in form.errors.values() for one in each]), 400)
        choice = form.choice(self.unit(form.cleaned_data["unit"]))
        try:
            content = actions.download_ledger(actor=self.actor, choice=choice)
        except ValidationError as problem:
            return self.refused(problem, 400)
        return download(content, XLSX, f"{choice.title} {choice.day:%Y-%m-%d}.xlsx")

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
