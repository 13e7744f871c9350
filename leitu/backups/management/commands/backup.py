from typing import Any

from django.core.management.base import CommandParser

from leitu.backups import actions, keys
from leitu.backups.errors import BackupError
from leitu.core.command import INPUT_ERROR, LeituCommand


class Command(LeituCommand):
    help = "Back the installation up into the folder of backups. With --new-key make the recovery key first."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--new-key", action="store_true", help="make a recovery key and show it, once")
        parser.add_argument(
            "--try-out", action="store_true", help="restore it beside the database to see that it is good"
        )

    def run(self, **options: Any) -> int:
        report: dict[str, Any] = {}
        try:
            if options["new_key"]:
                report["recovery_key"] = keys.spoken(actions.make_recovery_key(actor=self.actor()))
                self.tell("Recovery key. Write it down now; it is kept nowhere:\n\n  " + report["recovery_key"] + "\n")
            made = actions.make_backup(actor=self.actor())
            if options["try_out"]:
                made = actions.try_out(actor=self.actor(), name=made.name)
        except (BackupError, OSError) as problem:
            self.tell(str(problem))
            return INPUT_ERROR
        if keys.recovery_recipient() is None:
            self.tell("There is no recovery key: only this machine can open the file. Run: leitu backup --new-key")
        report |= {"file": str(made.path), "bytes": made.size, "sha256": made.sha256, "outcome": made.outcome}
        if options["format"] == "json":
            self.show(report)
        self.tell(f"{made.path} ({made.size} bytes) {made.outcome}".rstrip())
        return 0 if made.outcome in ("", "good") else INPUT_ERROR
