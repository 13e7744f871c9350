"""Pages of floating members: who is away, one of them, and what is done about him."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.floating import actions, forms, policies, queries
from leitu.floating.models import Care, Contact
from leitu.people.actions import ask_export, export_list
from leitu.people.models import FloatingRecord, Membership
from leitu.people.queries import named
from leitu.people.releasing import FEW_PERSONS, second
from leitu.ui.parts import Column, Link, Moment
from leitu.ui.templatetags.dates import plain_day
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject

MOST_SHOWN = 100


def line(row: Any) -> dict[str, Any]:
    """One row of the list: who has nobody to keep in touch leads to the form that names somebody."""
    day = today()
    words = [row.destination or _("没有写去向")]
    if row.elsewhere:
        words.append(_("今年在外参加组织生活 %(count)s 次") % {"count": row.elsewhere})
    if row.care is None:
        href = reverse("floating:float_out", args=[row.pk])
        return {
            "row": row,
            "href": href,
            "state": "overdue",
            "label": _("没有联系人"),
            "meta": " · ".join(words),
            "note": "",
        }
    words.insert(1, _("联系人 %(name)s") % {"name": row.contact_name})
    light = "overdue" if row.next_on < day else "upcoming"
    label = _("超期没联系") if light == "overdue" else _("有人联系")
    note = _("下次 %(day)s 前") % {"day": plain_day(row.next_on)}
    href = reverse("floating:show", args=[row.care])
    return {"row": row, "href": href, "state": light, "label": label, "meta": " · ".join(words), "note": note}


class FloatingList(ListPage):
    """Those of one's own branches who are away; below them those of others who take part here."""

    permission = policies.VIEW
    template_name = "floating/list.html"
    partial = "rows"
    model = Membership
    title = gettext_lazy("流动党员")
    sorts = queries.SORTS
    default_sort = "due"
    filter_form = forms.FloatingFilter
    handed_out_by = staticmethod(export_list)
    purpose_above = FEW_PERSONS
    second_person = staticmethod(second)
    asked_through = staticmethod(ask_export)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("姓名"), value="person.name"),
            Column(_("党支部"), value="unit.name", width=30),
            Column(_("去向"), value="destination", width=30),
            Column(_("联系人"), value="contact_name"),
            Column(_("下次联系"), value="next_on"),
            Column(_("流入地党组织"), value="host_name", width=30),
            Column(_("今年在外参加"), value="elsewhere"),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return named(queryset, self.actor.tenant_id, q)

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        found, here = queries.totals(queries.listed(self.actor), today()), reverse("floating:list")
        return context | {
            "lines": [line(row) for row in context["objects"]],
            "hosted": list(queries.hosted(self.actor)[:MOST_SHOWN]),
            "tiles": [
                {"label": _("流动党员"), "value": found["all"], "href": here},
                {"label": _("没有联系人"), "value": found["bare"], "href": f"{here}?state=bare"},
                {"label": _("超期没联系"), "value": found["late"], "href": f"{here}?state=late"},
            ],
        }


class FloatOut(FormPage):
    """From the page of a member: where he went, and who keeps in touch."""

    permission = policies.MANAGE
    model = Membership
    title, submit = gettext_lazy("登记流动党员"), gettext_lazy("登记")
    lead = gettext_lazy("连续外出六个月以上、没有转组织关系的。他仍是本支部的人；一定要有一位联系人。")
    done = gettext_lazy("登记了。到时候会提醒联系。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Membership.objects.visible_to(self.actor, policies.VIEW).select_related("person", "unit")

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.person.name, self.back_url())]

    def back_url(self) -> str:
        return self.object.person.get_absolute_url()

    def get_form(self, bound: bool = False) -> Any:
        away = FloatingRecord.objects.filter(tenant_id=self.object.tenant_id, person_id=self.object.person_id)
        known = away.order_by("-until", "-since").first()
        start = {"destination": known.destination if known and known.is_open else ""}
        return forms.FloatForm(self.request.POST if bound else None, unit=self.object.unit, initial=start)

    def perform(self, form: Any) -> Care:
        return actions.float_out(actor=self.actor, membership=self.object, **form.cleaned_data)


class OfCare(OfObject):
    """A stay away in the actor's sight, from either end."""

    model = Care

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Care.objects.visible_to(self.actor)
        return rows.select_related("person", "unit", "host", "contact", "record")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("流动党员"), reverse("floating:list")), Link(str(self.object), self.back_url())]

    def get_initial(self) -> dict[str, Any]:
        return {}


class Show(OfCare, DetailPage):
    permission = policies.VIEW
    template_name = "floating/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        care, day = self.object, today()
        is_away = care.record.holds_on(day)
        manages = policies.MANAGE.allows(self.actor, care)
        contacts = Contact.objects.filter(tenant_id=care.tenant_id, care=care).order_by("-on", "-pk")[:50]
        said = [
            Moment(one.on, f"{one.get_way_display()}：{one.text}" if one.text else one.get_way_display(), one.by_label)
            for one in contacts
        ]
        return super().get_context(
            state=care.light(day) if is_away else "met",
            is_away=is_away,
            may_manage=is_away and manages,
            may_touch=is_away and policies.TOUCH.allows(self.actor, care),
            may_welcome=is_away and care.welcomed_on is None and policies.HOST.allows(self.actor, care),
            contacts=said,
            meetings=list(queries.meetings(care, day)[:MOST_SHOWN]),
            moments=moments(care) if manages else [],
            **more,
        )


class Arrange(OfCare, FormPage):
    permission = policies.MANAGE
    title, submit, done = gettext_lazy("改联系安排"), gettext_lazy("保存"), gettext_lazy("改好了。")

    def get_form(self, bound: bool = False) -> Any:
        care = self.object
        start = {
            "contact": care.contact_id,
            "every_months": care.every_months,
            "host": care.host.code if care.host else "",
            "host_name": "" if care.host else care.host_name,
        }
        return forms.ArrangeForm(self.request.POST if bound else None, unit=care.unit, initial=start)

    def perform(self, form: Any) -> Care:
        return actions.arrange(actor=self.actor, care=self.object, version=self.version, **form.cleaned_data)


class NoteContact(OfCare, FormPage):
    permission = policies.TOUCH
    form_class = forms.ContactForm
    title, submit, done = gettext_lazy("记一次联系"), gettext_lazy("记下"), gettext_lazy("记下了，下次联系的日子顺延。")

    def perform(self, form: Any) -> Contact:
        return actions.note_contact(actor=self.actor, care=self.object, **form.cleaned_data)

    def success_url(self, result: Contact) -> str:
        return self.object.get_absolute_url()


class Welcome(OfCare, ActionPage):
    permission = policies.HOST
    title, question, submit = (
        gettext_lazy("接上了"),
        gettext_lazy("见到他了，以后在这里参加组织生活吗？"),
        gettext_lazy("接上了"),
    )
    consequences = (gettext_lazy("开会时把他加进列席，他原来的支部自动算到。"),)
    done = gettext_lazy("接上了，他的支部看得到。")

    def perform(self, form: Any) -> Care:
        return actions.welcome(actor=self.actor, care=self.object)


class ComeHome(OfCare, ActionPage):
    permission = policies.MANAGE
    form_class = forms.HomeForm
    title, question, submit = (
        gettext_lazy("回来了"),
        gettext_lazy("他回来了，不再是流动党员吗？"),
        gettext_lazy("回来了"),
    )
    consequences = (gettext_lazy("联系记录留着。"),)
    done = gettext_lazy("登记了。")

    def perform(self, form: Any) -> Care:
        return actions.come_home(actor=self.actor, care=self.object, on=form.cleaned_data["on"])
