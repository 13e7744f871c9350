"""What entries about activities say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "activities.seed_kinds": _("载入预置活动类型"),
    "activities.plan": _("安排在 %(on)s"),
    "activities.update": _("修改了安排"),
    "activities.notify": _("发出通知"),
    "activities.answer": _("登记 %(name)s 的答复"),
    "activities.hand_roll": _("记录人改为 %(name)s"),
    "activities.start": _("开始"),
    "activities.scan": _("%(name)s 扫码到会"),
    "activities.save_roll": _("保存点名：应到 %(expected)s，实到 %(present)s，请假 %(excused)s，缺席 %(absent)s"),
    "activities.end": _("结束"),
    "activities.write_minutes": _("写会议记录，第 %(revision)s 稿，%(length)s 个字"),
    "activities.resolve": _("记一项决议"),
    "activities.withdraw_resolution": _("撤下第 %(order)s 项决议"),
    "activities.archive": _("归档：应到 %(expected)s，实到 %(present)s"),
    "activities.cancel": _("取消，原因：%(reason)s"),
    "activities.waive_activity": _("记为免开，原因：%(reason)s"),
    "activities.reopen": _("重新打开，原因：%(reason)s"),
    "activities.reinstate": _("撤销取消，回到“%(state)s”"),
    "activities.step_back": _("退回一步，回到“%(state)s”"),
    "activities.load_activities": _("导入组织生活台账：新建 %(created)s，修改 %(updated)s，未变 %(unchanged)s"),
    "activities.refuse_import": _("导入的台账有 %(errors)s 处错误，没有写入"),
    "activities.pass_activities": _("随组织调整，由%(before)s转给%(to)s"),
    "activities.sitting": _("同一次会连着开"),
}
