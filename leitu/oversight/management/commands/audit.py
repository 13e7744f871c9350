from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from leitu.audit import sealing
from leitu.core.command import INPUT_ERROR, LeituCommand, Usage
from leitu.oversight import actions


class Command(LeituCommand):
    help = (
        "audit verify: look for entries that were changed, removed or slipped in. audit heads: the heads of the chains."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["verify", "heads"])
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="verify also against a head from a mail or a paper, such as 12-345-9f3c-0a1b-77de-4c02; may be repeated",
        )

    def run(self, **options: Any) -> int:
        if options["what"] == "heads":
            return self._heads(options["format"])
        return self._verify(options["format"], options["head"])

    def _verify(self, output: str, heads: list[str]) -> int:
        try:
            result = actions.verify_audit(actor=self.actor(), heads=heads)
        except ValidationError as problem:
            raise Usage("--head: " + " ".join(problem.messages)) from problem
        if output == "json":
            self.show(asdict(result))
        for found in result.findings:
            self.tell(f"{found.problem}: tenant {found.tenant_id}, seal {found.seal}, entry {found.entry}")
        self.tell(
            f"{result.entries} entries, {result.seals} seals, {result.heads} heads, {result.unsealed} not yet sealed: "
            + ("whole." if result.is_whole else f"{len(result.findings)} findings.")
        )
        return 0 if result.is_whole else INPUT_ERROR

    def _heads(self, output: str) -> int:
        heads = [sealing.head_of(seal) for _tenant, seal in sorted(sealing.last_seals().items())]
        if output == "json":
            self.show({"heads": [asdict(head) for head in heads]})
            return 0
        for head in heads:
            self.stdout.write(f"{head.tenant_id} #{head.number} {head.total} {head.at} {sealing.written(head)}")
            self.stdout.write(f"  {sealing.spoken(head.hash)}")
        return 0
