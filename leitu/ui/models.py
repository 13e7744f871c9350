"""What the page machinery itself remembers: which forms were already sent."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmittedForm(models.Model):
    """One accepted submit of one form, written in the transaction of its effect (security.md R5).

    A second submit with the same key and the same content is answered with ``outcome`` and has no effect: the address
    that a form led to, or the answer of an endpoint, sealed.
    """

    tenant_id = models.BigIntegerField(_("管理主体"))
    user_id = models.BigIntegerField(_("账号"))
    key = models.CharField(_("表单号"), max_length=64)
    path = models.CharField(_("地址"), max_length=500)
    digest = models.CharField(_("内容摘要"), max_length=64)
    outcome = models.TextField(_("去向"), blank=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已提交的表单")
        verbose_name_plural = _("已提交的表单")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "user_id", "key"], name="ui_submitted_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
