from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from leitu.core.command import INPUT_ERROR, LeituCommand, Usage, initialised
from leitu.norms import queries
from leitu.norms.actions import load_pack
from leitu.norms.packfile import NATIONAL, BadPack, PackText, laxer_than, read_pack, shipped
from leitu.norms.yamlfields import Problem
from leitu.orgs.models import Tenant


class Command(LeituCommand):
    help = (
        "norms check [FILE]: read a pack (or those that come with the product) and say what is wrong, file and line. "
        "norms load FILE --tenant CODE: store it; a local pack is then switched on in the browser."
    )
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("what", choices=["check", "load"])
        parser.add_argument("file", nargs="?", type=Path, help="a pack in YAML")
        parser.add_argument("--tenant", metavar="CODE", help="for load: the tenant, if there are several")

    def run(self, **options: Any) -> int:
        file: Path | None = options["file"]
        try:
            texts = {file.name: self._text(file)} if file else {f"{c}.yaml": t for c, t in shipped().items()}
            count = self._load(texts, options) if options["what"] == "load" else self._check(texts)
            problems: list[Problem] = []
        except BadPack as bad:
            count, problems = 0, bad.problems
        if options["format"] == "json":
            errors = [{"file": p.file, "line": p.line, "norm": p.norm, "message": p.reason} for p in problems]
            self.show({"norms": count, "errors": errors})
        for problem in problems:
            self.tell(str(problem))
        if not problems:
            self.tell(f"{count} norms are good.")
        return INPUT_ERROR if problems else 0

    def _text(self, file: Path) -> str:
        try:
            return file.read_bytes().decode("utf-8-sig")
        except OSError as problem:
            raise Usage(f"Cannot read {file}: {problem.strerror}") from None
        except UnicodeDecodeError as problem:
            line = problem.object[: problem.start].count(b"\n") + 1
            raise BadPack([Problem(file.name, line, "not UTF-8")]) from None

    def _check(self, texts: dict[str, str]) -> int:
        """Read all; compare local packs with the national one, and everything with what tenants have loaded."""
        packs = [read_pack(text, file) for file, text in texts.items()]
        national = read_pack(shipped()[NATIONAL], f"{NATIONAL}.yaml")
        problems: list[Problem] = []
        for pack in packs:
            if pack.code != NATIONAL:
                problems += laxer_than(pack, national.norms)
            problems += self._conflicts(pack)
        if problems:
            raise BadPack(dict.fromkeys(problems))
        return sum(len(pack.norms) for pack in packs)

    def _conflicts(self, pack: PackText) -> list[Problem]:
        if not initialised():
            return []
        return [problem for tenant in Tenant.objects.order_by("pk") for problem in queries.conflicts(tenant, pack)]

    def _load(self, texts: dict[str, str], options: dict[str, Any]) -> int:
        if not initialised():
            raise Usage("This database is not initialised. Run: leitu init")
        if options["file"] is None:
            raise Usage("Say which file to load.")
        tenants = Tenant.objects.order_by("code")
        if options["tenant"]:
            tenants = tenants.filter(code=options["tenant"])
        found = list(tenants[:2])
        if len(found) != 1:
            raise Usage("Say which tenant with --tenant CODE." if found else "There is no such tenant.")
        [(file, text)] = texts.items()
        load_pack(actor=self.actor(found[0].pk), tenant=found[0], text=text, file=file)
        return len(read_pack(text, file).norms)
