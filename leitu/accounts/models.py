from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it can only be entered through an invitation."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account. There is no superuser: power comes from grants only."""

    username = models.CharField(_("登录名"), max_length=64, unique=True)
    label = models.CharField(_("姓名"), max_length=100)
    tenant_id = models.BigIntegerField(_("管理主体"), default=0, db_index=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["label"]

    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.label or self.username


class Invitation(models.Model):
    """A one-time way into an account, printed or sent. Only a digest of the token is stored."""

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("账号"))
    digest = models.CharField(_("令牌摘要"), max_length=64)
    invited_by = models.BigIntegerField(_("邀请人账号"), default=0)
    created_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "digest"], name="accounts_invitation_digest")]

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"
