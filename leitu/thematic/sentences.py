"""What entries about thematic reports say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "thematic.draft_report": _("起草 %(year)s 年专题报告"),
    "thematic.change_report": _("修改 %(year)s 年专题报告"),
    "thematic.send_report": _("报送 %(year)s 年专题报告，报给 %(to)s"),
    "thematic.take_back_report": _("撤回 %(year)s 年专题报告"),
    "thematic.receive_report": _("签收 %(year)s 年专题报告：%(remark)s"),
    "thematic.download_report": _("下载 %(year)s 年专题报告"),
}
