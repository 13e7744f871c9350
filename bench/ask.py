"""Answer one question in the world of this process: ``python -m bench.ask module:function``. JSON on standard output."""

import contextlib
import json
import sys
from importlib import import_module


def main(question: str) -> None:
    """Set Django up on the database of the environment, call the function, print what it returns."""
    with contextlib.redirect_stdout(sys.stderr):
        import django

        django.setup()
        module, _, function = question.partition(":")
        answer = getattr(import_module(module), function)()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
