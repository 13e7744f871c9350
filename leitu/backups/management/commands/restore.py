import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from leitu.backups import actions, queries
from leitu.backups.errors import BackupError
from leitu.core.command import INPUT_ERROR, LeituCommand, Usage


class Command(LeituCommand):
    help = "Put the state of a backup in the place of the database. What is here now is kept for seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, nargs="?", help="the backup")
        parser.add_argument("--undo", action="store_true", help="go back to the state before the last restore")
        parser.add_argument("--dry-run", action="store_true", help="say what would be lost; change nothing")
        parser.add_argument("--keys", type=Path, help="the file .keys, for a backup from another machine")

    def run(self, **options: Any) -> int:
        if bool(options["file"]) == options["undo"]:
            raise Usage("Give a file, or --undo.")
        typed = os.environ.get("LEITU_RECOVERY_KEY", "")  # never an argument: the list of processes shows those
        try:
            if options["undo"]:
                done = actions.undo_restore(actor=self.actor())
            elif not options["file"].is_file():
                raise Usage(f"There is no file {options['file']}")
            elif options["dry_run"]:
                return self._preview(options["file"], typed, options["format"])
            else:
                done = actions.restore(
                    actor=self.actor(), path=options["file"].resolve(), typed_key=typed, keys_file=options["keys"]
                )
        except (BackupError, OSError) as problem:
            self.tell(str(problem))
            return INPUT_ERROR
        if options["format"] == "json":
            self.show({"epoch": done.epoch, "restored": done.name, "safety": done.safety})
        self.tell(f"Restored. Everybody signs in again. Undo within seven days: leitu restore --undo ({done.safety})")
        return 0

    def _preview(self, path: Path, typed: str, output: str) -> int:
        preview = queries.preview_of_file(path, typed)
        if output == "json":
            self.show({"made_at": preview.manifest.made_at, "entries_lost": preview.entries, "rows": preview.rows})
        self.tell(
            f"Made {preview.manifest.made_at}, version {preview.manifest.version}, {preview.manifest.organisations}"
        )
        self.tell(f"{preview.entries} entries since then would be lost.")
        for table, (then, now) in preview.rows.items():
            self.tell(f"  {table}: {now} now, {then} in the backup")
        return 0
