from pathlib import Path

from leitu.activities.importing import import_activities
from leitu.core.command import Usage
from leitu.core.importing import ImportCommand, Outcome
from leitu.core.tabular import limits
from leitu.people.importing.scope import UnknownUnder, unit_named_under


class Command(ImportCommand):
    help = (
        "Import a ledger of past activities from a sheet (docs/cli.md). Without --commit: only say what would happen."
    )

    def load(self, path: Path, under: str, commit: bool) -> Outcome:
        actor = self.actor()
        try:
            unit = unit_named_under(actor, under) if under else None
        except UnknownUnder as unknown:
            raise Usage(f"There is no unit {unknown}, or more than one.") from unknown
        return import_activities(actor=actor, path=path, limits=limits.console(), under=unit, commit=commit)
