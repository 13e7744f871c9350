from typing import Any

from django.core.management.base import CommandParser

from leitu.core.command import Usage, day
from leitu.norms.duties import duties, summary
from leitu.norms.duty import State
from leitu.norms.management.asking import DutyCommand
from leitu.norms.rules import number
from leitu.orgs.models import Unit


class Command(DutyCommand):
    help = "What a unit owes by the norms in force, and how far it is."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--below", action="store_true", help="also everything that stands below the unit")
        parser.add_argument("--norm", metavar="NORM", help="only this norm (for example theme-day)")
        parser.add_argument("--since", type=day, metavar="DATE", help="also periods that ended from this day on")
        parser.add_argument("--summary", action="store_true", help="only counts by norm and state")

    def run(self, **options: Any) -> int:
        unit, on, since = self.unit(options), self.day(options), options["since"]
        if since is not None and since > on:
            raise Usage("--since lies after --on")
        scope: dict[str, Any] = {"under": unit} if options["below"] else {"units": [unit.pk]}
        asked = {**scope, "on": on, "since": since, "norm": self.norm(options["norm"], unit)}
        if options["summary"]:
            self._summary(unit, asked, options["format"])
        else:
            self._list(unit, asked, options["format"])
        return 0

    def _summary(self, unit: Unit, asked: dict[str, Any], output: str) -> None:
        counts = summary(unit.tenant, **asked)
        if output == "json":
            self.show({"on": asked["on"], "summary": counts})
        else:
            self.table(["norm", *State.values], ([code, *map(str, by.values())] for code, by in counts.items()))

    def _list(self, unit: Unit, asked: dict[str, Any], output: str) -> None:
        found = duties(unit.tenant, **asked)
        codes = dict(Unit.objects.filter(tenant_id=unit.tenant_id).values_list("pk", "code"))
        found.sort(key=lambda duty: codes[duty.unit_id])
        if output == "json":
            self.show({"on": asked["on"], "duties": [duty.as_json(codes[duty.unit_id]) for duty in found]})
            return
        rows = (
            [
                codes[duty.unit_id],
                duty.norm,
                duty.title,
                f"{duty.period_start} – {duty.period_end}",
                f"{number(duty.achieved)}/{number(duty.required)}",
                str(duty.due_on),
                duty.state.value,
            ]
            for duty in found
        )
        self.table(["unit", "norm", "title", "period", "achieved", "due_on", "state"], rows)
