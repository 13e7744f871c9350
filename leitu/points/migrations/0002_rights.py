from typing import Any

from django.db import migrations

ADDED = {
    "secretary": ["points.view"],
    "committee_member": ["points.view"],
    "administrator": ["points.manage"],
}
"""Also where roles are there already."""


def add(apps: Any, schema_editor: Any) -> None:
    for role in apps.get_model("orgs", "Role").objects.filter(code__in=ADDED):
        missing = [name for name in ADDED[role.code] if name not in role.permissions]
        if missing:
            role.permissions = [*role.permissions, *missing]
            role.save(update_fields=["permissions"])


def take_away(apps: Any, schema_editor: Any) -> None:
    for role in apps.get_model("orgs", "Role").objects.filter(code__in=ADDED):
        role.permissions = [name for name in role.permissions if name not in ADDED[role.code]]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial"), ("orgs", "0004_name_tokens")]

    operations = [migrations.RunPython(add, take_away)]
