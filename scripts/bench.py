"""Measure what people wait for: ``make bench``. One run compares with itself; machines differ.

Builds a demo district, then prints for each kind of page the median and the slowest of its answers
with the number of queries, and for each command its seconds.
"""

import statistics
import sys
import time

from scripts.demo_site import demo, leitu, pages, signed_in

REPEATS = 15
UNITS, MEMBERS, YEARS = 120, 2500, 2


def measure_pages() -> None:
    """Time every kind of page once for the first account that can see it, in process and without a network."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    print(f"\n{'page':<34}{'account':<18}{'median ms':>10}{'slowest':>10}{'queries':>9}")
    seen: set[str] = set()
    for account, client in signed_in():
        for name, address in list(pages(client, seen)):
            if name.startswith("ui:"):
                continue
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            queries = len(captured)  # now: the next request empties the log
            times = []
            for _ in range(REPEATS):
                start = time.perf_counter()
                client.get(address)
                times.append((time.perf_counter() - start) * 1000)
            print(f"{name:<34}{account:<18}{statistics.median(times):>10.1f}{max(times):>10.1f}{queries:>9}")


def measure_commands() -> None:
    """Time the commands that read the whole district."""
    from leitu.core.clock import today
    from leitu.orgs.models import Unit

    root = Unit.objects.filter(parent=None).values_list("code", flat=True)[0]
    print(f"\n{'command':<60}{'seconds':>10}")
    for words in (
        ["duties", "--unit", root, "--below", "--on", f"{today()}", "--format", "json"],
        ["duties", "--unit", root, "--below", "--on", f"{today()}", "--summary"],
        ["facts", "rebuild", "--check"],
        ["check-invariants"],
    ):
        start = time.perf_counter()
        leitu(*words)
        print(f"{'leitu ' + ' '.join(words):<60}{time.perf_counter() - start:>10.2f}")


def main() -> int:
    """Build, measure, print."""
    start = time.perf_counter()
    with demo(UNITS, MEMBERS, YEARS):
        print(f"· Built in {time.perf_counter() - start:.1f} s")
        measure_pages()
        measure_commands()
    return 0


if __name__ == "__main__":
    sys.exit(main())
