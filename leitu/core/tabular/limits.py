"""How much of a foreign file is read before it is refused (security.md C2). Two sets: browser and console."""

import dataclasses
from dataclasses import dataclass

from django.conf import settings

KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds, all inclusive."""

    file_bytes: int
    unpacked_bytes: int  # of all parts of the archive together, as its directory declares and as read
    part_bytes: int  # of one part
    ratio: int  # unpacked to packed, of the archive and of every part above RATIO_FREE_BYTES
    entries: int  # parts in the archive
    rows: int  # that hold something
    columns: int
    cells: int  # present in the file, also empty ones
    cell_chars: int  # Excel's own bound is 32 767
    issues: int  # that are listed; more are only counted
    result_bytes: int  # written by the child to the temporary folder
    memory_bytes: int  # address space of the child
    cpu_seconds: int
    wall_seconds: int


UPLOAD = Limits(
    file_bytes=10 * MB,
    unpacked_bytes=100 * MB,
    part_bytes=30 * MB,
    ratio=100,
    entries=500,
    rows=20_000,
    columns=100,
    cells=2_000_000,
    cell_chars=32_767,
    issues=20_000,
    result_bytes=200 * MB,
    memory_bytes=1024 * MB,
    cpu_seconds=20,
    wall_seconds=30,
)

CONSOLE = dataclasses.replace(
    UPLOAD,
    file_bytes=100 * MB,
    unpacked_bytes=500 * MB,
    part_bytes=500 * MB,
    rows=300_000,
    cells=30_000_000,
    issues=100_000,
    result_bytes=2048 * MB,
    cpu_seconds=600,
    wall_seconds=900,
)

RATIO_FREE_BYTES = 1 * MB  # a small part may shrink as much as it likes


def upload() -> Limits:
    """For files sent by a browser; single bounds may be overridden in `settings.IMPORT_LIMITS["upload"]`."""
    return _configured(UPLOAD, "upload")


def console() -> Limits:
    """For files read by a command or a job; overridden in `settings.IMPORT_LIMITS["console"]`."""
    return _configured(CONSOLE, "console")


def _configured(limits: Limits, name: str) -> Limits:
    return dataclasses.replace(limits, **getattr(settings, "IMPORT_LIMITS", {}).get(name, {}))
