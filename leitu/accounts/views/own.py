from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.accounts import actions, factors, forms, links, passkeys, queries
from leitu.accounts.actions import NotYou
from leitu.accounts.models import Factor, SignIn
from leitu.accounts.tokens import spaced
from leitu.accounts.views.secret import SecretPage
from leitu.core.clock import now
from leitu.core.crypto import Undecryptable, provider
from leitu.ui.parts import Link
from leitu.ui.views import SIGNED_IN, ActionPage, Page

ENROLMENT = "accounts.enrolment"


def account_crumbs() -> list[Link]:
    return [Link(_("我的账号"), reverse("accounts:account"))]


class Account(Page):
    """One's own account: login name, password, second factor, where it is signed in."""

    permission = SIGNED_IN
    template_name = "accounts/account.html"
    title = gettext_lazy("我的账号")

    def get_context(self, **more: Any) -> dict[str, Any]:
        user = self.request.user
        strict = factors.is_required(self.actor)
        return super().get_context(
            account=user,
            required=strict,
            factors=queries.factors_of(user),  # type: ignore[arg-type]
            codes_left=queries.recovery_codes_left(user),  # type: ignore[arg-type]
            sessions=queries.open_sessions(user, strict=strict),  # type: ignore[arg-type]
            this=self.request.sign_in,  # type: ignore[attr-defined]
            tokens=queries.tokens_of(user),  # type: ignore[arg-type]
            columns=[_("设备"), _("地址"), _("最近使用"), _("操作")],
            **more,
        )


class OwnSecretPage(SecretPage):
    """A form of one's own account. What the second factor guards is not open to a session that has not passed it."""

    permission = SIGNED_IN
    template_name = "accounts/own_form.html"
    lead: Any = ""

    def get_crumbs(self) -> list[Link]:
        return account_crumbs()

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(lead=self.lead, back_href=reverse("accounts:account"), **more)

    def refusal(self) -> HttpResponse | None:
        row = self.request.sign_in  # type: ignore[attr-defined]
        if row is not None and not row.strong and factors.is_enrolled(self.user):
            return redirect(f"{reverse('accounts:second_factor')}?next={self.request.path}")
        return super().refusal()

    def say_no(self, form: Any, reason: str) -> None:
        form.add_error("current", reason)

    def confirm(self, form: Any) -> None:
        """Raises NotYou, TooManyAttempts."""
        actions.confirm_password(
            actor=self.actor, user=self.user, password=form.cleaned_data["current"], client=self.client
        )


class ChangePassword(OwnSecretPage):
    title = gettext_lazy("换密码")
    lead = gettext_lazy("换好以后，您在别的设备上的登录都会结束。")
    submit = gettext_lazy("换密码")
    form_class = forms.ChangePasswordForm

    def perform(self, form: Any) -> HttpResponse:
        self.confirm(form)
        row = self.request.sign_in  # type: ignore[attr-defined]
        actions.change_password(actor=self.actor, user=self.user, password=form.cleaned_data["password"], sign_in=row)
        update_session_auth_hash(self.request, self.user)
        messages.success(self.request, _("密码已换。"))
        return redirect("accounts:account")


class Enrolment(OwnSecretPage):
    """Add a second factor; with the first one the recovery codes are shown, once."""

    before_second_factor = True
    plain_form: ClassVar[Any] = None
    confirm_form: ClassVar[Any] = None

    def get_form(self, data: Any = None) -> Any:
        row: SignIn = self.request.sign_in  # type: ignore[attr-defined]
        return (self.plain_form if row.is_fresh(now()) else self.confirm_form)(data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        required, enrolled = factors.is_required(self.actor), factors.is_enrolled(self.user)
        return super().get_context(
            # Before the second factor nothing else can be opened: no navigation that leads nowhere.
            frame="ui/bare.html" if required and not enrolled else "ui/page.html",
            required=required,
            enrolled=enrolled,
            next=self.next_url(""),
            **more,
        )

    def say_no(self, form: Any, reason: str) -> None:
        form.add_error("code" if "code" in form.fields else None, reason)

    def enrol(self, form: Any) -> None:
        """Call the action. Raises NotYou."""
        raise NotImplementedError

    def perform(self, form: Any) -> HttpResponse:
        if "current" in form.fields:
            self.confirm(form)
        first = not factors.is_enrolled(self.user)
        self.enrol(form)
        row = self.request.sign_in  # type: ignore[attr-defined]
        if not row.strong:
            actions.pass_factor(actor=self.actor, sign_in=row, factor="enrolled")
            self.request.session.cycle_key()  # more rights than before: another key (security.md B3)
        if not first:
            messages.success(self.request, _("已启用。"))
            return HttpResponseRedirect(self.next_url(reverse("accounts:account")))
        return show_codes(self, actions.renew_recovery_codes(actor=self.actor, user=self.user))


class EnrolFactor(Enrolment):
    """An authenticator app: scan, type one code, done."""

    template_name = "accounts/enrol_factor.html"
    title = gettext_lazy("启用二次验证")
    submit = gettext_lazy("启用")
    plain_form = forms.EnrolForm
    confirm_form = forms.ConfirmEnrolForm

    def secret(self) -> str:
        """The secret that this session is about to enrol; sealed, for the sessions' table is no place for it."""
        place = f"{ENROLMENT}|{self.user.pk}"
        try:
            return provider().decrypt(self.request.session[ENROLMENT], place)
        except (KeyError, Undecryptable):
            fresh = factors.fresh_secret()
            self.request.session[ENROLMENT] = provider().encrypt(fresh, place)
            return fresh

    def get_context(self, **more: Any) -> dict[str, Any]:
        secret = self.secret()
        return super().get_context(
            qr=links.qr(factors.enrolment_uri(secret, str(self.user.username))),
            secret=spaced(secret),
            passkeys=passkeys.are_possible(self.request),
            **more,
        )

    def enrol(self, form: Any) -> None:
        actions.enrol_factor(
            actor=self.actor,
            user=self.user,
            secret=self.secret(),
            code=form.cleaned_data["code"],
            name=_("手机验证器"),
        )
        del self.request.session[ENROLMENT]


class EnrolPasskey(Enrolment):
    """The browser makes a passkey (accounts/passkey.js) and sends its public half."""

    template_name = "accounts/enrol_passkey.html"
    title = gettext_lazy("启用通行密钥")
    submit = gettext_lazy("用这台设备的锁屏验证")
    plain_form = forms.PasskeyForm
    confirm_form = forms.ConfirmPasskeyForm

    def refusal(self) -> HttpResponse | None:
        if not passkeys.are_possible(self.request):
            raise Http404
        return super().refusal()

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(options=passkeys.ask_to_make(self.request, self.user), **more)

    def enrol(self, form: Any) -> None:
        try:
            credential = passkeys.made(self.request, form.cleaned_data["credential"])
        except passkeys.NoPasskey as problem:
            raise NotYou(_("没有成功。可以再试一次，或者用手机验证器。")) from problem
        actions.enrol_passkey(
            actor=self.actor,
            user=self.user,
            credential=credential,
            name=_("通行密钥（%(device)s）") % {"device": self.client.device or _("没有认出的设备")},
        )


def show_codes(page: SecretPage, codes: list[str]) -> HttpResponse:
    """The only time that these codes are seen: the answer to the form itself, without a redirect."""
    context = {
        "view": page,
        "title": _("备用码"),
        "crumbs": account_crumbs(),
        "codes": [spaced(code) for code in codes],
        "text": "\n".join(spaced(code) for code in codes),
        "onward": page.next_url(reverse("accounts:account")),
    }
    page.template_name = "accounts/recovery_codes.html"
    return page.render(context)


class RenewRecoveryCodes(OwnSecretPage):
    title = gettext_lazy("换一批备用码")
    lead = gettext_lazy("旧的备用码马上作废。")
    submit = gettext_lazy("换一批")
    form_class = forms.ConfirmForm

    def perform(self, form: Any) -> HttpResponse:
        self.confirm(form)
        return show_codes(self, actions.renew_recovery_codes(actor=self.actor, user=self.user))


class RemoveFactor(OwnSecretPage):
    title = gettext_lazy("去掉这种验证方式")
    lead = gettext_lazy("比如换了手机。岗位要求二次验证的，去掉后要马上重新启用。")
    submit = gettext_lazy("去掉")
    form_class = forms.ConfirmForm

    def factor(self) -> Factor:
        """Raises Http404: another's factor is as absent as none."""
        found = queries.factors_of(self.user).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.factor()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.factor()
        return super().post(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        factor = self.factor()
        self.confirm(form)
        actions.remove_factor(actor=self.actor, factor=factor)
        messages.success(self.request, _("已去掉。"))
        return redirect("accounts:account")


class OfSession(ActionPage):
    permission = SIGNED_IN

    def get_crumbs(self) -> list[Link]:
        return account_crumbs()

    def back_url(self) -> str:
        return reverse("accounts:account")


class EndSession(OfSession):
    title = gettext_lazy("结束这处登录")
    question = gettext_lazy("那台设备下一次操作时就要重新登录。")
    submit = gettext_lazy("结束")
    done = gettext_lazy("已结束。")

    def load(self) -> SignIn:
        found = queries.sessions_of(self.request.user).filter(pk=self.kwargs["pk"]).first()  # type: ignore[arg-type]
        if found is None:
            raise Http404
        return found

    def perform(self, form: Any) -> None:
        actions.end_session(actor=self.actor, sign_in=self.object)


class EndOtherSessions(OfSession):
    title = gettext_lazy("结束其他登录")
    question = gettext_lazy("除了现在这台设备，其他地方都要重新登录。")
    submit = gettext_lazy("全部结束")

    def perform(self, form: Any) -> int:
        return actions.end_other_sessions(
            actor=self.actor,
            sign_in=self.request.sign_in,  # type: ignore[attr-defined]
        )

    def done_text(self, result: int) -> str:
        return _("已结束其他 %(count)s 处登录。") % {"count": result}
