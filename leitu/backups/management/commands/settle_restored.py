import json
import sys
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser

from leitu.backups import actions
from leitu.core.command import INPUT_ERROR, LeituCommand


class Command(LeituCommand):
    help = "Run by restore on a copy of the database, never by people: bring it up to date and look through it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", default="", help="the backup that is being restored; empty: it is only tried out")
        parser.add_argument("--epoch", type=int, default=0)
        parser.add_argument("--by", default="")
        parser.add_argument("--thorough", action="store_true")
        parser.add_argument("--as-it-was", action="store_true")

    def run(self, **options: Any) -> int:
        told = json.load(sys.stdin)
        found = actions.settle_restored(
            actor=replace(self.actor(), label=options["by"] or self.actor().label),
            told=told,
            name=options["name"],
            epoch=options["epoch"],
            thorough=options["thorough"],
            as_it_was=options["as_it_was"],
        )
        self.show(found)
        return INPUT_ERROR if found["problems"] else 0
