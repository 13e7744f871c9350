import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from leitu.accounts import actions, factors, forms, handover, names, passkeys, queries
from leitu.accounts.actions import NotYou
from leitu.accounts.clients import client_of, remember_device
from leitu.accounts.factors import actor_for
from leitu.accounts.models import Factor, Invitation, User
from leitu.accounts.views.secret import SecretPage
from leitu.core.clock import now
from leitu.core.crypto import same
from leitu.core.errors import WrongState
from leitu.ui.errors import error_page
from leitu.ui.views import SIGNED_IN, Page

HALF = "half_signed_in"
HALF_FOR = dt.timedelta(minutes=10)
BACKEND = "leitu.accounts.backend.AccountBackend"


def come_in(request: HttpRequest, user: User, to: str, *, remember: bool = False, factor: str = "") -> HttpResponse:
    """Open the session and go to ``to``; or first to the second factor, when the account has one."""
    if not factor and factors.is_enrolled(user):
        request.session.cycle_key()
        request.session[HALF] = {
            "user": user.pk,
            "proof": user.get_session_auth_hash(),
            "until": (now() + HALF_FOR).timestamp(),
            "remember": remember,
            "next": to,
        }
        return redirect("accounts:second_factor")
    actor = actor_for(user)
    # Whoever needs a second factor is never remembered for long (security.md B3).
    kept = remember and not factor and not factors.is_required(actor)
    request.session.pop(HALF, None)
    before = getattr(request, "sign_in", None)
    if before is not None:
        actions.sign_out(actor=request.actor, sign_in=before)  # type: ignore[attr-defined]
    row = actions.sign_in(actor=actor, user=user, client=client_of(request), remembered=kept, factor=factor)
    request.sign_in = row  # type: ignore[attr-defined]  # receivers.bind_session ties it to the session
    login(request, user, backend=BACKEND)
    answer = HttpResponseRedirect(to)
    remember_device(request, answer, user.pk)
    return answer


def half_signed_in(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Who has given the password but not yet the second factor, if that was a moment ago."""
    half = request.session.get(HALF)
    if not half or half["until"] < now().timestamp():
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None or not same(half["proof"], user.get_session_auth_hash()):
        return None
    return user, half


def home() -> str:
    return resolve_url(settings.LOGIN_REDIRECT_URL)


class SignIn(SecretPage):
    """Login name and password. What it answers does not depend on whether the account exists."""

    public = True
    before_second_factor = True
    template_name = "accounts/sign_in.html"
    title = gettext_lazy("登录")
    submit = gettext_lazy("登录")
    form_class = forms.SignInForm

    def get_initial(self) -> dict[str, Any]:
        # Large type is chosen by those who should not be asked for a password every day.
        return {"remember": getattr(self.request, "big", False)}

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(next=self.next_url(""), demo=settings.DEMO, **more)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.next_url(home()))
        return super().get(request, *args, **kwargs)

    def perform(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        user = actions.check_password(
            actor=self.actor, username=given["username"], password=given["password"], client=self.client
        )
        return come_in(self.request, user, self.next_url(home()), remember=given["remember"])


class SecondFactor(SecretPage):
    """The code of the authenticator app, or a recovery code: after the password, or when a session needs it."""

    public = True
    before_second_factor = True
    template_name = "accounts/second_factor.html"
    title = gettext_lazy("二次验证")
    submit = gettext_lazy("继续")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.half: dict[str, Any] = {}
        self.who: User
        found = half_signed_in(request)
        weak = request.sign_in is not None and not request.sign_in.strong  # type: ignore[attr-defined]
        if found is not None:
            self.who, self.half = found
        elif weak and factors.is_enrolled(self.user):
            self.who = self.user
        else:
            return redirect(home() if request.user.is_authenticated else settings.LOGIN_URL)
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, data: Any = None) -> Any:
        has_app = queries.factors_of(self.who).filter(kind=Factor.Kind.APP).exists()
        return (forms.SecondFactorForm if has_app else forms.RecoveryForm)(data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        options = passkeys.ask_to_use(self.request, self.who)
        return super().get_context(next=self.next_url(""), who=self.who, options=options, **more)

    def say_no(self, form: Any, reason: str) -> None:
        form.add_error("recovery" if form.cleaned_data.get("recovery") else "code", reason)

    def perform(self, form: Any) -> HttpResponse:
        way = actions.check_factor(actor=actor_for(self.who), user=self.who, code=form.typed(), client=self.client)
        return self.passed(way)

    def passed(self, way: str) -> HttpResponse:
        if way == "recovery":
            left = queries.recovery_codes_left(self.who)
            messages.warning(self.request, _("用掉了一个备用码，还剩 %(left)s 个。") % {"left": left})
        if self.half:
            return come_in(self.request, self.who, self.half["next"], factor=way)
        row = self.request.sign_in  # type: ignore[attr-defined]
        actions.pass_factor(actor=self.actor, sign_in=row, factor=way)
        self.request.session.cycle_key()  # more rights than before: another key (security.md B3)
        return HttpResponseRedirect(self.next_url(home()))


class UsePasskey(SecondFactor):
    """The same step with a passkey; sent by accounts/passkey.js from the page of the codes."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("accounts:second_factor")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            proof = passkeys.used(request, self.who, request.POST.get("credential", ""))
        except passkeys.NoPasskey:
            proof = None
        try:
            way = actions.check_passkey(actor=actor_for(self.who), user=self.who, proof=proof, client=self.client)
        except NotYou as problem:
            messages.error(request, str(problem))
            return redirect("accounts:second_factor")
        return self.passed(way)


@method_decorator(never_cache, name="dispatch")
class SignOut(Page):
    """Ends the session on the server; a link to it (GET) asks first, so that no picture can sign anybody out."""

    permission = SIGNED_IN
    before_second_factor = True
    template_name = "accounts/sign_out.html"
    title = gettext_lazy("退出登录")

    def refusal(self) -> HttpResponse | None:
        if self.actor.is_anonymous:
            return redirect(settings.LOGOUT_REDIRECT_URL)
        return super().refusal()

    def post(self, request: HttpRequest) -> HttpResponse:
        actions.sign_out(actor=self.actor, sign_in=request.sign_in)  # type: ignore[attr-defined]
        logout(request)
        messages.success(request, _("已退出登录。"))
        return redirect(settings.LOGOUT_REDIRECT_URL)


class EnterInvitation(SecretPage):
    """For those who have the paper but cannot scan: type the code."""

    public = True
    before_second_factor = True
    template_name = "accounts/enter_invitation.html"
    title = gettext_lazy("使用邀请单")
    submit = gettext_lazy("继续")
    form_class = forms.InvitationCodeForm

    def say_no(self, form: Any, reason: str) -> None:
        form.add_error("code", reason)

    def perform(self, form: Any) -> HttpResponse:
        code = form.cleaned_data["code"]
        try:
            actions.waiting(code)
        except WrongState as problem:
            raise NotYou(str(problem)) from problem
        handover.carry(self.request, code)
        return redirect("accounts:accept")


@method_decorator(never_cache, name="dispatch")
class OpenInvitation(Page):
    """The link of an invitation. Opening it uses nothing up: chat programs fetch links to show a preview."""

    public = True
    before_second_factor = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handover.carry(request, kwargs["token"])
        return redirect("accounts:accept")


class Accept(SecretPage):
    """Choose a login name and a password, and be signed in."""

    public = True
    before_second_factor = True
    template_name = "accounts/accept.html"
    title = gettext_lazy("设置账号")
    submit = gettext_lazy("设好了，登录")
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.invitation = actions.waiting(handover.carried(request))
        except WrongState as problem:
            handover.drop(request)
            return error_page(request, 410, reason=str(problem))
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, data: Any = None) -> Any:
        if self.invitation.user.username:
            return forms.NewPasswordForm(data)
        label = self.invitation.user.label
        return forms.AcceptForm(data, initial={"username": queries.free_name(names.suggestion(label))})

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(invitation=self.invitation, **more)

    def perform(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        try:
            user = actions.accept(
                actor=self.actor,
                token=handover.carried(self.request),
                username=given.get("username", ""),
                password=given["password"],
            )
        except WrongState as problem:
            return error_page(self.request, 410, reason=str(problem))
        handover.drop(self.request)
        messages.success(self.request, _("账号设好了。请记住登录名：%(name)s") % {"name": user.username})
        return come_in(self.request, user, home(), remember=getattr(self.request, "big", False))


class DemoSignIn(Page):
    """One click into a demo account; outside demo mode this page does not exist."""

    public = True
    before_second_factor = True
    template_name = "accounts/demo_login.html"
    title = gettext_lazy("选一个演示账号")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(accounts=queries.demo_accounts(), **more)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("account", "")
        number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else 0
        user = queries.demo_accounts().filter(pk=number).first()
        if user is None:
            raise Http404
        return come_in(request, user, home(), remember=True)
