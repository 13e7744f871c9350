"""Pages of the register: the list, one person, and the forms that change what the register says."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.accounts.handover import hand_over
from leitu.accounts.queries import state_of
from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.core.sealed import mask
from leitu.orgs.access import covers_tenant, grants_of
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.lists import ListBelow
from leitu.orgs.models import valid_on
from leitu.orgs.queries import query_words
from leitu.people import actions, forms, policies, queries, releasing
from leitu.people.actions.persons import PLAIN, SEALED, home_of
from leitu.people.models import Consent, Exemption, Membership, Person
from leitu.people.wording import LABELS
from leitu.ui.parts import Column, Link
from leitu.ui.views import SIGNED_IN, ActionPage, DetailPage, FormPage


def marks_in_words(membership: Any) -> str:
    """The badges of a line of the list, one after the other."""
    marks = [
        (membership.is_suspended, _("停止党籍")),
        (membership.is_floating, _("流动")),
        (membership.is_exempt, _("免于硬性要求")),
        (membership.lost_since, _("失去联系")),
    ]
    return " ".join(str(label) for is_marked, label in marks if is_marked)


class MemberList(ListBelow):
    """The members of the units in scope, or at and below one of them."""

    permission = policies.VIEW
    template_name = "people/list.html"
    partial = "rows"
    title = _("党员")
    filter_form = forms.MemberFilter
    sorts = queries.SORTS
    default_sort = "name"
    most_found = 500
    handed_out_by = staticmethod(actions.export_list)
    purpose_above = releasing.FEW_PERSONS
    second_person = staticmethod(releasing.second)
    asked_through = staticmethod(actions.ask_export)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed_members(self.actor, self.unit, today())

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        find = queries.named_in_turn if self.is_wide(q) else queries.named
        return find(queryset, self.actor.tenant_id, q)

    def get_sorts(self, q: str) -> dict[str, tuple[str, ...]]:
        sorts = queries.sorts_of(q)
        return {**sorts, "name": queries.IN_TURN} if self.is_wide(q) else sorts

    def is_wide(self, q: str) -> bool:
        """Whether one word is looked for among all members of the district, so that thousands may fit. Where few of
        those who fit are wanted (a filter, one's own units), they are found first and sorted then."""
        asked = self.request.GET
        narrowed = self.unit is not None or any(asked.get(name) for name in self.filter_form.base_fields)
        return len(query_words(q)) == 1 and not narrowed and covers_tenant(self.actor, policies.VIEW)

    @cached_property
    def is_one_branch(self) -> bool:
        """Whoever sees one branch only need not read its name in every line."""
        seen = Membership.objects.visible_to(self.actor).filter(valid_on(today())).order_by()
        return len(seen.values_list("unit_id", flat=True).distinct()[:2]) < 2

    def get_columns(self) -> list[Column]:
        place = Column(_("党支部"), sort="unit", value="unit.name", width=30)
        return [
            Column(_("姓名"), sort="name", value="person.name"),
            Column(_("类别"), value=lambda one: Membership.Stage(one.stage_on(today())).label),
            *([] if self.is_one_branch else [place]),
            Column(_("党小组"), value="group.name", width=20),
            Column(_("入党日期"), sort="joined", value="joined_on"),
            Column(_("标记"), value=marks_in_words, width=24),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit = self.unit
        may_register = unit is not None and unit.kind in branch_kinds() and policies.MANAGE.allows(self.actor, unit)
        return super().get_context(
            is_one_branch=self.is_one_branch,
            unit=unit,
            bulletin_of=self.bulletin_of(),
            may_register=may_register,
            day=today(),
            may_import=policies.MANAGE.allowed_anywhere(self.actor),
            **more,
        )

    def bulletin_of(self) -> int:
        """The unit whose bulletin stands behind this list: the one asked for, else the first where the actor's right is."""
        held = grants_of(self.actor, policies.VIEW)
        return self.unit.pk if self.unit is not None else held[0].unit_id if held else 0


class PersonPage(DetailPage):
    """One person: what the register says, with the sensitive items masked."""

    permission = SIGNED_IN
    template_name = "people/show.html"
    model = Person

    def get_queryset(self) -> "QuerySet[Any]":
        return Person.objects.visible_to(self.actor).select_related("account")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object = self.load()
        if self.object.pk == self.actor.person_id and not self.manages:
            return HttpResponseRedirect(reverse("portal:mine"))  # of oneself there is one page, and it says more
        return self.render(self.get_context())

    @property
    def manages(self) -> bool:
        """Whether the actor keeps the register of the person's branch."""
        home = self.object.memberships.order_by("-until", "-since").first()
        return home is not None and policies.MANAGE.allows(self.actor, home)

    def get_context(self, **more: Any) -> dict[str, Any]:
        person, day = self.object, today()
        memberships = list(person.memberships.select_related("unit", "group").order_by("-until", "-since"))
        home = memberships[0] if memberships else None
        manages = home is not None and policies.MANAGE.allows(self.actor, home)
        sealed = [(name, LABELS[name], mask(person.unseal(name))) for name in SEALED]
        may_invite = (
            home is not None
            and home.is_open
            and person.pk != self.actor.person_id
            and policies.INVITE.allows(self.actor, home)
        )
        return super().get_context(
            home=home,
            memberships=memberships,
            stage=Membership.Stage(home.stage_on(day)).label if home else "",
            suspension=home.suspensions.filter(valid_on(day)).first() if home else None,
            exemptions=person.exemptions.order_by("-since"),
            floating=person.floating_records.filter(valid_on(day)).first(),
            consents=Consent.objects.filter(valid_on(day), person=person).select_related("helper").order_by("pk"),
            posts=person.posts.select_related("unit").order_by("-until", "-since"),
            sealed=sealed,
            may_manage=manages,
            may_invite=may_invite,
            account=state_of(person.account) if may_invite and person.account is not None else None,
            may_reveal=home is not None and (manages or person.pk == self.actor.person_id),
            timeline=moments(person) if manages or person.pk == self.actor.person_id else [],
            day=day,
            **more,
        )


class OfPerson(FormPage):
    """A form about one person whose home branch the actor manages."""

    permission = policies.MANAGE
    model = Person

    def authorise(self) -> None:
        policies.MANAGE.require(self.actor, home_of(self.object))

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def back_url(self) -> str:
        return self.object.get_absolute_url()

    def success_url(self, result: Any) -> str:
        return self.object.get_absolute_url()


class CorrectPerson(OfPerson):
    title = _("修改个人信息")
    lead = _("身份证号、电话、住址不显示原来的内容：不改就空着，要改就填新的。")
    form_class = forms.PersonFields
    done = _("已保存，改动记入了操作记录。")

    def get_initial(self) -> dict[str, Any]:
        # Sealed items start blank: to mend one nobody needs to look at the old one.
        return {name: getattr(self.object, name) for name in PLAIN}

    def perform(self, form: Any) -> Person:
        values = {name: value for name, value in form.cleaned_data.items() if name in PLAIN or value}
        return actions.correct_person(actor=self.actor, person=self.object, version=self.version or 0, **values)


class ExemptPage(OfPerson):
    title = _("免于硬性要求")
    lead = _("年老体弱、行动不便、身患重病、失能的党员，参加组织活动和学习教育不作硬性要求。")
    form_class = forms.ExemptForm
    done = _("已登记。应到人数里不再计算，本人来了照样记。")

    def undo_url(self, result: Exemption) -> str:
        return reverse("people:void_exemption", args=[result.pk])

    def perform(self, form: Any) -> Exemption:
        return actions.exempt(actor=self.actor, person=self.object, **form.cleaned_data)


class Reveal(ActionPage):
    """Show one sensitive item in clear, after a reason; the answer is shown once and not kept by the browser."""

    permission = SIGNED_IN
    model = Person
    title = _("查看完整信息")
    question = _("为什么要看这一项？")
    submit = _("查看")
    form_class = forms.RevealForm

    def authorise(self) -> None:
        if self.kwargs["field"] not in SEALED:
            raise Http404
        if self.object.pk != self.actor.person_id:
            policies.REVEAL.require(self.actor, home_of(self.object))

    def back_url(self) -> str:
        return self.object.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        return {}

    def answer(self, sent: Any) -> Any:
        self.object = self.load()
        self.authorise()
        form = self.get_form(bound=True)
        if not form.is_valid():
            return self.render(self.get_context(form=form))
        field = self.kwargs["field"]
        value = actions.reveal(actor=self.actor, person=self.object, field=field, reason=form.cleaned_data["reason"])
        context = self.get_context(value=value, field_label=LABELS[field])
        self.template_name = "people/revealed.html"
        return self.render(context)


class Invite(ActionPage):
    """Hand out a one-time way in; shown once, to be printed or copied."""

    permission = policies.INVITE
    model = Person
    title = _("邀请使用账号")
    question = _("给这位党员发一个一次性的登录链接？")
    consequences = (
        _("链接和二维码只显示这一次，请当面交给本人或打印。"),
        _("用不用账号由本人决定，不用也不影响组织生活，支部可以代记。"),
        _("以前发出的链接随即作废。"),
    )
    submit = _("生成邀请")

    def authorise(self) -> None:
        policies.INVITE.require(self.actor, home_of(self.object))

    def back_url(self) -> str:
        return self.object.get_absolute_url()

    def perform(self, form: Any) -> str:
        return actions.invite_person(actor=self.actor, person=self.object)

    def success_url(self, result: str) -> str:
        """The sheet with the code, which only this reader can open, for a quarter of an hour."""
        self.object.refresh_from_db()
        return hand_over(self.request, self.object.account, result)


class EndExemption(ActionPage):
    permission = policies.MANAGE
    model = Exemption
    title = _("结束免于硬性要求")
    question = _("确定从今天起结束吗？")
    submit = _("结束")
    done = _("已结束。")

    def load(self) -> Exemption:
        people = Person.objects.visible_to(self.actor)
        found = Exemption.objects.filter(pk=self.kwargs["pk"], person__in=people).select_related("person").first()
        if found is None:
            raise Http404
        return found

    def authorise(self) -> None:
        policies.MANAGE.require(self.actor, home_of(self.object.person))

    def back_url(self) -> str:
        return self.object.person.get_absolute_url()

    def perform(self, form: Any) -> Exemption:
        return actions.end_exemption(actor=self.actor, exemption=self.object)


class VoidExemption(EndExemption):
    title = _("登记有误，作废")
    question = _("这条免于硬性要求登记错了，当它从没有过吗？")
    consequences = (_("已经归档的会议人数不变。"),)
    submit = _("作废")
    done = _("已作废。")

    def perform(self, form: Any) -> Exemption:
        return actions.void_exemption(actor=self.actor, exemption=self.object)
