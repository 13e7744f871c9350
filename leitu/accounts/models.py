import datetime as dt
import unicodedata
import uuid
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.accounts import names
from leitu.api import scopes
from leitu.core.clock import now
from leitu.core.sealed import SealedColumns


def fresh_code() -> str:
    """A new code of a row: what its ciphertexts are bound to."""
    return uuid.uuid4().hex


def folded(password: str) -> str:
    """The password as it is hashed: a Chinese keyboard in full-width mode types the same word in other characters."""
    return unicodedata.normalize("NFKC", password)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str | None, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it can only be entered through an invitation.

        ``username`` None: whoever accepts the invitation chooses a login name.
        """
        user = self.model(username=names.canonical(username) if username else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=names.canonical(username or ""))


class User(AbstractBaseUser):
    """An account. There is no superuser: power comes from grants only.

    The login name is unique in the whole installation, not per tenant: the sign-in page cannot know the tenant.
    """

    username = models.CharField(_("登录名"), max_length=64, unique=True, null=True, blank=True)
    label = models.CharField(_("姓名"), max_length=100)
    tenant_id = models.BigIntegerField(_("管理主体"), default=0, db_index=True)
    is_active = models.BooleanField(_("启用"), default=True)
    arrived: "SignIn | None" = None
    """The open sign-in that brought the account here (``arrival``)."""
    is_demo = models.BooleanField(_("演示账号"), default=False)
    demo_note = models.CharField(_("演示说明"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["label"]

    objects = UserManager()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.label or self.username or ""

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else folded(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else folded(raw_password))

    @property
    def is_entered(self) -> bool:
        """Whether somebody has accepted an invitation and chosen a password."""
        return self.has_usable_password()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        """Invitations that can still be accepted."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now())


class Invitation(models.Model):
    """A one-time way into an account, printed or sent. Only a digest of the code is stored."""

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("账号"))
    digest = models.CharField(_("邀请码摘要"), max_length=64, db_index=True)
    invited_by = models.BigIntegerField(_("邀请人账号"), default=0)
    created_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "digest"], name="accounts_invitation_digest")]

    def __str__(self) -> str:
        return f"{self.user} {self.expires_at:%Y-%m-%d}"


class SignIn(models.Model):
    """One session of one account. It is asked on every request, so that ending the row ends the session at once."""

    class Ending(models.TextChoices):
        SIGNED_OUT = "signed_out", _("本人退出")
        ELSEWHERE = "elsewhere", _("在别的设备上结束")
        IDLE = "idle", _("长时间没有操作")
        TOO_OLD = "too_old", _("到时自动退出")
        PASSWORD = "password", _("密码已更换")
        FACTOR = "factor", _("二次验证已重置")
        CLOSED = "closed", _("账号停用")
        RESTORED = "restored", _("系统恢复了备份")

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins", verbose_name=_("账号"))
    device = models.CharField(_("设备"), max_length=60, blank=True)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    remembered = models.BooleanField(_("记住这台设备"), default=False)
    strong = models.BooleanField(_("通过了二次验证"), default=False)
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ending = models.CharField(_("结束原因"), max_length=12, choices=Ending.choices, blank=True)

    IDLE_AFTER = dt.timedelta(minutes=30)  # security.md B3
    OLD_AFTER = dt.timedelta(hours=12)
    REMEMBERED_FOR = dt.timedelta(days=30)
    FRESH_FOR = dt.timedelta(minutes=15)

    class Meta:
        verbose_name = _("登录")
        indexes = [models.Index(fields=["tenant_id", "user", "ended_at"], name="accounts_sign_in_open")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"

    def overdue(self, at: dt.datetime, *, strict: bool) -> str:
        """Why this session is over at ``at``, empty while it is not.

        ``strict``: the account has a role that asks for a second factor, so no device is remembered.
        """
        if self.remembered and not strict:
            return self.Ending.TOO_OLD if at >= self.started_at + self.REMEMBERED_FOR else ""
        if at >= self.started_at + self.OLD_AFTER:
            return self.Ending.TOO_OLD
        return self.Ending.IDLE if at >= self.seen_at + self.IDLE_AFTER else ""

    def is_fresh(self, at: dt.datetime) -> bool:
        """Whether the password was typed a moment ago, so that it need not be typed again."""
        return at < self.started_at + self.FRESH_FOR


class Factor(SealedColumns, models.Model):
    """A second factor: an authenticator app (TOTP, RFC 6238) or a passkey (WebAuthn)."""

    class Kind(models.TextChoices):
        APP = "app", _("手机验证器")
        PASSKEY = "passkey", _("通行密钥")

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors", verbose_name=_("账号"))
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=60)
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    secret_sealed = models.TextField(editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("启用时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("二次验证方式")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "user", "code"], name="accounts_factor_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def sealed_place(self) -> str:
        return f"accounts.factor|{self.tenant_id}|{self.user_id}|{self.code}"


class RecoveryCode(models.Model):
    """A code for the day when the phone is lost; each works once. Only its digest is stored."""

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name=_("账号"))
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("备用码")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "user", "digest"], name="accounts_recovery_code")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def working(self) -> Self:
        """Tokens that still open something: neither withdrawn nor expired, of an account that is not closed."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=now(), user__is_active=True)


class ApiToken(models.Model):
    """A way in for a program that acts for its owner, no further than ``scopes``. Only a digest of it is stored."""

    tenant_id = models.BigIntegerField(_("管理主体"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("账号"))
    label = models.CharField(_("用途"), max_length=60)
    scopes = models.JSONField(_("范围"), default=list)
    digest = models.CharField(_("令牌摘要"), max_length=64, db_index=True)
    strong = models.BooleanField(_("通过二次验证后建立"), default=False)
    made_at = models.DateTimeField(_("建立时间"))
    expires_at = models.DateTimeField(_("有效至"))
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("作废时间"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "digest"], name="accounts_api_token_digest")]
        indexes = [models.Index(fields=["tenant_id", "user", "withdrawn_at"], name="accounts_api_token_user")]

    def __str__(self) -> str:
        return self.label

    @property
    def in_words(self) -> str:
        """How far it reaches, as its owner reads it."""
        return scopes.describe(self.scopes)


class Guard(models.Model):
    """Failed attempts under one key: a keyed digest of what was tried and from where, never the typed words.

    There is a row for names that do not exist as well, or the answers would tell them apart; so it has no tenant
    (``tenant_id`` is 0).
    """

    tenant_id = models.BigIntegerField(_("管理主体"), default=0)
    key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(_("失败次数"), default=0)
    since = models.DateTimeField(_("起"), db_index=True)
    locked_until = models.DateTimeField(_("锁定至"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录保护")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "key"], name="accounts_guard_key")]

    def __str__(self) -> str:
        return f"{self.failures}"
