"""The kinds that every tenant starts with, as data (kinds.yaml), and the kinds of facts that they may name."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from leitu.facts.kinds import FactKind

MEASURE = _("次")

FACT_KINDS = (
    FactKind(101, "general_meeting", _("支部党员大会"), MEASURE),
    FactKind(102, "general_meeting_inquorate", _("支部党员大会（到会不足半数）"), MEASURE),
    FactKind(103, "committee_meeting", _("支委会"), MEASURE),
    FactKind(104, "committee_meeting_inquorate", _("支委会（到会不足半数）"), MEASURE),
    FactKind(105, "group_meeting", _("党小组会"), MEASURE),
    FactKind(106, "theme_day", _("主题党日"), MEASURE),
    FactKind(107, "lecture", _("党课"), MEASURE),
    FactKind(108, "organisational_life_meeting", _("组织生活会"), MEASURE),
)


@cache
def shapes() -> list[dict[str, Any]]:
    """The rows of kinds.yaml, in their order; keys are fields of ActivityKind."""
    text = Path(__file__).with_name("kinds.yaml").read_text(encoding="utf-8")
    return [
        {**row, "order": order, "source": {key: str(value) for key, value in row["source"].items()}}
        for order, row in enumerate(yaml.safe_load(text), 1)
    ]
