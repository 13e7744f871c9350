import shutil
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.backups import shelf
from leitu.core.fields import CleanChar

ROOM = 4
"""Times its size that a brought file takes on the disk while it is opened, looked through and sealed anew."""


class ReasonForm(forms.Form):
    reason = CleanChar(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("写给安全管理员看，一句话就够。")
    )


class BroughtForm(forms.Form):
    """A file of a backup, and the recovery key where this machine's own does not open it."""

    file = forms.FileField(
        label=gettext_lazy("备份文件"),
        help_text=gettext_lazy("结尾是 .backup 的那个文件。"),
        widget=forms.FileInput(attrs={"accept": ".backup"}),
        max_length=255,
    )
    key = forms.CharField(
        label=gettext_lazy("恢复密钥"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("这台机器自己做的备份不用填；换过机器的，照纸上抄，空格和大小写不要紧。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.LEITU_MOST_BROUGHT:
            most = settings.LEITU_MOST_BROUGHT // 10**6
            raise ValidationError(
                _("文件太大，浏览器里上传的上限是 %(most)s MB。请在服务器上用 leitu restore 恢复。") % {"most": most}
            )
        folder = shelf.folder() if shelf.folder().exists() else settings.LEITU_HOME
        if shutil.disk_usage(folder).free < ROOM * file.size:
            raise ValidationError(
                _("服务器的磁盘放不下，请先腾出 %(room)s MB。") % {"room": ROOM * file.size // 10**6 + 1}
            )
        return file
