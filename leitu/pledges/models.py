import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person, Post


class Paper(TenantOwned):
    """A pattern of lines for a kind of responsibility, as data (papers.yaml). A changed one is a new edition."""

    class Kind(models.TextChoices):
        BODY = "body", _("主体责任")
        PRINCIPAL = "principal", _("第一责任")
        DUAL = "dual", _("一岗双责")

    code = models.CharField(_("代码"), max_length=40)
    edition = models.PositiveSmallIntegerField(_("版次"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    unit_kinds: Any = models.JSONField(_("组织类别"), default=list)
    title = models.CharField(_("名称"), max_length=60)
    is_current = models.BooleanField(_("现行"), default=True)

    class Meta:
        verbose_name = _("责任清单样式")
        constraints = [models.UniqueConstraint(fields=["tenant", "code", "edition"], name="pledges_paper_edition")]

    def __str__(self) -> str:
        return self.title


class Promise(models.Model):
    """What a line says, wherever it stands: the promise, how one can tell that it was kept, and the rule behind it.

    ``shows``: what is on record and shown beside it besides the norm (``evidence.SHOWS``). ``confidence`` as in a pack.
    """

    kind = models.CharField(_("类别"), max_length=10, choices=Paper.Kind.choices)
    text = models.CharField(_("做什么"), max_length=200)
    standard = models.CharField(_("做到什么样"), max_length=200, blank=True)
    norm_code = models.CharField(_("对应制度"), max_length=60, blank=True)
    shows: Any = models.JSONField(_("对照的记录"), default=list)
    document = models.CharField(_("依据文件"), max_length=200, blank=True)
    article = models.CharField(_("条款"), max_length=100, blank=True)
    confidence = models.CharField(_("核对程度"), max_length=2, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def rule(self) -> str:
        """《…》第十一条; empty for one's own line."""
        return f"《{self.document}》{self.article}" if self.document else ""


class PaperLine(TenantOwned, Promise):
    """One line of a paper. ``titles``: only for these posts; empty for all that sign the paper."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    titles: Any = models.JSONField(_("职务"), default=list)

    class Meta:
        verbose_name = _("责任清单样式的条目")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "paper", "order"], name="pledges_paperline_order"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(article=""), name="pledges_paperline_cites"),
        ]


class RequiredLine(TenantOwned, Promise):
    """What a committee asks of everybody at and below itself besides the papers, with its basis, for some years."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("单位"))
    first_year = models.PositiveSmallIntegerField(_("从哪一年"))
    last_year = models.PositiveSmallIntegerField(_("到哪一年"))
    by_label = models.CharField(_("提出的人"), max_length=120)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("上级加的责任")
        indexes = [models.Index(fields=["tenant", "unit", "last_year"], name="pledges_required_unit")]
        constraints = [models.CheckConstraint(condition=~Q(document=""), name="pledges_required_cites")]

    def get_absolute_url(self) -> str:
        return reverse("pledges:papers")


class PledgeQuerySet(ScopedQuerySet):
    """Those of the units in scope; and one's own, wherever that is. Once signed a pledge is open to its branch."""

    own_path = "person_id"

    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        scoped = super().visible_to(actor, permission, wide=wide)
        if actor.is_trusted or not actor.person_id:
            return scoped
        return scoped | self.filter(tenant_id=actor.tenant_id, **{self.own_path: actor.person_id})


class Pledge(TenantOwned):
    """The signed list of one post for one year. One post signs once a year, whatever papers it holds (rules: R11).

    ``countersigner`` is the unit that countersigns: the one above for a secretary, his own for the others; none at the
    top. Whether it has ended is read from the post.
    """

    class State(models.TextChoices):
        SIGNED = "signed", _("已签")
        COUNTERSIGNED = "countersigned", _("已会签")
        SETTLED = "settled", _("已对账")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("任职"))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签订人")
    )
    holder_name = models.CharField(_("签订人"), max_length=100)
    title = models.CharField(_("职务"), max_length=24, choices=Post.Title.choices)
    year = models.PositiveSmallIntegerField(_("年份"))
    signed_on = models.DateField(_("签订日期"))
    signed_by = models.BigIntegerField(default=0)
    signed_by_label = models.CharField(_("办理签订的人"), max_length=120)
    is_on_paper = models.BooleanField(_("纸上签字"), default=False)
    countersigner = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("会签单位"),
    )
    countersigned_on = models.DateField(_("会签日期"), null=True, blank=True)
    countersigned_by_label = models.CharField(_("会签的人"), max_length=120, blank=True)
    settled_on = models.DateField(_("对账日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("责任清单")
        constraints = [models.UniqueConstraint(fields=["tenant", "post", "year"], name="pledges_pledge_once")]
        indexes = [
            models.Index(fields=["tenant", "unit", "year"], name="pledges_pledge_unit"),
            models.Index(fields=["tenant", "year", "signed_on"], name="pledges_pledge_year"),
            models.Index(
                fields=["tenant", "countersigner"],
                condition=Q(countersigned_on__isnull=True),
                name="pledges_pledge_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit} {self.get_title_display()} {self.holder_name}"

    def get_absolute_url(self) -> str:
        return reverse("pledges:show", args=[self.pk])

    @property
    def state(self) -> str:
        """A key of State."""
        if self.settled_on is not None:
            return self.State.SETTLED.value
        return self.State.COUNTERSIGNED.value if self.countersigned_on is not None else self.State.SIGNED.value

    def get_state_display(self) -> str:
        return str(self.State(self.state).label)

    @property
    def ended_on(self) -> dt.date | None:
        """When the holder left the post before the list was settled; what is open goes to the next one."""
        return self.post.until if self.settled_on is None and self.post.until <= today() else None


class PledgeLine(TenantOwned, Promise):
    """One promise. ``origin`` says whose it is: only the holder's own may differ from one list to the next."""

    class Origin(models.TextChoices):
        PAPER = "paper", _("样式")
        REQUIRED = "required", _("上级")
        CARRIED = "carried", _("结转")
        OWN = "own", _("自己加的")

    class Outcome(models.TextChoices):
        DONE = "done", _("做到")
        PARTLY = "partly", _("部分做到")
        NOT_DONE = "not_done", _("没做到")

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="lines", db_index=False)
    order = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(_("来源"), max_length=8, choices=Origin.choices)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name=_("结转自")
    )
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices, blank=True)
    said = models.CharField(_("说明"), max_length=500, blank=True)
    evidence: Any = models.JSONField(_("对账时的记录"), default=list)
    settled_on = models.DateField(_("对账日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("责任清单的条目")
        constraints = [models.UniqueConstraint(fields=["tenant", "pledge", "order"], name="pledges_line_order")]


class CommentQuerySet(PledgeQuerySet):
    own_path = "line__pledge__person_id"


class Comment(TenantOwned):
    """What somebody of the branch says about one line. ``person`` is kept only where he gave his name; of the others
    there is nothing here that leads to them, not even the hour.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    line = models.ForeignKey(PledgeLine, on_delete=models.PROTECT, related_name="comments")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("提意见的人")
    )
    on = models.DateField(_("日期"))
    text = models.CharField(_("意见"), max_length=300)
    answer = models.CharField(_("答复"), max_length=300, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answered_by_label = models.CharField(_("答复的人"), max_length=120, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("对责任清单的意见")

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{self.line.pledge.get_absolute_url()}#line-{self.line_id}"
