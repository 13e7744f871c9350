"""What members say, and what their branch answers: objections, yearly confirmation, who may act for whom."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people import actions, lines, member_forms, policies, releasing
from leitu.people.actions.persons import home_of
from leitu.people.models import Confirmation, Consent, Membership, Objection, Person
from leitu.people.queries import confirmed
from leitu.people.standing import HIMSELF, consents_to, helpers_for, is_oneself
from leitu.people.wording import OBJECTION_MARKS as MARKS
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import plain_day
from leitu.ui.views import SIGNED_IN, ActionPage, FormPage, ListPage


class OfMember(FormPage):
    """A form about oneself, or about a member who has let the actor act for him; for others it does not exist."""

    permission = SIGNED_IN
    model = Person
    purpose = ""

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Person.objects.filter(tenant_id=self.actor.tenant_id)
        own = Q(pk=self.actor.person_id or -1)
        return rows.filter(own | Q(pk__in=consents_to(self.actor).values("person_id")) if self.purpose else own)

    def authorise(self) -> None:
        HIMSELF.require(self.actor, self.object, self.purpose)

    def get_initial(self) -> dict[str, Any]:
        return {}

    @property
    def for_oneself(self) -> bool:
        return is_oneself(self.actor, self.object)

    def back_url(self) -> str:
        return reverse("portal:mine") if self.for_oneself else reverse("portal:mine_for", args=[self.object.pk])

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的") if self.for_oneself else self.object.name, self.back_url())]

    def success_url(self, result: Any) -> str:
        back = self.request.GET.get("back") == "confirm"
        return reverse("people:confirm", args=[self.object.pk]) if back else self.back_url()


class ObjectTo(OfMember):
    """有异议 at one line: one field."""

    purpose = Consent.Purpose.OBJECT
    template_name = "people/object.html"
    title = _("有异议")
    form_class = member_forms.ObjectForm
    submit = _("提出")
    done = _("提出了。在“我的”里看得到办到哪一步。")

    def line(self) -> lines.Line:
        """The line of the address. Raises Http404."""
        found = lines.line_of(self.object, self.kwargs["line"])
        if found is None:
            raise Http404
        return found

    def get_context(self, **more: Any) -> dict[str, Any]:
        line = self.line()
        appeal = line.ref.startswith("objection-")
        return super().get_context(line=line, is_other=line.ref == lines.OTHER, is_appeal=appeal, **more)

    def get_title(self) -> Any:
        if self.kwargs["line"] == lines.OTHER:
            return _("说一说")
        return _("申诉") if self.kwargs["line"].startswith("objection-") else self.title

    def get_form(self, bound: bool = False) -> Any:
        self.line()
        form = super().get_form(bound)
        if self.kwargs["line"] == lines.OTHER:
            form.fields["text"].label = _("想说什么")
        return form

    def perform(self, form: Any) -> Objection:
        return actions.object_to(
            actor=self.actor, person=self.object, line=self.kwargs["line"], text=form.cleaned_data["text"]
        )


class WithdrawObjection(ActionPage):
    permission = SIGNED_IN
    model = Objection
    title = _("撤回异议")
    question = _("确定撤回吗？")
    consequences = (_("支部不再答复这一条。以后还可以再提。"),)
    submit = _("撤回")
    done = _("已撤回。")

    def get_queryset(self) -> "QuerySet[Any]":
        own = Q(person_id=self.actor.person_id or -1) | Q(person_id__in=consents_to(self.actor).values("person_id"))
        return Objection.objects.filter(own, tenant_id=self.actor.tenant_id).select_related("person", "unit")

    def authorise(self) -> None:
        HIMSELF.require(self.actor, self.object.person, Consent.Purpose.OBJECT)

    def get_title(self) -> Any:
        return self.title

    def back_url(self) -> str:
        person = self.object.person
        return (
            reverse("portal:mine") if is_oneself(self.actor, person) else reverse("portal:mine_for", args=[person.pk])
        )

    def perform(self, form: Any) -> Objection:
        return actions.withdraw_objection(actor=self.actor, objection=self.object)

    def success_url(self, result: Any) -> str:
        return self.back_url()


class Objections(ListPage):
    """Objections of the units whose register the actor keeps, by need: the nearest deadline first."""

    permission = policies.MANAGE
    template_name = "people/objections.html"
    title = _("党员异议")
    sorts = {"due": ("due_on", "pk"), "name": ("person__name", "pk"), "unit": ("unit__name", "due_on", "pk")}
    default_sort = "due"
    filter_form = member_forms.ObjectionFilter
    handed_out_by = staticmethod(actions.export_list)
    purpose_above = releasing.FEW_PERSONS
    second_person = staticmethod(releasing.second)
    asked_through = staticmethod(actions.ask_export)

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Objection.objects.visible_to(self.actor, policies.MANAGE).select_related("person", "unit", "helper")
        return rows if "state" in self.request.GET else member_forms.of_state(rows, "")

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return queryset.filter(Q(person__name__icontains=q) | Q(label__icontains=q))

    def get_columns(self) -> list[Column]:
        return [
            Column(_("状态"), value=lambda one: MARKS[one.state_on(today())][1], width=12),
            Column(_("姓名"), value="person.name"),
            Column(_("条目"), value="label", width=24),
            Column(_("最迟答复"), value=lambda one: one.due_on if one.is_waiting else None),
            Column(_("党组织"), value="unit.name", width=30),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(day=today(), **more)
        context["rows"] = [
            {
                "object": one,
                "state": MARKS[one.state_on(today())][0],
                "label": MARKS[one.state_on(today())][1],
                "may_answer": one.is_waiting and self.actor.person_id not in (one.person_id, one.helper_id),
            }
            for one in context["objects"]
        ]
        return context


class AnswerObjection(FormPage):
    """One objection as the branch sees it, with the form to answer it."""

    permission = policies.MANAGE
    model = Objection
    template_name = "people/answer_objection.html"
    title = _("答复异议")
    form_class = member_forms.AnswerObjectionForm
    submit = _("答复")
    done = _("已答复，本人在“我的”里看得到。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Objection.objects.visible_to(self.actor, policies.MANAGE).select_related("person", "unit", "helper")

    def get_title(self) -> Any:
        return self.title

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("党员异议"), reverse("people:objections"))]

    def back_url(self) -> str:
        return reverse("people:objections")

    def success_url(self, result: Any) -> str:
        return self.back_url()

    def get_context(self, **more: Any) -> dict[str, Any]:
        one = self.object
        line = lines.line_of(one.person, one.line)
        return super().get_context(
            line=line,
            state=MARKS[one.state_on(today())][0],
            label=MARKS[one.state_on(today())][1],
            is_own=bool(self.actor.person_id) and self.actor.person_id in (one.person_id, one.helper_id),
            mend_href=line.mend_href if line is not None else one.person.get_absolute_url(),
            **more,
        )

    def perform(self, form: Any) -> Objection:
        return actions.answer_objection(actor=self.actor, objection=self.object, **form.cleaned_data)


class Confirm(OfMember, ActionPage):
    """核对资料: look at every line, then one button."""

    purpose = Consent.Purpose.CONFIRM
    template_name = "people/confirm.html"
    title = _("核对资料")
    submit = _("资料无误")
    done = _("记下了，谢谢。")

    def get_context(self, **more: Any) -> dict[str, Any]:
        person = self.object
        done = Confirmation.objects.filter(tenant_id=person.tenant_id, person=person, year=today().year).first()
        return super().get_context(
            shown=lines.shown(
                person,
                may_reveal=self.for_oneself,
                may_object=HIMSELF.allows(self.actor, person, Consent.Purpose.OBJECT),
                back="confirm",
            ),
            is_partly=bool(lines.waiting_lines(person)),
            confirmation=done,
            year=today().year,
            **more,
        )

    def perform(self, form: Any) -> Confirmation:
        return actions.confirm(actor=self.actor, person=self.object)

    def success_url(self, result: Any) -> str:
        return self.back_url()


def confirmed_in_words(membership: Any) -> str:
    """When the member looked at his data this year, and who did it for him."""
    if not membership.confirmed_at:
        return ""
    day = plain_day(membership.confirmed_at)
    by = membership.confirmed_by
    return f"{day} {_('由 %(name)s 代办') % {'name': by}}" if by else day


class Confirmations(ListPage):
    """Who has looked at his data this year, by name. Nobody owes it; nothing is ranked and nobody is late."""

    permission = policies.MANAGE
    template_name = "people/confirmations.html"
    title = _("资料核对")
    sorts = {"name": ("person__name", "pk"), "unit": ("unit__name", "person__name", "pk")}
    default_sort = "name"
    filter_form = member_forms.ConfirmationFilter
    handed_out_by = staticmethod(actions.export_list)
    purpose_above = releasing.FEW_PERSONS
    second_person = staticmethod(releasing.second)
    asked_through = staticmethod(actions.ask_export)

    def about(self) -> Unit | None:
        return self.unit()

    def filters_in_words(self) -> list[str]:
        unit = self.unit()
        named = [_("%(unit)s及以下") % {"unit": unit.name}] if unit else []
        return [str(one) for one in named] + super().filters_in_words()

    def unit(self) -> Unit | None:
        """The unit that the list is about, when one is asked for. Raises Http404 outside scope."""
        asked = self.request.GET.get("unit", "")
        if not asked:
            return None
        seen = Unit.objects.visible_to(self.actor, policies.MANAGE)
        found = seen.filter(pk=lines.key_of(asked)).first()
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> "QuerySet[Any]":
        day = today()
        rows = Membership.objects.visible_to(self.actor, policies.MANAGE).filter(valid_on(day))
        unit = self.unit()
        if unit is not None:
            below = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
            rows = rows.filter(unit_id__in=below.values("descendant_id"))
        made = Confirmation.objects.filter(year=day.year, person_id=OuterRef("person_id"))
        return rows.select_related("person", "unit").annotate(
            is_confirmed=Exists(made),
            confirmed_at=Subquery(made.values("at")[:1]),
            confirmed_by=Subquery(made.values("helper__name")[:1]),
        )

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return queryset.filter(person__name__icontains=q)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("姓名"), sort="name", value="person.name"),
            Column(_("党支部"), sort="unit", value="unit.name", width=30),
            Column(_("核对时间"), narrow=True, value=confirmed_in_words, width=24),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = confirmed(self.get_queryset().order_by(), today().year)
        return super().get_context(unit=self.unit(), found=found, year=today().year, **more)


class GiveConsent(OfMember):
    title = _("请人代办")
    lead = _("只代办您勾选的事，每一次都标明“由谁代办”。一年后自动结束，您随时可以结束。")
    submit = _("同意")
    done = _("记下了。不想再请他代办时，随时可以在这里结束。")

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return member_forms.ConsentForm(helpers=helpers_for(self.object), **data)

    def perform(self, form: Any) -> Consent:
        return actions.give_consent(actor=self.actor, person=self.object, **form.cleaned_data)


class RecordConsent(FormPage):
    """The branch writes down what a member without an account has said."""

    permission = policies.MANAGE
    model = Person
    title = _("登记代办同意")
    lead = _("只在本人已经用纸质或口头同意以后登记。本人随时可以结束，支部也可以替他结束。")
    submit = _("登记")
    done = _("已登记。")

    def authorise(self) -> None:
        policies.MANAGE.require(self.actor, home_of(self.object))

    def get_title(self) -> Any:
        return self.title

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def get_form(self, bound: bool = False) -> Any:
        data = {"data": self.request.POST} if bound else {}
        return member_forms.RecordConsentForm(helpers=helpers_for(self.object), **data)

    def perform(self, form: Any) -> Consent:
        return actions.record_consent(actor=self.actor, person=self.object, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return self.back_url()


class WithdrawConsent(ActionPage):
    permission = SIGNED_IN
    model = Consent
    title = _("结束代办")
    question = _("确定现在就结束吗？")
    submit = _("结束")
    done = _("已结束。")

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Consent.objects.filter(tenant_id=self.actor.tenant_id).select_related("person", "helper")
        mine = self.actor.person_id or -1
        kept = Consent.objects.visible_to(self.actor, policies.MANAGE)
        return rows.filter(Q(person_id=mine) | Q(helper_id=mine) | Q(pk__in=kept.values("pk")))

    def authorise(self) -> None:
        """The queryset has said it: whoever sees a consent may end it."""

    def get_title(self) -> Any:
        return self.title

    def back_url(self) -> str:
        person, own = self.object.person, (self.object.person_id, self.object.helper_id)
        return reverse("portal:mine") if self.actor.person_id in own else person.get_absolute_url()

    def perform(self, form: Any) -> Consent:
        return actions.withdraw_consent(actor=self.actor, consent=self.object)

    def success_url(self, result: Any) -> str:
        return self.back_url()
