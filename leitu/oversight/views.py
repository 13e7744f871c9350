"""The pages of administrator, security officer and auditor."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.sentences import said, sentence
from leitu.core import jobs
from leitu.core.clock import now
from leitu.orgs.actions import export_list
from leitu.oversight import actions, forms, policies, queries
from leitu.oversight.schedule import FOR_GOOD, SCHEDULE
from leitu.oversight.wording import JOBS
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, ListPage, Page

SHOWN = 30


class EntryList(ListPage):
    """Who did what, when, where: for the auditor. He reads and takes along; nothing here changes anything."""

    permission = policies.AUDIT
    template_name = "oversight/entries.html"
    partial = "rows"
    model = Entry
    title = _("操作记录")
    sorts = {"at": ("-id",), "oldest": ("id",)}
    default_sort = "at"
    file_forms = ("xlsx", "csv")
    handed_out_by = staticmethod(export_list)

    def filter_form(self, data: Any) -> forms.EntryFilter:  # type: ignore[override]
        return forms.EntryFilter(data, tenant_id=self.actor.tenant_id)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.entries_for(self.actor)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("时间"), narrow=True, value="at", width=18),
            Column(_("谁"), value="actor_label", width=14),
            Column(_("做了什么"), value=sentence, width=40),
            Column(_("对象"), value="object_label", width=30),
            Column(_("请求编号"), value="request_id", width=14),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        rows = list(context["objects"])
        units = queries.unit_names(rows)
        lines = [{"entry": row, "said": sentence(row), "unit": units.get(row.unit_id, "")} for row in rows]
        return {**context, "lines": lines}


class Chain(Page):
    """Whether the entries are what they were: the last look, the heads to print, and a new look."""

    permission = policies.AUDIT
    template_name = "oversight/chain.html"
    title = _("核对操作记录")

    def get_context(self, **more: Any) -> dict[str, Any]:
        tenant = self.actor.tenant_id
        heads = [sealing.head_of(seal) for key, seal in sorted(sealing.last_seals().items()) if key in (0, tenant)]
        shown = [
            {
                "head": head,
                "written": sealing.written(head),
                "spoken": sealing.spoken(head.hash),
                "own": head.tenant_id == tenant,
            }
            for head in heads
        ]
        return super().get_context(
            last=queries.last_of("oversight.verify_audit", tenant),
            heads=shown,
            mailed_to=settings.LEITU_AUDIT_MAIL if settings.EMAIL_HOST else "",
            printed_at=now(),
            **more,
        )

    def get_crumbs(self) -> list[Link]:
        return [Link(EntryList.title, reverse("oversight:entries"))]


class Verify(ActionPage):
    permission = policies.AUDIT
    title = _("现在核对")
    question = _("把每条记录和封存从头核对一遍，不改动任何东西。一百万条大约一分钟。")
    submit = _("核对")
    form_class = forms.HeadForm

    def perform(self, form: Any) -> Any:
        head = form.cleaned_data["head"]
        return actions.verify_audit(actor=self.actor, heads=[head] if head else [])

    def back_url(self) -> str:
        return reverse("oversight:chain")

    def get_crumbs(self) -> list[Link]:
        return [Link(EntryList.title, reverse("oversight:entries")), Link(Chain.title, reverse("oversight:chain"))]


class AccountList(ListPage):
    """The tenant's accounts, for the security officer: who has which power, who is in, who is locked out."""

    permission = policies.SECURE_ACCOUNTS
    template_name = "oversight/accounts.html"
    partial = "rows"
    title = _("账号")
    filter_form = forms.AccountFilter
    sorts = {"label": ("label", "pk"), "used": ("-last_used", "pk")}
    default_sort = "label"

    def get_queryset(self) -> "QuerySet[Any]":
        policies.require_everywhere(self.actor, policies.SECURE_ACCOUNTS)
        return queries.accounts_of(self.actor.tenant_id)

    def search(self, queryset: "QuerySet[Any]", q: str) -> "QuerySet[Any]":
        return queryset.filter(Q(label__icontains=q) | Q(username__istartswith=q))

    def get_columns(self) -> list[Column]:
        return [
            Column(_("姓名"), sort="label"),
            Column(_("登录名")),
            Column(_("角色")),
            Column(_("最近使用"), sort="used", narrow=True),
            Column(_("二次验证")),
            Column(_("办理")),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        users = list(context["objects"])
        roles = queries.roles_of(users)
        lines = [
            {"user": user, "roles": roles.get(user.pk, []), "is_own": user.pk == self.actor.user_id} for user in users
        ]
        return {**context, "lines": lines, "sessions": queries.open_sessions(self.actor.tenant_id)}


class SignIns(Page):
    """Failed attempts, locks, closed accounts, roles given and taken: what happened at the door."""

    permission = policies.SECURE_ACCOUNTS
    template_name = "oversight/sign_ins.html"
    title = _("登录和授权动态")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        policies.require_everywhere(self.actor, policies.SECURE_ACCOUNTS)
        return super().get(request, *args, **kwargs)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(items=said(queries.ways_in(self.actor.tenant_id)[:SHOWN]), **more)


class HealthPage(Page):
    """Whether the machine does its work: worker, backups, jobs, room on the disk."""

    permission = policies.KEEP
    template_name = "oversight/health.html"
    title = _("系统运行")

    def get_context(self, **more: Any) -> dict[str, Any]:
        last, at = jobs.last_runs(), now()
        lines = [
            {"name": JOBS.get(one.name, one.name), "row": last.get(one.name), "next": one.next_after(at)}
            for one in jobs.jobs()
        ]
        columns = [Column(_("任务")), Column(_("上次"), narrow=True), Column(_("结果")), Column(_("下次"), narrow=True)]
        found = queries.health()
        gigabytes = f"{found.disk_free / 1e9:.1f} GB"
        size = f"{found.database_size / 1e6:.0f} MB"
        return super().get_context(health=found, lines=lines, columns=columns, free=gigabytes, size=size, **more)


class Retention(Page):
    """How long what is kept, and when it was last cleared."""

    permission = policies.KEEP
    template_name = "oversight/retention.html"
    title = _("数据保留期限")

    def get_context(self, **more: Any) -> dict[str, Any]:
        last = queries.last_of("oversight.sweep_old")
        gone = last.data.get("gone", {}) if last else {}
        columns = [Column(_("哪类数据")), Column(_("留多久"), narrow=True), Column(_("为什么")), Column(_("上次清理"))]
        lines = [{"kept": kept, "gone": gone.get(kept.name, 0)} for kept in SCHEDULE]
        return super().get_context(lines=lines, columns=columns, for_good=FOR_GOOD, last=last, **more)
