import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.order import TOKEN
from leitu.core.periods import BEGINNING, FOREVER
from leitu.core.sealed import SealedColumns


def valid_on(day: dt.date, prefix: str = "") -> Q:
    """Dated rows that hold on ``day``."""
    return Q(**{f"{prefix}since__lte": day, f"{prefix}until__gt": day})


class Installation(models.Model):
    """One row: that this database was initialised, and from when new tenants owe their duties."""

    owed_since = models.DateField(_("应办事项起算日"))
    initialised_at = models.DateTimeField(_("初始化时间"))

    class Meta:
        verbose_name = _("安装信息")

    def __str__(self) -> str:
        return f"{self.owed_since}"


class Tenant(models.Model):
    """The body that administers: a county-level committee, or an enterprise or university of that rank."""

    name = models.CharField(_("名称"), max_length=200)
    code = models.CharField(_("代码"), max_length=60, unique=True)
    owed_since = models.DateField(_("应办事项起算日"))
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("管理主体")

    def __str__(self) -> str:
        return self.name


class TenantOwned(models.Model):
    """Every business row belongs to one tenant; every unique constraint begins with it."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("管理主体")
    )

    class Meta:
        abstract = True


class Dated(models.Model):
    """What holds from ``since`` until (not including) ``until``; BEGINNING and FOREVER stand for open ends."""

    since = models.DateField(_("起"), default=BEGINNING)
    until = models.DateField(_("止（次日失效）"), default=FOREVER)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        """Whether this row is in force on ``day``."""
        return self.since <= day < self.until

    @property
    def is_open(self) -> bool:
        """Whether no end is set."""
        return self.until == FOREVER


class ScopedQuerySet(models.QuerySet[Any, Any]):
    """Lists begin with ``visible_to``: outside the actor's scope a row is absent."""

    unit_path = "unit"
    is_shared = False
    """Whether other units may be involved in a row (Involvement)."""

    def visible_to(self, actor: Actor, permission: Any = None, *, wide: bool = False) -> Self:
        """The rows of units in which ``actor`` holds ``permission`` (default: the app's VIEW).

        Rows in which such a unit is involved are visible as well, where rows are shared. ``wide``: for long lists.
        """
        from leitu.orgs import access

        scoped: Self = access.scope(self, actor, permission or self.view_permission(), wide=wide)
        return scoped

    def view_permission(self) -> Any:
        """The VIEW of the app's policies."""
        from importlib import import_module

        return import_module(f"{self.model.__module__.rsplit('.', 1)[0]}.policies").VIEW


class UnitQuerySet(ScopedQuerySet):
    unit_path = "self"

    def existing_on(self, day: dt.date) -> Self:
        """Founded on or before ``day`` (or at an unknown date) and not dissolved by then."""
        return self.filter(
            Q(founded_on__isnull=True) | Q(founded_on__lte=day), Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day)
        )

    def below(self, unit: "Unit", day: dt.date) -> Self:
        """``unit`` itself and everything under it by the tree of ``day``."""
        links = UnitLink.objects.filter(valid_on(day), tenant_id=unit.tenant_id, ancestor=unit)
        return self.filter(tenant_id=unit.tenant_id, pk__in=links.values("descendant_id"))


class Unit(SealedColumns, TenantOwned):
    """A node of the organisation tree (党组织). Names, kinds and sectors of the past are in UnitState."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("党委")
        WORKING_COMMITTEE = "working_committee", _("党工委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        BRANCH = "branch", _("党支部")
        JOINT_BRANCH = "joint_branch", _("联合党支部")
        TEMPORARY_BRANCH = "temporary_branch", _("临时党支部")
        FLOATING_BRANCH = "floating_branch", _("流动党员党支部")
        GROUP = "group", _("党小组")

    class Sector(models.TextChoices):
        VILLAGE = "village", _("农村")
        COMMUNITY = "community", _("社区")
        OFFICE = "office", _("机关")
        INSTITUTION = "institution", _("事业单位")
        SCHOOL = "school", _("学校")
        HOSPITAL = "hospital", _("公立医院")
        STATE_ENTERPRISE = "state_enterprise", _("国有企业")
        PRIVATE_ENTERPRISE = "private_enterprise", _("非公有制企业")
        SOCIAL_ORGANISATION = "social_organisation", _("社会组织")
        OTHER = "other", _("其他")

    code = models.CharField(_("党组织代码"), max_length=60)
    name = models.CharField(_("党组织名称"), max_length=200)
    kind = models.CharField(_("组织类别"), max_length=20, choices=Kind.choices)
    sector = models.CharField(_("所属领域"), max_length=20, choices=Sector.choices, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级党组织")
    )
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    has_committee = models.BooleanField(_("支委会"), null=True, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=100, blank=True)
    contact_phone_sealed = models.TextField(_("联系电话"), blank=True, editable=False)
    workplace_situation = models.CharField(_("所在单位情况"), max_length=60, blank=True)
    workplace_name = models.CharField(_("单位名称"), max_length=200, blank=True)
    workplace_nature = models.CharField(_("单位性质类别"), max_length=60, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    place = models.CharField(_("经纬度"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("党组织")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="orgs_unit_code")]
        indexes = [models.Index(fields=["tenant", "kind", "id"], name="orgs_unit_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:unit", args=[self.pk])

    @property
    def sealed_place(self) -> str:
        return f"orgs.unit|{self.tenant_id}|{self.code}"

    @property
    def unit_id(self) -> int:
        """A unit owns itself; entries about it are filed under it."""
        return self.pk

    def exists_on(self, day: dt.date) -> bool:
        """Founded by ``day`` (or at an unknown date) and not yet dissolved."""
        return (self.founded_on is None or self.founded_on <= day) and (
            self.dissolved_on is None or day < self.dissolved_on
        )


class NameToken(TenantOwned):
    """One of the words that a name is found by, for whoever types its beginning; derived from the name.

    Bytes (UTF-8), for bytes have one order in every database: a beginning is a range of the index, whatever language
    the database sorts in.
    """

    token = models.BinaryField(max_length=4 * TOKEN)

    of = ""
    """Whose name: the name of the foreign key."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, f'{self.of}_id')} {bytes(self.token).decode()}"


class UnitToken(NameToken):
    """What a unit is found by. Its names of the past are not searched."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    of = "unit"

    class Meta:
        verbose_name = _("党组织检索词")
        constraints = [models.UniqueConstraint(fields=["tenant", "token", "unit"], name="orgs_unittoken_key")]


class UnitState(TenantOwned, Dated):
    """What a unit was called, and what it was, from one day until another."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="states")
    name = models.CharField(_("党组织名称"), max_length=200)
    kind = models.CharField(_("组织类别"), max_length=20, choices=Unit.Kind.choices)
    sector = models.CharField(_("所属领域"), max_length=20, choices=Unit.Sector.choices, blank=True)

    class Meta:
        verbose_name = _("党组织沿革")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "since"], name="orgs_state_since")]

    def __str__(self) -> str:
        return self.name


class Placement(TenantOwned, Dated):
    """The truth of the tree: ``unit`` stands under ``parent`` from one day until another."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("隶属关系")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit", "since"], name="orgs_placement_since"),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="orgs_placement_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class UnitLink(TenantOwned, Dated):
    """Derived from placements: ``descendant`` is ``depth`` levels under ``ancestor`` (0: itself)."""

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    depth = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("上下级闭包")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ancestor", "descendant", "since"], name="orgs_link_key")
        ]
        indexes = [models.Index(fields=["tenant", "descendant", "ancestor"], name="orgs_link_up")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"


class Term(TenantOwned):
    """The term of a unit's committee or secretary (届); ``ends_on`` (届满日期) is its last day."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="terms")
    starts_on = models.DateField(_("本届起"), null=True, blank=True)
    ends_on = models.DateField(_("届满日期"))

    class Meta:
        verbose_name = _("届")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "ends_on"], name="orgs_term_ends")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.ends_on}"


class Role(TenantOwned):
    """A set of permission names; which posts bring it is part of its data."""

    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    permissions = models.JSONField(_("权限"), default=list)
    post_titles = models.JSONField(_("随职务授予"), default=list)
    reach = models.CharField(_("随职务的范围"), max_length=5, default="here")
    second_factor = models.BooleanField(_("需要二次验证"), default=False)
    apart_from = models.JSONField(_("不得兼任的角色"), default=list)

    class Meta:
        verbose_name = _("角色")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="orgs_role_code")]

    def __str__(self) -> str:
        return self.name


class Grant(TenantOwned, Dated):
    """An account holds a role at a unit from one day until another: the only source of power."""

    class Reach(models.TextChoices):
        HERE = "here", _("仅本级")
        BELOW = "below", _("本级及以下")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="grants")
    reach = models.CharField(_("范围"), max_length=5, choices=Reach.choices, default=Reach.HERE)
    source = models.CharField(_("来源"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("授权")
        indexes = [models.Index(fields=["tenant", "user"], name="orgs_grant_user")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "role", "unit", "source", "since"], name="orgs_grant_key")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} @ {self.unit_id}"


class Involvement(TenantOwned):
    """Another unit takes part in a row that it does not own: a checker, a guest's home, a receiving end."""

    class Capacity(models.TextChoices):
        GUEST_HOME = "guest_home", _("列席人员所在支部")
        LEADER_HOME = "leader_home", _("参加领导所在单位")
        JOINT = "joint", _("联合开展")
        REVIEWER = "reviewer", _("考核单位")
        HELPER = "helper", _("协办单位")
        FORMER_OWNER = "former_owner", _("原责任单位")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    capacity = models.CharField(max_length=20, choices=Capacity.choices)

    class Meta:
        verbose_name = _("参与单位")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "object_type", "object_id", "unit", "capacity"], name="orgs_involvement_key"
            )
        ]
        indexes = [models.Index(fields=["tenant", "unit", "object_type", "object_id"], name="orgs_involvement_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.capacity} {self.object_type}#{self.object_id}"
