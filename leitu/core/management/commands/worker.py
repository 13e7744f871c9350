from typing import Any

from django.core.management.base import CommandParser

from leitu.core import jobs
from leitu.core.command import LeituCommand
from leitu.core.worker import Worker


class Command(LeituCommand):
    help = "Run the planned jobs until Ctrl-C. Several workers may run; each run is taken by one of them."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--beside", action="store_true", help="end when the process that started this one ends")

    def run(self, **options: Any) -> int:
        self.tell(f"{len(jobs.jobs())} jobs are planned. Ctrl-C ends the worker.")
        Worker().serve(beside=options["beside"])
        return 0
