"""The base of all commands: one JSON document on standard output, messages on standard error, exit codes 0, 1, 2."""

import datetime as dt
import getpass
import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection

from leitu.core.actor import Actor, console

INPUT_ERROR = 1
USAGE_ERROR = 2


class Usage(CommandError):
    """Wrong words, a missing file, a missing or foreign database: exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=USAGE_ERROR)


def day(text: str) -> dt.date:
    """An ISO date argument. Raises ValueError, which argparse turns into exit code 2."""
    return dt.date.fromisoformat(text)


class LeituCommand(BaseCommand):
    """Commands inherit from this and implement ``run(**options)``, returning the exit code."""

    needs_database = True
    stealth_options = ("format",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="text for people, json for scripts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if self.needs_database and not initialised():
            raise Usage("This database is not initialised. Run: leitu init")
        code = self.run(**options)
        if code:
            sys.stdout.flush()
            sys.exit(code)

    def run(self, **options: Any) -> int:
        """Do the work; 0 when done."""
        raise NotImplementedError

    def tell(self, message: str) -> None:
        """A message or progress line, on standard error."""
        self.stderr.write(message, style_func=lambda text: text)

    def show(self, document: Any) -> None:
        """One JSON document on standard output."""
        self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))

    def actor(self, tenant_id: int = 0) -> Actor:
        """The operating-system user at the console, working in a tenant."""
        try:
            name = getpass.getuser()
        except (KeyError, OSError):
            name = str(os.getuid())
        return console(name, tenant_id)


def initialised() -> bool:
    """Whether ``leitu init`` has run on this database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM orgs_installation")
            return cursor.fetchone() is not None
    except DatabaseError:
        return False
