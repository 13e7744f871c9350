from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said, within
from leitu.facts.derive import derive
from leitu.orgs.models import Unit
from leitu.people.models import Post
from leitu.pledges import policies, queries
from leitu.pledges.actions.fresh import fresh, require_open
from leitu.pledges.models import Pledge, PledgeLine

MOST_OWN = 5
"""Lines of one's own: a promise is kept by being short."""
LONGEST = 200
MOST_TOGETHER = 500


@transaction.atomic
def sign(*, actor: Actor, post: Post, year: int, own: Sequence[str] = ()) -> Pledge:
    """Sign the list of one post for one year; from then on its branch reads it. ``own``: lines of one's own.

    Signed by anybody but the holder it says that the signature is on paper. Raises NotAllowed, WrongState (it is signed
    already), ValidationError (not his to sign, not the year, too many lines).
    """
    policies.SIGN.require(actor, post)
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("unit__parent")
        .get(tenant_id=post.tenant_id, pk=post.pk)
    )
    if post.title not in queries.TITLES or post.unit.kind == Unit.Kind.GROUP or not post.holds_on(today()):
        raise ValidationError(_("责任清单由现在在任的书记、副书记和委员签。"))
    if year not in queries.years(today()):
        raise ValidationError({"year": _("只能签今年的；十二月起可以签明年的。")})
    words = [text for line in own if (text := within(line, "own", LONGEST))]
    if len(words) > MOST_OWN:
        raise ValidationError({"own": _("自己加的最多 %(most)s 条。") % {"most": MOST_OWN}})
    if Pledge.objects.filter(tenant_id=post.tenant_id, post=post, year=year).exists():
        raise WrongState(_("这份责任清单已经签过。"))

    pledge = Pledge.objects.create(
        tenant_id=post.tenant_id,
        unit=post.unit,
        post=post,
        person_id=post.person_id,
        holder_name=post.holder_name,
        title=post.title,
        year=year,
        signed_on=today(),
        signed_by=actor.user_id,
        signed_by_label=actor.label[:120],
        is_on_paper=not policies.is_own(actor, post),
        countersigner=queries.countersigner_of(post.unit, post.title),
    )
    lines = queries.lines_for(post, year)
    lines += [_own(pledge, text, len(lines) + number) for number, text in enumerate(words, 1)]
    for line in lines:
        line.pledge = pledge
    PledgeLine.objects.bulk_create(lines)
    derive(pledge, is_first=True)

    record(actor, "pledges.sign", pledge, year=year, lines=len(lines), person=post.person_id)
    return pledge


def _own(pledge: Pledge, text: str, order: int, standard: str = "") -> PledgeLine:
    return PledgeLine(
        tenant_id=pledge.tenant_id,
        pledge=pledge,
        order=order,
        origin=PledgeLine.Origin.OWN,
        kind=queries.kinds_for(pledge.title)[-1],
        text=text,
        standard=standard,
    )


@transaction.atomic
def add_line(*, actor: Actor, pledge: Pledge, text: str, standard: str = "", version: int | None = None) -> Pledge:
    """Promise one thing more. Raises NotAllowed, WrongState, StaleEdit, ValidationError (nothing, too many)."""
    policies.SIGN.require(actor, pledge)
    pledge = fresh(pledge, version)
    require_open(pledge)
    text = said(text, "text", _("写一句答应做什么。"), LONGEST)
    standard = within(standard, "standard", LONGEST)
    known = PledgeLine.objects.filter(tenant_id=pledge.tenant_id, pledge=pledge)
    if known.filter(origin=PledgeLine.Origin.OWN).count() >= MOST_OWN:
        raise ValidationError({"text": _("自己加的最多 %(most)s 条。") % {"most": MOST_OWN}})

    _own(pledge, text, known.count() + 1, standard).save()
    pledge.version += 1
    pledge.save(update_fields=["version"])

    record(actor, "pledges.add_line", pledge, text=text)
    return pledge


@transaction.atomic
def countersign(*, actor: Actor, pledges: Sequence[Pledge]) -> list[Pledge]:
    """Countersign these lists, all or none (层层签订). Raises NotAllowed, WrongState (one is already), ValidationError."""
    for pledge in pledges:
        policies.CONFIRM.require(actor, pledge)
    if not pledges or len(pledges) > MOST_TOGETHER:
        raise ValidationError({"pledges": _("请勾选要会签的，一次最多 %(most)s 份。") % {"most": MOST_TOGETHER}})

    done = []
    for key in sorted({pledge.pk for pledge in pledges}):
        pledge = Pledge.objects.select_for_update(of=("self",)).get(tenant_id=actor.tenant_id, pk=key)
        if pledge.countersigned_on is not None:
            raise WrongState(_("%(name)s的责任清单已经会签过。") % {"name": pledge.holder_name})
        pledge.countersigned_on, pledge.countersigned_by_label = today(), actor.label[:120]
        pledge.version += 1
        pledge.save(update_fields=["countersigned_on", "countersigned_by_label", "version"])
        done.append(pledge)

        record(actor, "pledges.countersign", pledge, person=pledge.person_id)
    return done
