from typing import Any

from django.db import migrations

PLANNER = ["plans.view", "plans.manage"]
ADDED = {
    "secretary": PLANNER,
    "committee_member": PLANNER,
    "superior_secretary": PLANNER,
    "officer": PLANNER,
    "inspector": ["plans.view"],
}
"""Whoever works on the ledger of a unit plans its year: also where roles are there already."""


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
    dependencies = [("plans", "0001_initial"), ("orgs", "0004_name_tokens")]

    operations = [migrations.RunPython(add, take_away)]
