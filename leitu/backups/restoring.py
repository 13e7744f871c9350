"""A restore in the browser takes two persons (security.md A7): what is asked for, and how it is told.

On the console whoever runs the server restores alone: he could copy the files about in any case, and a restore after a
disaster must not wait for an account that is not there any more.
"""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.approvals.kinds import Kind, Onward, Told
from leitu.audit.models import Entry
from leitu.backups import policies, shelf
from leitu.backups.shelf import Shelved
from leitu.ui.templatetags.dates import moment


def arguments_of(shelved: Shelved, *, is_undo: bool) -> dict[str, Any]:
    """Exactly which file, and whether it is the way back from the last restore."""
    return {"name": shelved.name, "sha256": shelved.sha256, "undo": is_undo}


def tell(ask: Any) -> Told:
    """What the restore would do, in words, as things are now."""
    shelved = shelf.named(ask.arguments["name"])
    if shelved is None:
        return [(_("备份"), ask.arguments["name"]), (_("现在"), _("这份备份已经不在了"))]
    lost = Entry.objects.filter(pk__gt=shelved.manifest.last_entry).count()
    what = _("撤销上次恢复，回到恢复以前") if ask.arguments["undo"] else _("整个系统回到这份备份时的样子")
    return [
        (_("做什么"), what),
        (_("备份"), shelved.name),
        (_("做于"), moment(timezone.localtime(shelved.made_at))),
        (_("会失去"), _("此后的 %(count)s 条操作") % {"count": lost}),
        (_("试恢复"), _("核对无误") if shelved.is_good else _("还没有核对无误")),
        (_("还会"), _("所有人要重新登录；恢复以前先存一份现在的状态，七天之内可以撤销")),
    ]


def onward(ask: Any) -> Onward:
    """The page that shows once more what would be lost, and asks."""
    if ask.arguments["undo"]:
        return Onward(reverse("backups:undo"), _("去撤销恢复"))
    return Onward(reverse("backups:restore", args=[ask.arguments["name"]]), _("去恢复"))


RESTORING = Kind(
    verb="backups.restore",
    label=gettext_lazy("恢复备份"),
    right=policies.RELEASE,
    good_for=dt.timedelta(hours=24),
    tell=tell,
    onward=onward,
    how=gettext_lazy(
        "请服务器管理人员在命令行运行 leitu create-officer --role security_officer 设一位安全管理员；来不及的，由他在命令行运行 leitu restore 恢复。"
    ),
)
