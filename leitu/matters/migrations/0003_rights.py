from typing import Any

from django.db import migrations

KEEP, CHECK = ["matters.view", "matters.manage"], ["matters.view", "matters.review"]
ADDED = {
    "secretary": KEEP,
    "committee_member": KEEP,
    "superior_secretary": [*KEEP, "matters.review"],
    "officer": [*KEEP, "matters.review"],
    "inspector": CHECK,
}
"""Whoever works in a branch keeps its lists, whoever works above it checks them: also where roles are there already."""


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
    dependencies = [("matters", "0002_parts"), ("orgs", "0004_name_tokens")]

    operations = [migrations.RunPython(add, take_away)]
