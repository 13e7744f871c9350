from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from leitu.accounts import actions, forms, handover, links, policies, tokens
from leitu.accounts.models import User
from leitu.accounts.views.secret import next_url
from leitu.core.errors import WrongState
from leitu.ui.errors import error_page
from leitu.ui.views import SIGNED_IN, ActionPage, Page


@method_decorator(never_cache, name="dispatch")
class InvitationSheet(Page):
    """The invitation, to print or to send, for whoever has just made it. Later nobody can see it again."""

    permission = SIGNED_IN
    template_name = "accounts/invitation_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = User.objects.filter(pk=kwargs["pk"], tenant_id=self.actor.tenant_id).first()
        code = handover.handed_over(request, user) if user is not None else ""
        if user is None or not code:
            raise Http404
        try:
            invitation = actions.waiting(code)
        except WrongState as problem:
            return error_page(request, 410, reason=str(problem))
        url = links.invitation_url(code, request)
        return self.render(
            self.get_context(
                account=user,
                invitation=invitation,
                url=url,
                code=tokens.spaced(code),
                qr=links.qr(url),
                sign_in_url=links.sign_in_url(request),
                enter_url=links.enter_invitation_url(request),
                minutes=handover.MINUTES,
            )
        )

    def get_title(self) -> str:
        return _("账号邀请单")


@method_decorator(never_cache, name="dispatch")
class InvitationSheets(Page):
    """A batch of invitations, eight to a sheet of A4, for whoever has just made it."""

    permission = SIGNED_IN
    template_name = "accounts/invitation_sheets.html"
    title = gettext_lazy("账号邀请单")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slips = handover.handed_over_many(request)
        if not slips:
            raise Http404
        try:
            invitation = actions.waiting(slips[0].code)
        except WrongState as problem:
            return error_page(request, 410, reason=str(problem))
        lines = [(slip, tokens.spaced(slip.code), links.qr(links.invitation_url(slip.code, request))) for slip in slips]
        context = {
            "pages": [lines[start : start + 8] for start in range(0, len(lines), 8)],
            "count": len(lines),
            "expires_at": invitation.expires_at,
            "enter_url": links.enter_invitation_url(request),
            "minutes": handover.MINUTES,
            "back_href": "/",
        }
        return self.render(self.get_context(**context))


class OfAccount(ActionPage):
    """What others may do to an account. An account that the actor does not rule over is as absent as none."""

    permission = SIGNED_IN
    what = policies.SECURE

    def load(self) -> User:
        found = User.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None or not policies.rules_over(self.actor, found, self.what):
            raise Http404
        return found

    def get_title(self) -> str:
        return _("%(act)s：%(name)s") % {"act": self.title, "name": self.object}

    def back_url(self) -> str:
        return next_url(self.request, "/")


class WithdrawInvitation(OfAccount):
    what = policies.INVITE
    title = gettext_lazy("收回邀请")
    question = gettext_lazy("收回以后，发出去的邀请单就不能用了。")
    submit = gettext_lazy("收回")
    done = gettext_lazy("邀请已收回。")

    def perform(self, form: Any) -> Any:
        return actions.withdraw_invitation(actor=self.actor, user=self.object)


class Deactivate(OfAccount):
    title = gettext_lazy("停用账号")
    question = gettext_lazy("停用以后马上不能再登录，正在用的也会退出。记录都保留，以后可以重新启用。")
    submit = gettext_lazy("停用")
    done = gettext_lazy("账号已停用。")
    danger = True

    def perform(self, form: Any) -> Any:
        return actions.deactivate(actor=self.actor, user=self.object)


class Reactivate(OfAccount):
    title = gettext_lazy("重新启用账号")
    question = gettext_lazy("启用后可以用原来的登录名和密码登录。")
    submit = gettext_lazy("启用")
    done = gettext_lazy("账号已启用。")

    def perform(self, form: Any) -> Any:
        return actions.reactivate(actor=self.actor, user=self.object)


class ResetFactors(OfAccount):
    title = gettext_lazy("重置二次验证")
    question = gettext_lazy("手机丢了、换了，又没有备用码时用。请先当面确认是本人。")
    submit = gettext_lazy("重置")
    done = gettext_lazy("已重置。本人下次登录时要重新启用二次验证。")
    danger = True
    form_class = forms.ReasonForm

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> Any:
        return actions.reset_factors(actor=self.actor, user=self.object, reason=form.cleaned_data["reason"])
