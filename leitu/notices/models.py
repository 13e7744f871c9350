import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.core.sealed import SealedColumns
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class Kind(models.TextChoices):
    """What a notice is about; whoever does not want to hear of a kind leaves it out of his digest."""

    MEETING = "meeting", _("会议通知与变动")
    LEAVE = "leave", _("请假")
    RECORDER = "recorder", _("请您记录")
    DUTY = "duty", _("免办与撤销免办")
    REMINDER = "reminder", _("上级提醒")
    OBJECTION = "objection", _("异议与答复")
    OFFICE = "office", _("本人职务与权限")
    REPORT = "report", _("月报")
    APPROVAL = "approval", _("请示与批准")
    SECURITY = "security", _("安全提醒")
    MATTER = "matter", _("问题和任务")
    INSPECTION = "inspection", _("督导检查")
    GUIDANCE = "guidance", _("联系指导")
    TRANSFER = "transfer", _("组织关系转接")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, tenant_id: int, user_id: int) -> "NoticeQuerySet":
        """The inbox of one account; nobody has any other."""
        return self.filter(tenant_id=tenant_id, user_id=user_id)


class Notice(TenantOwned):
    """One account is told of one entry. ``data`` holds the words of the sentence, which is built when it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    verb = models.CharField(_("动作"), max_length=60)
    entry_id = models.BigIntegerField(_("操作记录"))
    unit_id = models.BigIntegerField(_("党组织"), default=0)
    object_id = models.BigIntegerField(_("对象"), default=0)
    data = models.JSONField(_("内容"), default=dict)
    at = models.DateTimeField(_("时间"))
    is_new = models.BooleanField(_("未读"), default=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "entry_id"], name="notices_notice_once")]
        indexes = [models.Index(fields=["tenant", "user", "is_new", "id"], name="notices_notice_inbox")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.verb}"


class Cursor(models.Model):
    """Up to which entry everything has been told; one row for the installation (``tenant_id`` is 0)."""

    tenant_id = models.BigIntegerField(_("管理主体"), default=0)
    entry_id = models.BigIntegerField(_("操作记录"), default=0)

    class Meta:
        verbose_name = _("通知进度")
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="notices_cursor_one")]

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Preference(SealedColumns, TenantOwned):
    """How one account wants to hear of things outside the inbox. Without a row, as the fields say by default."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    wants_digest = models.BooleanField(_("每天一份汇总"), default=True)
    digest_at = models.TimeField(_("什么时候送"), default=dt.time(18, 0))
    quiet_from = models.TimeField(_("免打扰，从"), default=dt.time(20, 0))
    quiet_until = models.TimeField(_("到第二天"), default=dt.time(8, 0))
    muted = models.JSONField(_("不放进汇总的"), default=list)
    email_sealed = models.TextField(_("电子邮箱"), blank=True, editable=False)

    class Meta:
        verbose_name = _("通知设置")
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="notices_preference_user")]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def sealed_place(self) -> str:
        return f"notices.preference|{self.tenant_id}|{self.user_id}"


class Channel(SealedColumns, TenantOwned):
    """A unit's group in 企业微信, 钉钉 or 飞书, reached through the group's robot. Its key is sealed."""

    class Service(models.TextChoices):
        WECOM = "wecom", _("企业微信群机器人")
        DINGTALK = "dingtalk", _("钉钉群机器人")
        FEISHU = "feishu", _("飞书群机器人")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("党组织"))
    service = models.CharField(_("群"), max_length=10, choices=Service.choices)
    label = models.CharField(_("名称"), max_length=60)
    code = models.CharField(max_length=32, editable=False)
    key_sealed = models.TextField(editable=False)
    removed_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息群")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="notices_channel_code")]
        indexes = [models.Index(fields=["tenant", "unit"], name="notices_channel_unit")]

    def __str__(self) -> str:
        return self.label

    @property
    def sealed_place(self) -> str:
        return f"notices.channel|{self.tenant_id}|{self.code}"


class Message(TenantOwned):
    """One digest on its way out, to an account by mail or to a unit's group: at most one a day each."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENT = "sent", _("已发")
        PARKED = "parked", _("多次没有发出，已搁置")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    target = models.CharField(_("收件"), max_length=40)
    on = models.DateField(_("日期"))
    up_to = models.BigIntegerField(_("到哪一条为止"))
    subject = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("试过几次"), default=0)
    next_try_at = models.DateTimeField(_("下次再试"))
    trouble = models.CharField(_("没有发出的原因"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待发消息")
        constraints = [models.UniqueConstraint(fields=["tenant", "target", "on"], name="notices_message_one_a_day")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="notices_message_due")]

    def __str__(self) -> str:
        return f"{self.target} {self.on}"


class Reminder(TenantOwned):
    """A superior reminds a unit of one norm, with an offer of help: at most once in seven days."""

    EVERY = dt.timedelta(days=7)

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("党组织"))
    norm_code = models.CharField(_("制度代码"), max_length=60)
    words = models.CharField(_("说一句"), max_length=200)
    made_by = models.BigIntegerField(default=0)
    made_by_label = models.CharField(max_length=120)
    made_at = models.DateTimeField(_("时间"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒")
        indexes = [models.Index(fields=["tenant", "unit", "norm_code", "made_at"], name="notices_reminder_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.norm_code}"
