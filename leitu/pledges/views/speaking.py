"""What members say about a line, and the answer."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from leitu.pledges import actions, forms, policies
from leitu.pledges.models import Comment, Pledge, PledgeLine
from leitu.pledges.views.shared import to_list
from leitu.ui.parts import Link
from leitu.ui.views import FormPage


class WriteComment(FormPage):
    permission = policies.COMMENT
    model = PledgeLine
    form_class = forms.CommentForm
    title, submit, done = gettext_lazy("提一条意见"), gettext_lazy("提交"), gettext_lazy("意见提了，签订人会答复。")

    def get_queryset(self) -> "QuerySet[Any]":
        seen = Pledge.objects.visible_to(self.actor).values("pk")
        rows = PledgeLine.objects.filter(tenant_id=self.actor.tenant_id, pledge_id__in=seen)
        return rows.select_related("pledge__unit")

    def get_crumbs(self) -> list[Link]:
        return [to_list(), Link(str(self.object.pledge), self.object.pledge.get_absolute_url())]

    def back_url(self) -> str:
        return f"{self.object.pledge.get_absolute_url()}#line-{self.object.pk}"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(**more) | {"lead": self.object.text}

    def perform(self, form: Any) -> Comment:
        return actions.comment(actor=self.actor, line=self.object, **form.cleaned_data)

    def success_url(self, result: Comment) -> str:
        return self.back_url()


class Answer(FormPage):
    permission = policies.ANSWER
    model = Comment
    form_class = forms.AnswerForm
    title, submit, done = gettext_lazy("答复意见"), gettext_lazy("答复"), gettext_lazy("答复了。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Comment.objects.visible_to(self.actor).select_related("line__pledge__unit")

    def get_crumbs(self) -> list[Link]:
        pledge = self.object.line.pledge
        return [to_list(), Link(str(pledge), pledge.get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(**more) | {"lead": self.object.text}

    def perform(self, form: Any) -> Comment:
        return actions.answer(actor=self.actor, comment=self.object, **form.cleaned_data)
