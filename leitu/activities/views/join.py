"""The link of the room, open to everybody who has it: I am here, or I cannot come."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.activities import actions, forms, life, queries, wording
from leitu.activities.models import Activity, Attendance
from leitu.people.models import Person
from leitu.ui.views import FormPage


class Join(FormPage):
    """By its secret, without signing in. Names are only shown while the meeting goes on, in the room."""

    public = True
    template_name = "activities/join.html"
    title = _("参加会议")
    submit = _("我到了")

    def load(self) -> Activity:
        rows = Activity.objects.select_related("unit", "kind")
        found: Activity | None = rows.filter(link_secret=self.kwargs["secret"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def is_signed_in(self) -> bool:
        return bool(self.actor.person_id) and self.actor.tenant_id == self.object.tenant_id

    def register(self) -> list[Any]:
        return queries.expected(self.object)

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        if self.is_signed_in:
            return forms.AnswerForm(data=data) if self.is_before else forms.SignedJoinForm(data=data)
        choices = [(one.person_id, one.name) for one in self.register()] if self.is_open else []
        return forms.JoinForm(choices=choices, data=data)

    @property
    def is_open(self) -> bool:
        return life.may(self.object, "scan")

    @property
    def is_before(self) -> bool:
        return self.object.state in life.BEFORE

    def get_context(self, **more: Any) -> dict[str, Any]:
        mine = Attendance.objects.filter(
            tenant_id=self.object.tenant_id, activity=self.object, person_id=self.actor.person_id
        )
        return super().get_context(
            when=wording.when(self.object),
            is_open=self.is_open,
            is_before=self.is_before,
            is_signed_in=self.is_signed_in,
            mine=mine.first() if self.is_signed_in else None,
            is_done=self.request.GET.get("done") == "1",
            contact=self.object.recorder_name or self.object.chair_name,
            **more,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        answer["Cache-Control"] = "no-store"
        return answer

    def perform(self, form: Any) -> Any:
        if self.is_signed_in and self.is_before:
            return actions.answer(
                actor=self.actor,
                activity=self.object,
                person=Person.objects.get(tenant_id=self.object.tenant_id, pk=self.actor.person_id),
                coming=form.is_coming,
                reason=form.cleaned_data["reason"],
            )
        key = form.cleaned_data.get("person") or 0
        return actions.scan(
            actor=self.actor,
            activity=self.object,
            secret=self.kwargs["secret"],
            person=Person.objects.filter(tenant_id=self.object.tenant_id, pk=key).first(),
            digits=form.cleaned_data.get("digits", ""),
        )

    def success_url(self, result: Any) -> str:
        return f"{reverse('activities:join', args=[self.kwargs['secret']])}?done=1"

    def back_url(self) -> str:
        return reverse("activities:join", args=[self.kwargs["secret"]])
