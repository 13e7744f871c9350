import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.periods import BEGINNING, FOREVER
from leitu.core.sealed import SealedColumns
from leitu.orgs.access import covers_tenant, grants_of, units_where
from leitu.orgs.models import Dated, NameToken, ScopedQuerySet, TenantOwned, Unit, valid_on


def fresh_code() -> str:
    """A new code of a person: what its ciphertexts are bound to."""
    return uuid.uuid4().hex


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        """Persons who belong to, or hold a post in, a unit in scope today; and always oneself."""
        permission = permission or self.view_permission()
        rows = self.filter(tenant_id=actor.tenant_id)
        if covers_tenant(actor, permission):
            return rows
        oneself = Q(pk=actor.person_id) if actor.person_id else Q(pk__in=[])
        if not grants_of(actor, permission):
            return rows.filter(oneself)
        units, here = units_where(actor, permission), Q(valid_on(today()), tenant_id=actor.tenant_id)
        member = Membership.objects.filter(here, unit_id__in=units)
        holder = Post.objects.filter(here, unit_id__in=units, person_id__isnull=False)
        return rows.filter(oneself | Q(pk__in=member.values("person_id")) | Q(pk__in=holder.values("person_id")))


class Person(SealedColumns, TenantOwned):
    """A human being known to the register. Sensitive fields are sealed and masked by default."""

    class Sex(models.TextChoices):
        UNKNOWN = "0", _("未知")
        MALE = "1", _("男")
        FEMALE = "2", _("女")
        UNSTATED = "9", _("未说明")

    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    name = models.CharField(_("姓名"), max_length=100)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    nation = models.CharField(_("民族"), max_length=2, blank=True)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    education = models.CharField(_("学历"), max_length=2, blank=True)
    job = models.CharField(_("工作岗位"), max_length=4, blank=True)
    id_number_sealed = models.TextField(_("公民身份证号"), blank=True, editable=False)
    # Null, not empty: many persons may have no number, and the constraint must let them.
    id_number_index = models.CharField(max_length=32, null=True, blank=True, editable=False)  # noqa: DJ001
    mobile_sealed = models.TextField(_("手机"), blank=True, editable=False)
    landline_sealed = models.TextField(_("固定电话"), blank=True, editable=False)
    address_sealed = models.TextField(_("家庭住址"), blank=True, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("账号")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="people_person_code"),
            models.UniqueConstraint(fields=["tenant", "id_number_index"], name="people_person_id_number"),
        ]
        indexes = [models.Index(fields=["tenant", "name"], name="people_person_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:show", args=[self.pk])

    @property
    def sealed_place(self) -> str:
        return f"people.person|{self.tenant_id}|{self.code}"


class PersonToken(NameToken):
    """What a person is found by."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    of = "person"

    class Meta:
        verbose_name = _("人员检索词")
        constraints = [models.UniqueConstraint(fields=["tenant", "token", "person"], name="people_persontoken_key")]


class MembershipQuerySet(ScopedQuerySet):
    def on(self, day: dt.date) -> "MembershipQuerySet":
        """Memberships that hold on ``day``."""
        return self.filter(valid_on(day))

    def full_on(self, day: dt.date) -> "MembershipQuerySet":
        """Full members on ``day`` who are not suspended then: those who vote."""
        suspended = Suspension.objects.filter(valid_on(day), membership_id=models.OuterRef("pk"))
        return self.on(day).filter(Q(full_on__lte=day), ~models.Exists(suspended))


class Membership(TenantOwned, Dated):
    """A member belongs to one branch (党籍所在党支部) from one day until another."""

    class Stage(models.TextChoices):
        PROBATIONARY = "probationary", _("预备党员")
        FULL = "full", _("正式党员")

    class Ending(models.TextChoices):
        TRANSFERRED = "transferred", _("转出组织关系")
        DECEASED = "deceased", _("去世")
        REMOVED = "removed", _("除名")
        EXPELLED = "expelled", _("开除党籍")
        LEFT = "left", _("退党")
        CANCELLED = "cancelled", _("取消预备党员资格")
        MISTAKE = "mistake", _("登记有误")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在党支部"))
    group = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("所在党小组")
    )
    joined_on = models.DateField(_("加入党组织日期"), null=True, blank=True)
    full_on = models.DateField(_("转为正式党员日期"), null=True, blank=True)
    lost_since = models.DateField(_("失去联系日期"), null=True, blank=True)
    ending = models.CharField(_("减少原因"), max_length=20, choices=Ending.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("党籍")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person", "since"], name="people_membership_since"),
            models.UniqueConstraint(
                fields=["tenant", "person"], condition=Q(until=FOREVER), name="people_membership_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "until", "since", "full_on"], name="people_membership_unit"),
            models.Index(fields=["tenant", "group", "until"], name="people_membership_group"),
            models.Index(fields=["tenant", "full_on"], name="people_membership_full"),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @staticmethod
    def first_day(joined_on: dt.date | None) -> dt.date:
        """Since when a first membership holds: since the person joined, as far back as anybody knows."""
        return max(joined_on or BEGINNING, BEGINNING)

    @property
    def is_since_joining(self) -> bool:
        """Whether it holds since the person joined, and not since a transfer: then it follows a corrected date."""
        return self.is_open and self.since in (BEGINNING, self.first_day(self.joined_on))

    def stage_on(self, day: dt.date) -> str:
        """FULL from the day of becoming a full member on, PROBATIONARY before."""
        is_full = self.full_on is not None and self.full_on <= day
        return self.Stage.FULL if is_full else self.Stage.PROBATIONARY


class Suspension(TenantOwned, Dated):
    """停止党籍 of one membership for a time."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="suspensions")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("停止党籍")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "membership", "since"], name="people_suspension_since")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.since}"


class FloatingRecord(TenantOwned, Dated):
    """A member is away (流出) for a time; ``destination`` is where to."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="floating_records")
    destination = models.CharField(_("外出流向"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("流动党员")
        constraints = [models.UniqueConstraint(fields=["tenant", "person", "since"], name="people_floating_since")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.destination}"


class Exemption(TenantOwned, Dated):
    """No hard requirement to attend, for a time (教育管理工作条例 art. 23): aged, ill, disabled."""

    class Ground(models.TextChoices):
        AGED = "aged", _("年老体弱")
        ILL = "ill", _("身患重病")
        IMPAIRED = "impaired", _("行动不便")
        INCAPACITATED = "incapacitated", _("失能")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exemptions")
    ground = models.CharField(_("事由"), max_length=20, choices=Ground.choices)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("免于硬性要求")
        constraints = [models.UniqueConstraint(fields=["tenant", "person", "since"], name="people_exemption_since")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ground}"


class Post(TenantOwned, Dated):
    """A post in a unit (党内职务任职). The holder may be known by name only, until the register has the person."""

    class Title(models.TextChoices):
        SECRETARY = "secretary", _("书记")
        DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
        ORGANISATION_OFFICER = "organisation_officer", _("组织委员")
        PUBLICITY_OFFICER = "publicity_officer", _("宣传委员")
        DISCIPLINE_OFFICER = "discipline_officer", _("纪检委员")
        OUTREACH_OFFICER = "outreach_officer", _("群众工作委员")
        COMMITTEE_MEMBER = "committee_member", _("委员")
        GROUP_LEADER = "group_leader", _("党小组组长")

    class Origin(models.TextChoices):
        ELECTED = "elected", _("选举")
        APPOINTED = "appointed", _("指派")
        SENT = "sent", _("选派")
        UNKNOWN = "unknown", _("不详")

    COMMITTEE_TITLES = frozenset(
        {"organisation_officer", "publicity_officer", "discipline_officer", "outreach_officer", "committee_member"}
    )
    """Titles that exist only where there is a committee; a lone secretary (and a deputy) is none (art. 20)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="posts", null=True, blank=True, verbose_name=_("任职人")
    )
    holder_name = models.CharField(_("姓名"), max_length=100)
    title = models.CharField(_("职务"), max_length=24, choices=Title.choices)
    origin = models.CharField(_("产生方式"), max_length=10, choices=Origin.choices, default=Origin.UNKNOWN)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit", "title", "holder_name", "since"], name="people_post_key")
        ]
        indexes = [models.Index(fields=["tenant", "person"], name="people_post_person")]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.get_title_display()}"


class Confirmation(TenantOwned):
    """A member has looked at his data this year and found them right. Voluntary: nobody owes it (rules.md §10)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="confirmations", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在党支部"))
    year = models.PositiveSmallIntegerField(_("年度"))
    at = models.DateTimeField(_("时间"))
    helper = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("代办人")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("资料核对")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person", "year"], name="people_confirmation_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}"


class Objection(SealedColumns, TenantOwned):
    """A member says of one line of his record that it is not right; his branch answers by ``due_on``.

    ``line`` names what he objects to (people/lines.py) and ``label`` keeps how it read then. ``unit`` is who answers:
    his branch, or for an appeal against an answer the organisation above. What is written is sealed: people put the
    right telephone number into it.
    """

    class Outcome(models.TextChoices):
        KEPT = "kept", _("维持原样")
        CORRECTED = "corrected", _("已更正")
        EXPLAINED = "explained", _("已说明")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("答复的党组织"))
    line = models.CharField(_("条目"), max_length=60)
    label = models.CharField(_("条目内容"), max_length=200)
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    text_sealed = models.TextField(_("异议"), blank=True, editable=False)
    made_at = models.DateTimeField(_("提出时间"))
    helper = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("代办人")
    )
    due_on = models.DateField(_("答复期限"))
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, blank=True)
    answer_sealed = models.TextField(_("答复"), blank=True, editable=False)
    answered_by_label = models.CharField(_("答复人"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("异议")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="people_objection_code"),
            models.UniqueConstraint(
                fields=["tenant", "person", "line"],
                condition=Q(outcome="", withdrawn_at__isnull=True) & ~Q(line="other"),
                name="people_objection_one_open_a_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "unit", "due_on"],
                condition=Q(outcome="", withdrawn_at__isnull=True),
                name="people_objection_open",
            ),
        ]

    SOON = dt.timedelta(days=3)

    def __str__(self) -> str:
        return f"{self.person} {self.label}"

    @property
    def sealed_place(self) -> str:
        return f"people.objection|{self.tenant_id}|{self.code}"

    @property
    def text(self) -> str:
        """What the member wrote."""
        return self.unseal("text")

    @property
    def answer(self) -> str:
        """What he was answered."""
        return self.unseal("answer")

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still owed."""
        return not self.outcome and self.withdrawn_at is None

    def state_on(self, day: dt.date) -> str:
        """``withdrawn``, ``answered``, ``overdue``, ``due_soon`` (SOON days before the end) or ``waiting``."""
        if not self.is_waiting:
            return "answered" if self.outcome else "withdrawn"
        if self.due_on < day:
            return "overdue"
        return "due_soon" if self.due_on <= day + self.SOON else "waiting"


class Consent(TenantOwned, Dated):
    """A member lets somebody else act for him (代办), for stated purposes, for at most a year, until he ends it."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("答复参加或请假")
        CONFIRM = "confirm", _("核对资料")
        OBJECT = "object", _("提出异议")

    class Way(models.TextChoices):
        ONESELF = "oneself", _("本人在系统里同意")
        PAPER = "paper", _("纸质委托")
        ORAL = "oral", _("口头委托")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", verbose_name=_("本人"))
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("代办人"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在党支部"))
    purposes = models.JSONField(_("代办事项"), default=list)
    way = models.CharField(_("同意方式"), max_length=8, choices=Way.choices, default=Way.ONESELF)
    witness = models.CharField(_("见证人"), max_length=100, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("代办同意")

    def __str__(self) -> str:
        return f"{self.person} → {self.helper}"
