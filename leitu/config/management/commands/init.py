from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from leitu.config.assets import collect
from leitu.core.command import LeituCommand, day
from leitu.orgs.actions import initialise


class Command(LeituCommand):
    help = "Make the schema, load the norm packs, set from when duties are owed (1 January of this year by default)."
    needs_database = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", type=day, help="first day from which duties are owed (YYYY-MM-DD)")

    def run(self, **options: Any) -> int:
        call_command("migrate", verbosity=0, interactive=False)
        collect()
        installation = initialise(actor=self.actor(), owed_since=options["since"])
        self.tell(f"Ready. Duties are owed since {installation.owed_since}.")
        if options["format"] == "json":
            self.show({"owed_since": installation.owed_since})
        return 0
