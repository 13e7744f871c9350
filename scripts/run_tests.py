"""Run the whole suite: ``make test``. On SQLite always, and again on PostgreSQL where it is installed.

``LEITU_REQUIRE=postgres,browser`` turns a missing one from a remark into a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.postgres import find_binaries

ROOT = Path(__file__).resolve().parent.parent


def run(what: str, *command: str, without: str = "") -> int:
    """Run one command under a heading and return its exit code."""
    print(f"\n=== {what} ===", flush=True)
    env = {name: value for name, value in os.environ.items() if name != without}
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=env, check=False).returncode


def main() -> int:
    """Run both databases even when the first has failures: one run tells everything."""
    required = os.environ.get("LEITU_REQUIRE", "").split(",")
    failed = run("Tests on SQLite", "pytest", without="DATABASE_URL") != 0
    if find_binaries():
        # A browser, and every page with every role and every bad input, see the same on both: once is enough. PostgreSQL
        # keeps what was rolled back until its transaction ends, and took five times as long for these.
        tests = [sys.executable, "-m", "pytest", "-m", "not nightly and not browser and not once"]
        failed |= run("Tests on PostgreSQL", "tests.support.postgres", "--", *tests) != 0
    elif "postgres" in required:
        print("\nLEITU_REQUIRE asks for PostgreSQL, and it is not installed.", file=sys.stderr)
        failed = True
    else:
        print("\nNot run on PostgreSQL: it is not installed here.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
