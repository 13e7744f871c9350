"""The word of whoever is affected: the link is made on one page, shown once on another, answered on a third."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from leitu.accounts import handover
from leitu.accounts.actions import TooManyAttempts
from leitu.accounts.actions.guard import NETWORK, charge, refund
from leitu.accounts.clients import client_of
from leitu.accounts.links import base_url, qr
from leitu.core.crypto import provider
from leitu.matters import actions, forms, policies, words
from leitu.matters.actions.hearing import gone
from leitu.matters.models import Matter, Word
from leitu.matters.views.shared import OfMatter
from leitu.ui.errors import error_page
from leitu.ui.views import ActionPage, DetailPage, FormPage

MADE = "matters.word_made"


class AskWord(OfMatter, ActionPage):
    """Make a link; it is shown on the next page and nowhere again."""

    permission = policies.KEEP
    title, question, submit = _("请当事人回话"), _("发一条链接，请受影响的人说一句解决没有吗？"), _("生成链接")
    consequences = (
        _("打开链接不用账号，只看得到事项和成效这两句。"),
        _("不回话不算同意；说“没解决”的，销号要写明理由。"),
    )

    def perform(self, form: Any) -> Matter:
        code = actions.ask_word(actor=self.actor, matter=self.object)
        handover.keep(self.request, MADE, code, self.object.pk, self.actor.user_id)
        matter: Matter = self.object
        return matter

    def success_url(self, result: Matter) -> str:
        return reverse("matters:word_link", args=[result.pk])


@method_decorator(never_cache, name="dispatch")
class WordLink(OfMatter, DetailPage):
    """The link that this reader has just made."""

    permission = policies.KEEP
    template_name = "matters/word_link.html"
    title = _("请当事人回话")

    def get_context(self, **more: Any) -> dict[str, Any]:
        code = handover.kept(self.request, MADE, self.object.pk, self.actor.user_id)
        url = base_url(self.request) + reverse("matters:answer_word", args=[code]) if code else ""
        return super().get_context(url=url, qr=qr(url) if url else "", minutes=handover.MINUTES, **more)


@method_decorator(never_cache, name="dispatch")
class AnswerWord(FormPage):
    """Open to whoever has the link: the title, the sentence of effect, two choices."""

    public = True
    form_class = forms.WordForm
    template_name = "matters/answer_word.html"
    title = _("请您说一句")
    submit = _("就这样回话")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = provider().blind_index(f"matters.word|{client_of(request).network}", "accounts.guard")
        try:
            charge(keys={key: NETWORK})
        except TooManyAttempts as problem:
            return error_page(request, problem.status, reason=str(problem))
        self.word = words.open_word(kwargs["code"])
        if self.word is None:
            return error_page(request, 410, reason=gone())
        refund(keys={key: NETWORK})
        return super().dispatch(request, *args, **kwargs)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(word=self.word, **more)

    def perform(self, form: Any) -> Word:
        return actions.answer_word(
            actor=self.actor, code=self.kwargs["code"], solved=form.is_solved, text=form.cleaned_data["text"]
        )

    def act(self, sent: Any, form: Any) -> HttpResponse:
        super().act(sent, form)
        return self.render(super().get_context(thanks=True, word=None))
