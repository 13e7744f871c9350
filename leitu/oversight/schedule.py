"""How long what is kept, and why so long: one line per class of data. What is not here stays for good."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leitu.ui.once import KEPT_FOR
from leitu.ui.parts import Text


@dataclass(frozen=True)
class Kept:
    """``name`` is that of a registered sweep; ``days`` how long after its end a row may stay."""

    name: str
    what: Text
    days: int
    why: Text


SCHEDULE = (
    Kept("accounts.sign_ins", _("登录会话"), 90, _("本人和安全管理员核对登录情况")),
    Kept("accounts.guards", _("登录失败的计数"), 2, _("只为防止猜密码")),
    Kept("accounts.invitations", _("用过、收回、过期的邀请"), 180, _("核对账号从哪里来")),
    Kept("accounts.tokens", _("作废、过期的接口令牌"), 365, _("核对程序做过什么")),
    Kept("notices.notices", _("通知"), 365, _("本人回看一年；事情本身在各自的记录里")),
    Kept("notices.messages", _("发出去的每日汇总"), 90, _("查找为什么没有收到")),
    Kept("matters.words", _("没有回话的一次性链接"), 180, _("核对请谁回过话；回了的话留在事项里")),
    Kept(
        "integrity.rulings", _("问责和处理的记录"), 0, _("过了保留期当天删；保留期随决定的种类，卷宗在作出决定的组织")
    ),
    Kept("core.staged_files", _("没有确认的导入文件"), 1, _("只等本人看完再确认")),
    Kept("core.job_runs", _("后台任务的运行记录"), 30, _("查找故障")),
    Kept("ui.forms", _("一次性表单号"), KEPT_FOR.days, _("防止同一张表办两次")),
)
FOR_GOOD = (
    (_("组织、党籍、职务、组织生活"), _("党内档案，随组织关系转接")),
    (_("请示与批准"), _("两个人办的事，以后要查得到是谁请示、谁同意")),
    (_("操作记录和封存"), _("只增不减；更正也是一条新的记录")),
)
"""Classes of data that no job removes."""
