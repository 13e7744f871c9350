"""Run every check that needs no test: ``make lint``. All of them, also after one has failed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LOCKS = ("requirements/*.lock", "package-lock.json")


def checks() -> list[tuple[str, list[str]]]:
    """The checks with their commands, in the order in which they help most."""
    python = str(BIN / "python")
    found = [
        ("style", [str(BIN / "ruff"), "check", "."]),
        ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        ("floors", [str(BIN / "lint-imports"), "--no-logo"]),
        ("templates", [python, "scripts/lint_templates.py"]),
        ("markup", [str(BIN / "djlint"), "leitu", "--lint", "--quiet"]),
        ("migrations", [python, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        ("interface", [python, "scripts/openapi.py", "check"]),
        ("types", [str(BIN / "mypy")]),
    ]
    if shutil.which("xgettext") or os.environ.get("CI"):
        found.append(("catalogues", [python, "scripts/messages.py", "check"]))
    else:
        print("· catalogues: not checked, GNU gettext is not installed here")
    return found


def addresses_in_locks() -> list[str]:
    """The lines of lock files that name a host; none may, or the lock ties everybody to one registry."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for pattern in LOCKS
        for path in sorted(ROOT.glob(pattern))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "://" in line
    ]


def main() -> int:
    """Run them all and name those that failed."""
    env = {**os.environ, "LEITU_TEST": "1", "DJANGO_SETTINGS_MODULE": "leitu.config.settings"}
    failed = []
    for name, command in checks():
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        print(f"· {name}: {'wrong' if done.returncode else 'fine'}", flush=True)
        if done.returncode:
            print(done.stdout, flush=True)
            failed.append(name)
    named = addresses_in_locks()
    print(f"· lock files: {'wrong' if named else 'fine'}", *named, sep="\n")
    if named:
        failed.append("lock files")
    if failed:
        print(f"\nTo see to: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
