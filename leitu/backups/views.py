"""The pages of whoever keeps the backups: what there is, and three clicks back."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leitu.approvals.models import Ask
from leitu.approvals.queries import approval
from leitu.audit.sentences import said
from leitu.backups import actions, keys, policies, queries, shelf
from leitu.backups.errors import BackupError, Damaged, Unfit, WrongKey
from leitu.backups.forms import BroughtForm, ReasonForm
from leitu.backups.restoring import RESTORING, arguments_of
from leitu.backups.shelf import Shelved
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.ui.once import Submit, settle
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, Page

SHOWN_ENTRIES = 50
REASONS = {
    shelf.NIGHTLY: gettext_lazy("每晚自动"),
    shelf.HOURLY: gettext_lazy("每小时自动"),
    shelf.BY_HAND: gettext_lazy("手工"),
    shelf.SAFETY: gettext_lazy("恢复前的保险"),
    shelf.BROUGHT: gettext_lazy("上传的"),
}


def crumbs() -> list[Link]:
    """The way back to the list."""
    return [Link(_("备份与恢复"), reverse("backups:list"))]


def may_decide(actor: Any) -> bool:
    """Whether the actor may restore here, and make the recovery key."""
    try:
        policies.require_for_all(actor)
    except NotAllowed:
        return False
    return True


class BackupList(Page):
    """What there is, how the last try went, and the doors."""

    permission = policies.KEEP
    template_name = "backups/list.html"
    title = gettext_lazy("备份与恢复")

    def get_context(self, **more: Any) -> dict[str, Any]:
        backups, done = shelf.all_backups(), shelf.restores()
        decides = may_decide(self.actor)
        lines = [
            {
                "backup": one,
                "reason": REASONS.get(one.reason, one.reason),
                "size": megabytes(one.size),
                "try_href": reverse("backups:try_out", args=[one.name]),
                "restore_href": reverse("backups:ask_restore", args=[one.name]) if decides else "",
            }
            for one in backups
        ]
        columns = [
            Column(_("做于")),
            Column(_("原因")),
            Column(_("大小"), numeric=True),
            Column(_("试恢复")),
            Column(_("办理")),
        ]
        return super().get_context(
            lines=lines,
            columns=columns,
            overdue=shelf.is_overdue(),
            newest_good=queries.newest_good(),
            has_key=keys.recovery_recipient() is not None,
            decides=decides,
            last=done[-1] if done else None,
            folder=shelf.folder(),
            **more,
        )


def megabytes(size: int) -> str:
    """A size in MB with one digit behind the point."""
    return f"{size / 1_000_000:.1f} MB"


def in_words(age: dt.timedelta) -> str:
    """How long ago: minutes, from two hours on hours, from three days on days."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(count)s 分钟", "%(count)s 分钟", minutes) % {"count": minutes}
    if age.days < 3:
        return ngettext("%(count)s 小时", "%(count)s 小时", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)s 天", "%(count)s 天", age.days) % {"count": age.days}


class OutsideTransaction(ActionPage):
    """An action on files, which no transaction can hold; the form still has its effect once."""

    permission = policies.KEEP

    def act(self, sent: Submit, form: Any) -> HttpResponse:
        with transaction.atomic():
            row = sent.claim()
        result = self.perform(form)
        outcome = self.success_url(result)
        settle(row, outcome)
        return self.go(outcome)

    def back_url(self) -> str:
        return reverse("backups:list")

    def get_crumbs(self) -> list[Link]:
        return crumbs()


class Make(OutsideTransaction):
    title = gettext_lazy("现在备份")
    question = gettext_lazy("把全部数据做成一个加密的文件，放进服务器的备份文件夹。大家可以照常使用。")
    submit = gettext_lazy("备份")

    def perform(self, form: Any) -> Any:
        return actions.make_backup(actor=self.actor)


class Receive(OutsideTransaction):
    """Bring a file of another disk or of before this machine; then it is restored like any other, by two persons."""

    title = gettext_lazy("上传备份")
    question = gettext_lazy("上传以后只是放进列表，现在的数据不动。要恢复，再点“恢复…”请示，由另一位同志批准。")
    consequences = (
        gettext_lazy("先打开检查一遍：不是备份、没有传完整、密钥不对的，都不收。"),
        gettext_lazy("上传的备份留七天。"),
    )
    submit = gettext_lazy("上传并检查")
    form_class = BroughtForm
    done = gettext_lazy("已收下，和当时做的一样。可以先试恢复。")

    def authorise(self) -> None:
        policies.require_for_all(self.actor)

    def act(self, sent: Submit, form: Any) -> HttpResponse:
        """The file is taken in first: one that is refused may be sent again."""
        result = self.perform(form)
        with transaction.atomic():
            settle(sent.claim(), self.success_url(result))
        messages.success(self.request, str(self.done))
        return self.go(self.success_url(result))

    def perform(self, form: Any) -> Shelved:
        given = form.cleaned_data
        try:
            return actions.receive_backup(actor=self.actor, chunks=given["file"].chunks(), typed_key=given["key"])
        except WrongKey as problem:
            field, said = (
                ("key", _("密钥抄错了，请再对一遍。"))
                if given["key"]
                else ("file", _("这台机器打不开它，请填恢复密钥。"))
            )
            raise ValidationError({field: said}) from problem
        except Damaged as problem:
            raise ValidationError({"file": _("这个文件不是备份，或者没有传完整。什么都没有改动。")}) from problem
        except Unfit as problem:
            said = _(
                "这份备份不是这套系统的（数据库种类或字段密钥不同）。请在服务器上用 leitu restore 恢复到一套空的系统。"
            )
            raise ValidationError({"file": said}) from problem

    def success_url(self, result: Any) -> str:
        return self.back_url()


class OfBackup(OutsideTransaction):
    """An action on one backup."""

    object: Shelved

    def load(self) -> Shelved:
        found = shelf.named(self.kwargs["name"])
        if found is None:
            raise Http404
        return found

    def authorise(self) -> None:
        """Both gates are asked: the page's permission, and whether one may decide for all."""

    def get_initial(self) -> dict[str, Any]:
        return {}


class TryOut(OfBackup):
    title = gettext_lazy("试恢复")
    question = gettext_lazy("在旁边恢复一份，核对行数、操作记录和各项规则，然后删掉。现在的数据不动，大约要几分钟。")
    submit = gettext_lazy("试一次")

    def perform(self, form: Any) -> Any:
        return actions.try_out(actor=self.actor, name=self.object.name)


class OfRestore(OfBackup):
    """What would be lost, and what goes with it: before it is asked for, and before it is done."""

    template_name = "backups/restore.html"
    is_undo = False

    def authorise(self) -> None:
        policies.require_for_all(self.actor)

    def get_context(self, **more: Any) -> dict[str, Any]:
        preview = queries.preview(self.object.manifest)
        lost = list(queries.lost_entries(self.object.manifest)[:SHOWN_ENTRIES])
        since = in_words(now() - self.object.made_at)
        return super().get_context(
            preview=preview, lost=said(lost), more_lost=max(0, preview.entries - len(lost)), since=since, **more
        )


class AskRestore(OfRestore):
    """Ask the security officer to agree to a restore."""

    title = gettext_lazy("请示恢复到这份备份")
    question = gettext_lazy("恢复要两个人：您请示，安全管理员同意，24 小时之内您来恢复。")
    submit = gettext_lazy("请示")
    form_class = ReasonForm
    done = gettext_lazy("已请示，等另一位同志批准。")

    def perform(self, form: Any) -> Ask:
        return actions.ask_restore(actor=self.actor, name=self.object.name, **form.cleaned_data)

    def success_url(self, result: Ask) -> str:
        return result.get_absolute_url()


class Restore(OfRestore):
    """Do what was agreed to; the answer is a page for somebody who is no longer signed in."""

    title = gettext_lazy("恢复到这份备份")
    submit = gettext_lazy("恢复")
    danger = True

    def authorise(self) -> None:
        super().authorise()
        approval(self.actor, RESTORING, arguments_of(self.object, is_undo=self.is_undo))

    def act(self, sent: Submit, form: Any) -> HttpResponse:
        with transaction.atomic():
            sent.claim()
        try:
            done = actions.restore(actor=self.actor, path=self.object.path)
        except BackupError as problem:
            return self.refused(problem, 409)
        return self.restored(done)

    def restored(self, done: Any) -> HttpResponse:
        context = {"title": _("已恢复"), "done": done, "sign_in_href": resolve_url(settings.LOGIN_URL)}
        self.template_name = "backups/restored.html"
        return self.render(context)


class OfUndo(OfBackup):
    """Back to the state before the last restore."""

    def load(self) -> Shelved:
        done = shelf.restores()
        found = shelf.named(done[-1].safety) if done and done[-1].can_be_undone else None
        if found is None:
            raise Http404
        return found


class AskUndo(OfUndo, AskRestore):
    """Ask the security officer to agree that the last restore is undone."""

    title = gettext_lazy("请示撤销上次恢复")

    def perform(self, form: Any) -> Ask:
        return actions.ask_undo(actor=self.actor, **form.cleaned_data)


class Undo(OfUndo, Restore):
    template_name = "ui/confirm.html"
    title = gettext_lazy("撤销上次恢复")
    question = gettext_lazy("回到上次恢复之前的状态。恢复以后做的事会没有；现在的状态同样先存一份。")
    submit = gettext_lazy("撤销恢复")
    is_undo = True

    def act(self, sent: Submit, form: Any) -> HttpResponse:
        with transaction.atomic():
            sent.claim()
        try:
            done = actions.undo_restore(actor=self.actor)
        except BackupError as problem:
            return self.refused(problem, 409)
        return self.restored(done)


class NewKey(OutsideTransaction):
    """Make the recovery key; the answer shows it, this once."""

    title = gettext_lazy("生成恢复密钥")
    question = gettext_lazy("密钥只显示一次。服务器坏了，在另一台机器上恢复要靠它；系统里不留，我们也找不回来。")
    consequences = (
        gettext_lazy("请打印两份，由两个人分开保管。"),
        gettext_lazy("以前的备份仍然用以前的密钥。"),
    )
    submit = gettext_lazy("生成并显示")

    def authorise(self) -> None:
        policies.require_for_all(self.actor)

    def answer(self, sent: Submit) -> HttpResponse:
        self.authorise()
        with transaction.atomic():
            settle(sent.claim(), reverse("backups:list"))
            secret = actions.make_recovery_key(actor=self.actor)
        self.template_name = "backups/key.html"
        context = self.get_context(form=None, key=keys.spoken(secret))
        return self.render({**context, "title": _("请收好恢复密钥")})
