from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said, within
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit
from leitu.pledges import policies
from leitu.pledges.kinds import shapes
from leitu.pledges.models import Paper, PaperLine, RequiredLine

LONGEST = 200
YEARS_AHEAD = 5


@transaction.atomic
def seed_papers(actor: Actor, tenant: Tenant) -> None:
    """Give the tenant the papers of papers.yaml, in the editions that it does not have yet.

    An older edition is no longer current then; what was signed by it stays as it was.
    """
    known = set(Paper.objects.filter(tenant=tenant).values_list("code", "edition"))
    missing = [shape for shape in shapes() if (shape["code"], shape["edition"]) not in known]
    for shape in missing:
        Paper.objects.filter(tenant=tenant, code=shape["code"]).update(is_current=False)
        made = Paper.objects.create(
            tenant=tenant,
            code=shape["code"],
            edition=shape["edition"],
            kind=shape["paper"],
            unit_kinds=shape["kinds"],
            title=shape["title"],
        )
        PaperLine.objects.bulk_create(
            PaperLine(tenant=tenant, paper=made, kind=made.kind, order=order, **_line(line))
            for order, line in enumerate(shape["lines"], 1)
        )
    if missing:
        record(actor, "pledges.seed_papers", tenant, papers=[shape["code"] for shape in missing])


def _line(shape: dict[str, Any]) -> dict[str, Any]:
    values = dict(shape)
    return {"norm_code": values.pop("norm", ""), **values}


@transaction.atomic
def require_line(
    *,
    actor: Actor,
    unit: Unit,
    kind: str,
    text: str,
    document: str,
    article: str = "",
    standard: str = "",
    last_year: int | None = None,
) -> RequiredLine:
    """Ask one thing more of everybody at and below a committee who signs that kind of paper, on the basis of a document.

    Lists that are signed already stay as they are. ``last_year``: until when, this year if nothing is said. Raises
    NotAllowed, ValidationError (a branch cannot, no basis, not a year).
    """
    policies.KEEP.require(actor, unit)
    if unit.kind in (*branch_kinds(), Unit.Kind.GROUP) or not unit.exists_on(today()):
        raise ValidationError(_("对下级提出责任的应是现有的党委、党工委或党总支。"))
    if kind not in Paper.Kind.values:
        raise ValidationError({"kind": _("没有这个类别。")})
    text = said(text, "text", _("写一句要做什么。"), LONGEST)
    standard = within(standard, "standard", LONGEST)
    document = said(document, "document", _("写明依据哪份文件：没有依据的不能要求下级承诺。"), LONGEST)
    article = within(article, "article", 100)
    year = today().year
    until = year if last_year is None else last_year
    if not year <= until <= year + YEARS_AHEAD:
        raise ValidationError({"last_year": _("从今年起，最多五年。")})

    made: RequiredLine = RequiredLine.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        kind=kind,
        text=text,
        standard=standard,
        document=document,
        article=article,
        first_year=year,
        last_year=until,
        by_label=actor.label[:120],
    )

    record(actor, "pledges.require_line", made, text=text, document=document)
    return made


@transaction.atomic
def release_line(*, actor: Actor, line: RequiredLine) -> RequiredLine:
    """Ask it no more after this year. Raises NotAllowed, WrongState (this year is its last already)."""
    policies.KEEP.require(actor, line)
    rows = RequiredLine.objects.select_for_update(of=("self",))
    found: RequiredLine = rows.get(tenant_id=line.tenant_id, pk=line.pk)
    if found.last_year <= today().year:
        raise WrongState(_("这条责任本来就到今年为止。"))

    found.last_year = today().year
    found.save(update_fields=["last_year"])

    record(actor, "pledges.release_line", found, year=found.last_year)
    return found
