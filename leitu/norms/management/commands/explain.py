from typing import Any

from django.core.management.base import CommandParser

from leitu.norms.duties import duties
from leitu.norms.explain import explain, rule_json, why_not
from leitu.norms.management.asking import DutyCommand
from leitu.norms.rules import number


class Command(DutyCommand):
    help = "Why a duty stands where it stands: the rule, the facts under the number, what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--norm", required=True, metavar="NORM", help="code of the norm (for example theme-day)")

    def run(self, **options: Any) -> int:
        unit, on = self.unit(options), self.day(options)
        norm = self.norm(options["norm"], unit)
        found = duties(unit.tenant, [unit.pk], on=on, norm=norm)
        document: dict[str, Any]
        if found:
            document = explain(found[-1]).as_json(unit.code)
        else:
            row, reason = why_not(unit.tenant, unit, options["norm"], on)
            none = dict.fromkeys(("person", "period_start", "period_end", "required", "achieved", "due_on", "state"))
            rule = rule_json(row) if row else None
            document = {"norm": norm, "unit": unit.code, **none, "rule": rule, "facts": [], "missing": reason}
        if options["format"] == "json":
            self.show(document)
            return 0
        if found:
            duty = found[-1]
            period = f"{duty.period_start} – {duty.period_end}"
            self.stdout.write(f"{unit.name}  {duty.title}  {period}")
            self.stdout.write(f"{number(duty.achieved)}/{number(duty.required)}  {duty.due_on}  {duty.state.value}")
        if document["rule"]:
            rule = document["rule"]
            self.stdout.write(f"{rule['document']} {rule['article']} ({rule['confidence']}): {rule['summary']}")
        for fact in document["facts"]:
            self.stdout.write(f"{fact['on']}  {fact['kind']}  {fact['amount']}  {fact['source']}")
        if document["missing"]:
            self.stdout.write(document["missing"])
        return 0
