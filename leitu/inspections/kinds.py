"""What visits and findings count as, and the checklists that every tenant starts with, as data (checklists.yaml)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from leitu.facts.kinds import FactKind

FACT_KINDS = (
    FactKind(301, "inspection_received", _("接受督导检查"), _("次")),
    FactKind(302, "inspection_finding", _("检查发现问题"), _("件")),
    FactKind(303, "inspection_made", _("开展督导检查"), _("次")),
)


@cache
def shapes() -> list[dict[str, Any]]:
    """The checklists of checklists.yaml, in their order."""
    text = Path(__file__).with_name("checklists.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return found
