"""Invitations for a whole area: who has no account yet, and the sheets to print."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.accounts.handover import Slip, hand_over_many
from leitu.orgs.models import Unit
from leitu.people import actions, forms, policies
from leitu.people.inviting import MOST, Invitee, without_account
from leitu.ui.parts import Link
from leitu.ui.views import FormPage


class InviteMany(FormPage):
    """Choose posts by address (GET), look at who is meant, make the invitations (POST)."""

    permission = policies.INVITE
    model = Unit
    template_name = "people/invite_many.html"
    title = _("批量发账号邀请")
    lead = _("先选职务，看清有哪些人，再生成邀请单：一人一张，一页八张，剪开当面交给本人。")
    submit = _("生成邀请单")

    def get_title(self) -> Any:
        return self.title

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    @cached_property
    def chosen(self) -> forms.InviteManyForm:
        return forms.InviteManyForm(self.request.GET if "titles" in self.request.GET else None)

    @cached_property
    def found(self) -> list[Invitee] | None:
        """Who is meant; None while nothing is chosen."""
        if not (self.chosen.is_bound and self.chosen.is_valid()):
            return None
        return without_account(self.actor, self.object, self.chosen.cleaned_data["titles"])

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = self.found
        return super().get_context(
            chosen=self.chosen, found=found, count=len(found or ()), most=MOST, too_many=len(found or ()) > MOST, **more
        )

    def perform(self, form: Any) -> list[Slip]:
        if not (self.chosen.is_bound and self.chosen.is_valid()):
            raise ValidationError(_("请先选好邀请哪些人。"))
        return actions.invite_many(actor=self.actor, unit=self.object, **self.chosen.cleaned_data)

    def success_url(self, result: list[Slip]) -> str:
        """The sheets, which only this reader can open, for a quarter of an hour."""
        return hand_over_many(self.request, result)
