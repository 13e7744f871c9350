from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from leitu.accounts import actions, forms, queries
from leitu.accounts.models import ApiToken
from leitu.accounts.views.own import OfSession, OwnSecretPage, account_crumbs


class MakeToken(OwnSecretPage):
    """A token for a program that acts in one's name; the answer to the form shows it, once."""

    title = gettext_lazy("建立接口令牌")
    lead = gettext_lazy("让别的程序替您读写数据。令牌等于您的权限，只交给信得过的程序。")
    submit = gettext_lazy("建立")
    form_class = forms.TokenForm

    def perform(self, form: Any) -> HttpResponse:
        self.confirm(form)
        code = actions.make_token(
            actor=self.actor,
            user=self.user,
            sign_in=self.request.sign_in,  # type: ignore[attr-defined]
            label=form.cleaned_data["label"],
            reach=form.reach,
            days=form.cleaned_data["days"],
        )
        self.template_name = "accounts/api_token.html"
        return self.render(
            {
                "view": self,
                "title": gettext_lazy("请收好令牌"),
                "crumbs": account_crumbs(),
                "code": code,
                "token": queries.token_behind(code),
                "onward": reverse("accounts:account"),
            }
        )


class WithdrawToken(OfSession):
    title = gettext_lazy("作废令牌")
    question = gettext_lazy("用这个令牌的程序马上就进不来了。")
    submit = gettext_lazy("作废")
    done = gettext_lazy("令牌已作废。")
    danger = True

    def load(self) -> ApiToken:
        found = queries.tokens_of(self.request.user).filter(pk=self.kwargs["pk"]).first()  # type: ignore[arg-type]
        if found is None:
            raise Http404
        return found

    def perform(self, form: Any) -> ApiToken:
        return actions.withdraw_token(actor=self.actor, token=self.object)
