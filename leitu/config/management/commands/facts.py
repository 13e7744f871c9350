import json
from typing import Any

from django.core.management.base import CommandParser

from leitu.core.command import INPUT_ERROR, LeituCommand, Usage
from leitu.facts.derive import differences, rebuild
from leitu.facts.kinds import kind_of_number
from leitu.orgs.models import Tenant


class Command(LeituCommand):
    help = "facts rebuild: compute all facts anew from the records. With --check compare only, and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["rebuild"])
        parser.add_argument("--year", type=int, default=0, help="only the facts of this year; not with --check")
        parser.add_argument("--check", action="store_true", help="compare; exit code 1 and JSON lines when they differ")

    def run(self, **options: Any) -> int:
        if options["check"] and options["year"]:
            raise Usage("--check looks at all years.")
        return self._check() if options["check"] else self._rebuild(options["year"], options["format"])

    def _check(self) -> int:
        found = 0
        for tenant in Tenant.objects.order_by("pk"):
            for difference in differences(tenant.pk):
                found += 1
                line = {
                    "tenant": tenant.code,
                    "problem": difference.problem,
                    "source_type": difference.key[1],
                    "source_id": difference.key[2],
                    "kind": kind_of_number(difference.key[3]).code,
                    "stored": difference.stored,
                    "computed": difference.computed,
                }
                self.stdout.write(json.dumps(line, ensure_ascii=False, default=str))
        self.tell(f"{found} differences." if found else "Stored facts are what the records say.")
        return INPUT_ERROR if found else 0

    def _rebuild(self, year: int, output: str) -> int:
        counts = {tenant.code: rebuild(tenant.pk, year) for tenant in Tenant.objects.order_by("pk")}
        self.tell(f"{sum(counts.values())} facts.")
        if output == "json":
            self.show({"facts": counts})
        return 0
