"""The activity as it is now, locked: what every action works on."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from leitu.activities import life
from leitu.activities.models import Activity, Minutes, Resolution
from leitu.core.errors import StaleEdit


def fresh(activity: Activity, step: str, version: int | None = None) -> Activity:
    """The locked row, in a state in which ``step`` may be taken. Raises WrongState, StaleEdit.

    ``version`` is that of the form which was filled in; None skips the comparison. On it stand ``last_revision`` of
    the minutes and ``last_resolution``, the highest numbers so far (None: there are none): nobody else can add one now.
    """
    rows = Activity.objects.select_for_update(of=("self",)).select_related("unit", "kind")
    rows = rows.annotate(
        last_revision=Subquery(_highest(Minutes, "revision")), last_resolution=Subquery(_highest(Resolution, "order"))
    )
    found: Activity = rows.get(tenant_id=activity.tenant_id, pk=activity.pk)
    life.require(found, step)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这次活动。"))
    return found


def _highest(model: Any, column: str) -> "QuerySet[Any, Any]":
    rows = model.objects.filter(tenant_id=OuterRef("tenant_id"), activity_id=OuterRef("pk"))
    highest: QuerySet[Any, Any] = rows.order_by(f"-{column}").values(column)[:1]
    return highest


def save(activity: Activity, *names: str) -> None:
    """Save these fields and count the version up."""
    activity.version += 1
    activity.save(update_fields=[*names, "version"])
