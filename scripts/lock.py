"""Write the lock files again: ``make lock``. They hold hashes and no address of a registry."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
UV = ROOT / ".venv" / "bin" / "uv"
OPTIONS = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]


def compile_lock(source: str, name: str, *more: str) -> None:
    """Resolve ``source`` into requirements/``name``.lock; what is pinned there stays unless it must move."""
    target = f"requirements/{name}.lock"
    print(f"· {target}", flush=True)
    subprocess.run([UV, "pip", "compile", source, *OPTIONS, *more, "-o", target], cwd=ROOT, check=True)


def lock_front_end() -> None:
    """Resolve package.json; npm repeats the packages' donation pages, which are addresses too."""
    print("· package-lock.json", flush=True)
    subprocess.run(["npm", "install", "--package-lock-only", "--silent"], cwd=ROOT, env=dict(os.environ), check=True)
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Lock everything; base is held to what dev chose, so that one environment can carry both."""
    compile_lock("pyproject.toml", "dev", "--group", "build", "--group", "dev")
    compile_lock("pyproject.toml", "base", "--group", "build", "--constraint", "requirements/dev.lock")
    compile_lock("requirements/node.in", "node")
    lock_front_end()


if __name__ == "__main__":
    main()
