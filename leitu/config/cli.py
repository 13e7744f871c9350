"""The ``leitu`` command: ``leitu import-units`` runs the management command ``import_units``."""

import os
import sys


def main(argv: list[str] | None = None) -> None:
    """Run one command. Exit code 0 done, 1 the input has errors, 2 usage or environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitu.config.settings")
    from leitu.config.engine import use_bundled_sqlite

    use_bundled_sqlite()
    from django.core.management import ManagementUtility

    words = list(sys.argv[1:] if argv is None else argv)
    if words and not words[0].startswith("-"):
        words[0] = words[0].replace("-", "_")
    utility = ManagementUtility(["leitu", *words])
    utility.prog_name = "leitu"
    try:
        utility.execute()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python would complain while flushing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
