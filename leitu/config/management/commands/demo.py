import os
import socket
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import DatabaseError, connection

from leitu.accounts.models import User
from leitu.activities.models import Activity, Attendance
from leitu.config.actions import build_demo
from leitu.config.assets import collect
from leitu.config.demo.build import Built, Parameters, start_of
from leitu.config.queries import demo_parameters, is_unfinished_demo
from leitu.core.clock import today
from leitu.core.command import LeituCommand, Usage
from leitu.core.periods import FOREVER
from leitu.facts.models import Fact
from leitu.orgs.models import Tenant, Unit
from leitu.people.models import Membership

HOST, PORT = "127.0.0.1", 8000


class Command(LeituCommand):
    help = "Build a living demo district in an empty database and serve it with one-click accounts."
    needs_database = False
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--units", type=int, default=120, help="organisations, groups included (120)")
        parser.add_argument("--members", type=int, default=2500, help="members on the register today (2500)")
        parser.add_argument("--years", type=int, default=2, help="years of organised life (2)")
        parser.add_argument("--seed", type=int, default=1, help="another number, another district (1)")
        parser.add_argument("--no-serve", action="store_true", help="only build")

    def run(self, **options: Any) -> int:
        parameters = Parameters(*(options[name] for name in ("units", "members", "years", "seed")))
        if problem := parameters.problem():
            raise Usage(problem)
        tenant = self._own_tenant(parameters)
        built = self._count(tenant) if tenant else self._build(parameters)
        if options["format"] == "json":
            report = asdict(built)
            self.show({name: report[name] for name in REPORTED})
        if options["no_serve"]:
            return 0
        self._serve()
        return 0

    def _own_tenant(self, parameters: Parameters) -> Tenant | None:
        """The demo district of these parameters if it is here. Raises Usage when something else is."""
        try:
            if "orgs_tenant" not in connection.introspection.table_names():
                return None
            found = [(tenant, demo_parameters(tenant)) for tenant in Tenant.objects.order_by("pk")]
        except DatabaseError as problem:
            raise Usage(f"This database cannot be used: {problem}") from problem
        if not found:
            return None
        if any(is_unfinished_demo(tenant) for tenant, _known in found):
            raise Usage(
                "The building of a demo district was broken off in this database. Empty it (delete the SQLite file, or drop "
                "and create the database) and start again."
            )
        if any(known is None for _tenant, known in found):
            raise Usage(
                "This database holds real data, so no demo is built in it. "
                "Set DATABASE_URL to an empty one, for example sqlite:////tmp/demo.sqlite3"
            )
        mine = next((tenant for tenant, known in found if known == parameters), None)
        if mine is None:
            raise Usage(
                f"This database holds another demo district ({found[0][1]}). Give the same numbers, or set DATABASE_URL "
                "to an empty database."
            )
        return mine

    def _build(self, parameters: Parameters) -> Built:
        day = today()
        self.tell("正在准备数据库 · Preparing the database")
        call_command("init", since=start_of(day, parameters.years), stdout=self.stderr, stderr=self.stderr)
        self.tell("正在生成演示区 · Building the demo district")
        built = build_demo(actor=self.actor(), parameters=parameters, day=day, tell=lambda line: self.tell(f"  {line}"))
        if built.loading:
            speed = round(built.rows / built.loading)
            self.tell(f"{built.rows} rows in bulk, {speed} a second; {built.seconds} s in all")
        return built

    def _count(self, tenant: Tenant) -> Built:
        self.tell("演示区已经在这里 · The demo district is here already")
        return Built(
            units=Unit.objects.filter(tenant=tenant).count(),
            members=Membership.objects.filter(tenant=tenant, until=FOREVER).count(),
            activities=Activity.objects.filter(tenant=tenant).count(),
            attendances=Attendance.objects.filter(tenant=tenant).count(),
            facts=Fact.objects.filter(tenant_id=tenant.pk).count(),
        )

    def _serve(self) -> None:
        """Become the server; Ctrl-C ends it."""
        port = free_port()
        self.tell("\n演示账号（点一下就进，不用密码）· Demo accounts (one click, no password):")
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            self.tell(f"  {user.label}  {user.demo_note}")
        self.tell(f"\n请用浏览器打开 · Open in a browser:  http://{HOST}:{port}/accounts/demo/")
        self.tell("按 Ctrl-C 结束 · Ctrl-C ends it\n")
        connection.close()
        sys.stdout.flush()
        sys.stderr.flush()
        collect()
        server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
        calm = ["--no-ws", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning"]
        os.environ["LEITU_DEMO"] = "1"
        # It ends with the server, which takes this process over.
        subprocess.Popen([sys.executable, "-m", "leitu", "worker", "--beside"], stdout=subprocess.DEVNULL)
        os.execv(sys.executable, [*server, *calm, "leitu.config.wsgi:application"])  # noqa: S606 (our own words)


REPORTED = ("units", "members", "activities", "attendances", "facts", "seconds")


def free_port() -> int:
    """The first port from PORT on that nobody listens on. Raises Usage."""
    for port in range(PORT, PORT + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Usage(f"No free port between {PORT} and {PORT + 49}")
