"""What the commands about duties share: which unit, which norm, which day."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import CommandParser

from leitu.core.clock import today
from leitu.core.command import LeituCommand, Usage, day
from leitu.norms.models import Norm
from leitu.orgs.models import Tenant, Unit


class DutyCommand(LeituCommand):
    """A command that asks about one unit on one day."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the organisation (党组织代码)")
        parser.add_argument("--tenant", metavar="CODE", help="code of the body that administers, if several have CODE")
        parser.add_argument("--on", type=day, metavar="DATE", help="as of this day (YYYY-MM-DD; default: today)")

    def unit(self, options: dict[str, Any]) -> Unit:
        """The unit that is asked about. Raises Usage."""
        units = Unit.objects.select_related("tenant").filter(code=options["unit"])
        if options["tenant"]:
            if not Tenant.objects.filter(code=options["tenant"]).exists():
                raise Usage(f"Unknown tenant: {options['tenant']}")
            units = units.filter(tenant__code=options["tenant"])
        found: list[Unit] = list(units.order_by("tenant__code")[:10])
        if not found:
            raise Usage(f"Unknown unit: {options['unit']}")
        if len(found) > 1:
            tenants = ", ".join(unit.tenant.code for unit in found)
            raise Usage(f"Several tenants have a unit {options['unit']}. Say which with --tenant: {tenants}")
        return found[0]

    def norm(self, code: str | None, unit: Unit) -> str | None:
        """The code asked for, if the tenant knows it. Raises Usage."""
        if code is not None and not Norm.objects.filter(tenant_id=unit.tenant_id, code=code).exists():
            raise Usage(f"Unknown norm: {code}")
        return code

    def day(self, options: dict[str, Any]) -> dt.date:
        """The day that is asked about."""
        return options["on"] or today()

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print columns that line up although Chinese characters are twice as wide."""
        lines = [list(head), *(list(row) for row in rows)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            padded = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
            self.stdout.write("  ".join(padded).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
