"""What signatures and settled lines count as, and the papers that every tenant starts with, as data (papers.yaml)."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from leitu.facts.kinds import FactKind

FACT_KINDS = (
    FactKind(501, "pledge_signed", _("签订责任清单"), _("份")),
    FactKind(502, "pledge_line_done", _("责任清单做到"), _("条")),
    FactKind(503, "pledge_line_not_done", _("责任清单没有全做到"), _("条")),
)


@cache
def shapes() -> list[dict[str, Any]]:
    """The papers of papers.yaml, in their order."""
    text = Path(__file__).with_name("papers.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)
    return found
