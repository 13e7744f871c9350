"""The description of the API, checked in: ``openapi.py make | check``.

Whoever has written a program against it sees in its history what has changed; nothing changes by accident.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "api" / "openapi.json"


def description() -> dict[str, Any]:
    """The OpenAPI description as the product serves it at /api/openapi.json."""
    os.environ.setdefault("LEITU_TEST", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitu.config.settings")
    import django
    from django.conf import settings

    if not settings.configured or not django.apps.apps.ready:
        django.setup()
    from leitu.config.api import api

    return dict(api.get_openapi_schema())


def text() -> str:
    """What the file should hold."""
    return json.dumps(description(), indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def main() -> int:
    """Write the file, or say whether it is what it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["make", "check"])
    if parser.parse_args().what == "make":
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(text(), encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text():
        return 0
    print(f"{FILE.relative_to(ROOT)} is not what the code says: type make openapi, and look at what has changed.")
    return 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
