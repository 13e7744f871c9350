"""The activity as it is now, locked: what every action works on."""

from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from leitu.activities import life
from leitu.activities.models import Activity, Minutes, Resolution
from leitu.core import bulk, ready
from leitu.core.errors import StaleEdit

COLUMNS = bulk.columns(Activity)


def fresh(activity: Activity, step: str, version: int | None = None) -> Activity:
    """The locked row, in a state in which ``step`` may be taken. Raises WrongState, StaleEdit.

    ``version`` is that of the form which was filled in; None skips the comparison. On it stand ``last_revision`` of
    the minutes and ``last_resolution``, the highest numbers so far (None: there are none): nobody else can add one now.
    Unit and kind are not locked; where the caller has read them, they are not read again.
    """
    row = next(iter(_LOCKED(tenant=activity.tenant_id, activity=activity.pk)), None)
    if row is None:
        raise Activity.DoesNotExist
    found: Any = Activity.from_db(connection.alias, COLUMNS, row[: len(COLUMNS)])
    found.last_revision, found.last_resolution = row[len(COLUMNS) :]
    for name in ("unit", "kind"):
        known = activity._state.fields_cache.get(name)
        if known is not None and known.pk == getattr(found, f"{name}_id"):
            setattr(found, name, known)
    life.require(found, step)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这次活动。"))
    stored: Activity = found
    return stored


def _locked(tenant: int, activity: int) -> "QuerySet[Any, Any]":
    rows = Activity.objects.select_for_update().filter(tenant_id=tenant, pk=activity)
    numbers = {
        "minutes": Subquery(_highest(Minutes, "revision")),
        "resolution": Subquery(_highest(Resolution, "order")),
    }
    return rows.annotate(**{f"last_{name}": number for name, number in numbers.items()}).values_list(
        *COLUMNS, "last_minutes", "last_resolution"
    )


def _highest(model: Any, column: str) -> "QuerySet[Any, Any]":
    rows = model.objects.filter(tenant_id=OuterRef("tenant_id"), activity_id=OuterRef("pk"))
    highest: QuerySet[Any, Any] = rows.order_by(f"-{column}").values(column)[:1]
    return highest


_LOCKED = ready.Question(_locked, tenant=int, activity=int)


def save(activity: Activity, *names: str) -> None:
    """Save these fields and count the version up."""
    activity.version += 1
    ready.update(activity, (*names, "version"))
