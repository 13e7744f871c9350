import datetime as dt
import json

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.sealed import SealedColumns
from leitu.orgs.models import ScopedQuerySet, Tenant, TenantOwned, Unit
from leitu.people.models import Membership, Person, fresh_code


class LetterSeries(TenantOwned):
    """How many letters a committee has issued in a year: the next one has the next number."""

    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("最后一号"), default=0)

    class Meta:
        verbose_name = _("介绍信编号")
        constraints = [models.UniqueConstraint(fields=["tenant", "issuer", "year"], name="transfers_series_year")]

    def __str__(self) -> str:
        return f"{self.issuer_id} {self.year}: {self.last}"


class TransferQuerySet(ScopedQuerySet):
    def under_way(self) -> "TransferQuerySet":
        """Those that somebody still has to see to."""
        return self.filter(state__in=Transfer.OPEN)


class Transfer(SealedColumns, TenantOwned):
    """One end of a transfer; ``unit`` is the old branch (OUT), or who is to receive (IN): a branch, or the committee that
    has yet to say which.

    Both ends have one ``code`` and always the same state. ``letter`` is what the paper says, sealed on either side;
    ``due_on`` is by when whoever has the turn should have acted. ``judge``, on the end that refused, is the organisation
    above it. ``membership`` is the one that the transfer ends (OUT) or the one that came of it (IN).
    """

    class Side(models.TextChoices):
        OUT = "out", _("转出")
        IN = "in", _("转入")

    class Way(models.TextChoices):
        INSIDE = "inside", _("本区域内")
        BETWEEN = "between", _("本系统的其他区域")
        OUTSIDE = "outside", _("系统以外")

    class State(models.TextChoices):
        ASKED = "asked", _("待开介绍信")
        ISSUED = "issued", _("待接收")
        REFUSED = "refused", _("待上级裁定")
        RECEIVED = "received", _("已接收")
        RETURNED = "returned", _("已退回")
        RECALLED = "recalled", _("已撤回")

    class Reason(models.TextChoices):
        WORK = "work", _("工作单位变动")
        HOME = "home", _("居住地变动")
        STUDY = "study", _("升学或毕业")
        RETIRED = "retired", _("退休")
        SERVICE = "service", _("入伍或退役")
        REORGANISED = "reorganised", _("党组织调整")
        OTHER = "other", _("其他")

    class Refusal(models.TextChoices):
        NOT_OURS = "not_ours", _("工作、学习、居住都不在本地")
        WRONG_BRANCH = "wrong_branch", _("应转到别的党支部")
        LETTER_WRONG = "letter_wrong", _("介绍信内容有误")
        FILE_MISSING = "file_missing", _("党员档案不齐")
        DUES_OPEN = "dues_open", _("党费没有交清")
        UNDER_REVIEW = "under_review", _("正在接受组织处理")

    OPEN = (State.ASKED, State.ISSUED, State.REFUSED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    side = models.CharField(_("方向"), max_length=3, choices=Side.choices)
    way = models.CharField(_("去向"), max_length=8, choices=Way.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ASKED)
    name = models.CharField(_("姓名"), max_length=100)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("党员")
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    peer_tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("对方管理主体")
    )
    peer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("对方党组织")
    )
    peer_name = models.CharField(_("对方"), max_length=200)
    issuer = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("开具介绍信的党组织")
    )
    issuer_name = models.CharField(_("开具单位"), max_length=200, blank=True)
    reason = models.CharField(_("转接原因"), max_length=12, choices=Reason.choices)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    dues_until = models.DateField(_("党费交至（月）"), null=True, blank=True)
    number = models.CharField(_("介绍信编号"), max_length=60, blank=True)
    issued_on = models.DateField(_("开具日期"), null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField(_("有效天数"), default=0)
    letter_sealed = models.TextField(blank=True, editable=False)
    due_on = models.DateField(_("办理期限"), null=True, blank=True)
    refusal = models.CharField(_("不接收的原因"), max_length=14, choices=Refusal.choices, blank=True)
    refusal_text = models.CharField(_("说明"), max_length=500, blank=True)
    refused_from = models.CharField(max_length=10, blank=True)
    refused_by = models.BigIntegerField(default=0)
    judge = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("裁定的党组织")
    )
    outcome = models.CharField(_("结果"), max_length=500, blank=True)
    asked_on = models.DateField(_("提出日期"))
    urged_on = models.DateField(_("最近一次催办"), null=True, blank=True)
    ended_on = models.DateField(_("办结日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织关系转接")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code", "side"], name="transfers_transfer_end"),
            models.UniqueConstraint(
                fields=["tenant", "person"],
                condition=Q(side="out", state__in=["asked", "issued", "refused"]),
                name="transfers_transfer_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "state", "due_on"], name="transfers_transfer_unit"),
            models.Index(fields=["tenant", "state", "due_on"], name="transfers_transfer_state"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("transfers:show", args=[self.pk])

    @property
    def sealed_place(self) -> str:
        return f"transfers.transfer|{self.tenant_id}|{self.code}|{self.side}"

    @property
    def letter(self) -> dict[str, str]:
        """What the letter says of the person: the keys of leitu.transfers.letters.FIELDS; empty before it is issued."""
        written = self.unseal("letter")
        return json.loads(written) if written else {}

    def put_letter(self, said: dict[str, str]) -> None:
        """Seal what the letter says; the row is not saved."""
        self.seal("letter", json.dumps(said, ensure_ascii=False))

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def valid_until(self) -> dt.date | None:
        """The last day on which the letter is good."""
        return self.issued_on + dt.timedelta(days=self.valid_days) if self.issued_on else None

    def is_expired_on(self, day: dt.date) -> bool:
        """Whether the letter has run out by ``day``."""
        last = self.valid_until
        return last is not None and last < day
