from typing import Any

from django.db import migrations

ADDED = {
    "superior_secretary": ["orgs.confirm", "people.release"],
    "officer": ["people.release"],
    "security_officer": ["orgs.confirm", "backups.release"],
}
"""What needs two persons from now on needs somebody who may be the second: also where roles are there already."""


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
    dependencies = [("orgs", "0002_capacities")]

    operations = [migrations.RunPython(add, take_away)]
