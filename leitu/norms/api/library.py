"""The endpoints of packs, and of one norm through its versions: its address would answer for all others, so it is last."""

from django.http import Http404
from ninja import Query

from leitu.api.operations import Call
from leitu.api.schema import Asked, Coded, Listed, listed
from leitu.norms import actions, policies, queries
from leitu.norms.api.duties import NormLine, area, norm_line, tenant_of
from leitu.norms.models import Pack


class PackLine(Coded):
    version: str
    level: int
    is_active: bool


@area.reads("/packs", "norms.packs", policies.VIEW)
def list_packs(request: Call, asked: Query[Asked]) -> Listed[PackLine]:
    """The packs of norms, in force or not, the national one first."""
    return listed(queries.packs(request.actor.tenant_id), asked, _pack_line)


def _pack_line(line: queries.PackLine) -> PackLine:
    return PackLine(code=line.code, name=line.title, version=line.version, level=line.level, is_active=line.is_active)


def _pack(request: Call, code: str) -> queries.PackLine:
    """Raises Http404."""
    found = next((line for line in queries.packs(request.actor.tenant_id) if line.code == code), None)
    if found is None:
        raise Http404
    return found


@area.acts("/packs/{slug:code}/switch_on", "norms.switch_on", policies.MANAGE)
def switch_on(request: Call, code: str) -> PackLine:
    """Put a pack in force, for the whole tenant."""
    _pack(request, code)
    actions.switch_on(actor=request.actor, tenant=tenant_of(request), code=code)
    return _pack_line(_pack(request, code))


@area.acts("/packs/{slug:code}/switch_off", "norms.switch_off", policies.MANAGE)
def switch_off(request: Call, code: str) -> PackLine:
    """Take a local pack out of force; its norms stay stored."""
    line = _pack(request, code)
    pack = line.row or Pack(tenant_id=request.actor.tenant_id, code=code, title=line.title)
    actions.switch_off(actor=request.actor, pack=pack)
    return _pack_line(_pack(request, code))


@area.reads("/{slug:code}", "norms.show", policies.VIEW)
def list_versions(request: Call, code: str, asked: Query[Asked]) -> Listed[NormLine]:
    """One norm through its versions and packs, the newest first."""
    rows = queries.norms_of(request.actor.tenant_id).filter(code=code).order_by("-valid_from", "-pk")
    if not rows.exists():
        raise Http404
    return listed(rows, asked, norm_line)
