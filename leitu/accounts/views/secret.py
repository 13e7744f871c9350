from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from leitu.accounts.actions import NotYou, TooManyAttempts
from leitu.accounts.clients import Client, client_of
from leitu.accounts.models import User
from leitu.ui.parts import Text
from leitu.ui.views import Page, add_errors


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(never_cache, name="dispatch")
class SecretPage(Page):
    """A form with a password or a code in it.

    It is no FormPage: that remembers a digest of what was sent, keeps drafts, shows typed text again on conflicts
    and holds a transaction open; none of it is for secrets.
    """

    form_class: ClassVar[Any] = None
    submit: Text = ""

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    @property
    def client(self) -> Client:
        return client_of(self.request)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form(self, data: Any = None) -> Any:
        return self.form_class(data, initial=self.get_initial())

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(submit=self.submit, **more)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render(self.get_context(form=self.get_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        status = 200
        if form.is_valid():
            try:
                return self.perform(form)
            except ValidationError as problem:
                add_errors(form, problem)
            except NotYou as problem:
                self.say_no(form, str(problem))
            except TooManyAttempts as problem:
                status = problem.status
                self.say_no(form, str(problem))
        return self.render(self.get_context(form=form), status=status)

    def say_no(self, form: Any, reason: str) -> None:
        """Where a wrong password or code is complained of: on top, for it is not said which field was wrong."""
        form.add_error(None, reason)

    def perform(self, form: Any) -> HttpResponse:
        """Call the action and answer. NotYou, TooManyAttempts and ValidationError become errors of the form."""
        raise NotImplementedError

    def next_url(self, fallback: str) -> str:
        """Where the visitor wanted to go, if that is a place of ours."""
        return next_url(self.request, fallback)


def next_url(request: HttpRequest, fallback: str) -> str:
    """The address in ``next``, if that is a place of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else fallback
