"""What entries about notices say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "notices.remind": _("提醒 %(object)s：%(titles)s"),
    "notices.choose": _("改了通知设置"),
    "notices.add_channel": _("添加消息群“%(object)s”（%(service)s）"),
    "notices.remove_channel": _("停用消息群“%(object)s”"),
    "notices.restore_channel": _("恢复消息群“%(object)s”"),
    "notices.retry": _("重新发送搁置的消息 %(count)s 条"),
}
