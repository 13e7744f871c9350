import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from leitu.core.command import LeituCommand, Usage


class Command(LeituCommand):
    help = "Measure Leitu against named baselines; in a checkout of the repository only, for the baselines are there."
    needs_database = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--rows", metavar="GLOB", default="*", help="only rows or groups whose name fits")
        parser.add_argument("--size", choices=["small", "tenth", "full"], default="small", help="minutes, or hours")
        parser.add_argument("--folder", type=Path, help="where to keep the databases, to be used again")

    def run(self, **options: Any) -> int:
        checkout = Path(settings.PACKAGE).parent
        if not (checkout / "bench" / "__main__.py").exists():
            raise Usage("leitu bench runs in a checkout of the repository: the baselines are there.")
        words = [f"--{name}={options[name]}" for name in ("format", "rows", "size")]
        if options["folder"]:
            words.append(f"--folder={options['folder'].resolve()}")
        command = [sys.executable, "-m", "bench", *words]
        return subprocess.run(command, cwd=checkout, check=False).returncode  # noqa: S603 (our own words)
