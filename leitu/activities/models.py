import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person


def fresh_secret() -> str:
    """What a link to an activity carries instead of a sign-in."""
    return secrets.token_urlsafe(16)


class ActivityKind(TenantOwned):
    """A kind of activity: a row of data. What it counts as, who is expected, whether it has a quorum."""

    class Expected(models.TextChoices):
        MEMBERS = "members", _("本支部全体党员")
        COMMITTEE = "committee", _("支委会成员")
        GROUP = "group", _("本小组党员")

    class Quorum(models.TextChoices):
        NONE = "none", _("无法定人数")
        VOTERS_HALF = "voters_half", _("有表决权党员半数以上到会")
        EXPECTED_HALF = "expected_half", _("应到人员半数以上到会")

    class Majority(models.TextChoices):
        NONE = "none", _("不表决")
        EXPECTED_MORE_THAN_HALF = "expected_more_than_half", _("赞成票超过应到有表决权人数的半数")

    class Readers(models.TextChoices):
        MEMBERS = "members", _("本支部党员")
        PARTICIPANTS = "participants", _("参加人和有权查看会议记录的人")
        ONLY_PARTICIPANTS = "only_participants", _("仅参加人")

    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    synonyms = models.JSONField(_("别名"), default=list)
    unit_kinds = models.JSONField(_("适用组织类别"), default=list)
    expected = models.CharField(_("应到范围"), max_length=12, choices=Expected.choices)
    quorum = models.CharField(_("法定人数"), max_length=16, choices=Quorum.choices, default=Quorum.NONE)
    majority = models.CharField(_("表决规则"), max_length=24, choices=Majority.choices, default=Majority.NONE)
    fact_kind = models.CharField(_("计入"), max_length=40)
    short_fact_kind = models.CharField(_("不足法定人数时计入"), max_length=40, blank=True)
    readers = models.CharField(
        _("会议记录可见范围"), max_length=20, choices=Readers.choices, default=Readers.PARTICIPANTS
    )
    late_after_days = models.PositiveSmallIntegerField(_("几天后记录算补录"), default=3)
    source = models.JSONField(_("依据"), default=dict)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("活动类型")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="activities_kind_code")]

    def __str__(self) -> str:
        return self.name


class ActivityQuerySet(ScopedQuerySet):
    is_shared = True

    def counted(self) -> "ActivityQuerySet":
        """Activities that took place and are on record."""
        return self.filter(state=Activity.State.ARCHIVED)


class Activity(TenantOwned):
    """One meeting, lecture or theme day of one unit, through its whole life."""

    class State(models.TextChoices):
        PLANNED = "planned", _("计划")
        NOTIFIED = "notified", _("已通知")
        UNDER_WAY = "under_way", _("进行中")
        ENDED = "ended", _("已结束")
        ARCHIVED = "archived", _("已归档")
        CANCELLED = "cancelled", _("已取消")
        WAIVED = "waived", _("免开")

    class Origin(models.TextChoices):
        ENTERED = "entered", _("系统记录")
        IMPORTED = "imported", _("台账导入")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    kind = models.ForeignKey(
        ActivityKind, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("活动类型")
    )
    sitting = models.BigIntegerField(_("连开编号"), default=0, db_index=False)
    on = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始时间"), null=True, blank=True)
    ends_at = models.TimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    topic = models.CharField(_("主题"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    chair_name = models.CharField(_("主持人"), max_length=100, blank=True)
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorder_name = models.CharField(_("记录人"), max_length=100, blank=True)
    guests = models.TextField(_("列席（不在册人员）"), blank=True)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    expected_count = models.PositiveIntegerField(_("应到人数"), default=0)
    present_count = models.PositiveIntegerField(_("实到人数"), default=0)
    excused_count = models.PositiveIntegerField(_("请假人数"), default=0)
    exempt_count = models.PositiveIntegerField(_("免于硬性要求人数"), default=0)
    voters_expected = models.PositiveIntegerField(_("有表决权应到人数"), default=0)
    voters_present = models.PositiveIntegerField(_("有表决权实到人数"), default=0)
    numbers_stand = models.BooleanField(_("人数照台账"), default=False)
    quorum_met = models.BooleanField(_("达到法定人数"), null=True, blank=True)
    is_late_entry = models.BooleanField(_("补录"), default=False)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)
    ending_reason = models.CharField(_("取消或免开原因"), max_length=500, blank=True)
    link_secret = models.CharField(max_length=32, default=fresh_secret, editable=False)
    roll_saved_at = models.DateTimeField(_("点名保存时间"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), auto_now_add=True)
    notified_at = models.DateTimeField(_("通知时间"), null=True, blank=True)
    started_at = models.DateTimeField(_("开始记录时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束记录时间"), null=True, blank=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "kind", "on", "starts_at"],
                condition=~Q(state__in=["cancelled", "waived"]),
                name="activities_natural_key",
            ),
            models.UniqueConstraint(
                fields=["tenant", "unit", "kind", "on"],
                condition=Q(starts_at__isnull=True) & ~Q(state__in=["cancelled", "waived"]),
                name="activities_natural_key_untimed",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "on"], name="activities_unit_on"),
            models.Index(fields=["tenant", "state", "on"], name="activities_state_on"),
            models.Index(fields=["tenant", "-on", "-id"], name="activities_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("activities:show", args=[self.pk])


class AgendaItem(TenantOwned):
    """One line of the agenda (议题)."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("议题"), max_length=500)

    class Meta:
        verbose_name = _("议题")
        constraints = [models.UniqueConstraint(fields=["tenant", "activity", "order"], name="activities_agenda_order")]

    def __str__(self) -> str:
        return self.text


class Minutes(TenantOwned):
    """One revision of the minutes; revisions are appended, never overwritten (trigger)."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="minutes")
    revision = models.PositiveIntegerField(_("修订"))
    text = models.TextField(_("会议记录"))
    written_by = models.BigIntegerField(default=0)
    written_by_label = models.CharField(_("记录者"), max_length=120)
    written_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("会议记录")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "activity", "revision"], name="activities_minutes_revision")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} v{self.revision}"


class Resolution(TenantOwned):
    """What the meeting decided, with its vote; whether it passed is computed by the kind's rule."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="resolutions")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("决议"), max_length=4000)
    in_favour = models.PositiveIntegerField(_("赞成"), null=True, blank=True)
    against = models.PositiveIntegerField(_("反对"), null=True, blank=True)
    abstained = models.PositiveIntegerField(_("弃权"), null=True, blank=True)
    passed = models.BooleanField(_("通过"), null=True, blank=True)

    class Meta:
        verbose_name = _("决议")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "activity", "order"], name="activities_resolution_order")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Attendance(TenantOwned):
    """One person at one activity; fact-shaped, so that it is never copied. ``unit`` is the person's home branch."""

    class State(models.IntegerChoices):
        EXPECTED = 0, _("应到")
        PRESENT = 1, _("实到")
        EXCUSED = 2, _("请假")
        ABSENT = 3, _("缺席")

    class Via(models.IntegerChoices):
        EXCEPTION = 0, _("默认到会")
        RECORDER = 1, _("记录人登记")
        SCAN = 2, _("扫码")
        SELF = 3, _("本人答复")
        PROXY = 4, _("代记")
        IMPORT = 5, _("台账导入")

    class Capacity(models.IntegerChoices):
        MEMBER = 0, _("应到人员")
        GUEST = 1, _("列席")
        LEADER = 2, _("领导干部参加")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attendances", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.SmallIntegerField(_("事实类别"))
    on = models.DateField(_("日期"))
    state = models.SmallIntegerField(_("状态"), choices=State.choices, default=State.EXPECTED)
    via = models.SmallIntegerField(_("方式"), choices=Via.choices, default=Via.EXCEPTION)
    capacity = models.SmallIntegerField(_("身份"), choices=Capacity.choices, default=Capacity.MEMBER)
    is_exempt = models.BooleanField(_("免于硬性要求"), default=False)
    is_voter = models.BooleanField(_("有表决权"), default=False)
    note = models.CharField(_("事由"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加情况")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "activity", "person"], name="activities_attendance_key")
        ]
        indexes = [models.Index(fields=["tenant", "person", "on"], name="activities_person_on")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.activity_id}"
