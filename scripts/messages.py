"""The texts in other languages: ``messages.py make | check | compile``.

Chinese is written in the code; leitu/locale holds English and traditional Chinese. Collecting needs
GNU gettext (xgettext); compiling does not, so that a plain machine can install Leitu.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "leitu"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "zh_Hant": "nplurals=1; plural=0;"}
LANGUAGES = tuple(PLURALS)
HEADER = """\
# Leitu in another language. The texts to translate are collected by make messages.
msgid ""
msgstr ""
"Project-Id-Version: Leitu\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""
SHOWN = 20
LEFT_OUT = ("__pycache__", "vendor", "fonts", "tests", "*.pyc")


def catalogue(package: Path, language: str) -> Path:
    """Where a package keeps the texts of one language."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """Read a catalogue without the entries that are no longer used."""
    with path.open("rb") as source:
        return read_po(source, ignore_obsolete=True)


def is_gap(message: Message) -> bool:
    """Whether a translation is missing, unsure or only half there."""
    texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return message.fuzzy or not all(texts)


def key(message: Message) -> tuple[str, str]:
    """What identifies a text: its context and the text in the code."""
    text = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return (str(message.context or ""), str(text))


def collect(package: Path) -> None:
    """Run makemessages over a package that has a locale folder. Exits when gettext is not installed."""
    if shutil.which("xgettext") is None:
        sys.exit("Collecting texts needs GNU gettext (on Debian: apt-get install gettext).")
    words = [word for language in LANGUAGES for word in ("--locale", language)]
    words += ["--no-wrap", "--no-obsolete", "--add-location", "file", "--ignore", "tests", "--ignore", "vendor"]
    # Without settings Django looks into this folder's own locale, which may be a copy.
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *words],
        cwd=package,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout)


def make() -> int:
    """Bring the catalogues up to date with the code."""
    for language, plurals in PLURALS.items():
        path = catalogue(PACKAGE, language)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEADER.format(language=language, plurals=plurals), encoding="utf-8")
    collect(PACKAGE)
    return 0


def check() -> int:
    """Say which texts have no translation, or a translation no text. 0 when there are none."""
    if not all(catalogue(PACKAGE, language).exists() for language in LANGUAGES):
        print("There are no catalogues yet (make messages).")
        return 0
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "leitu"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        collect(copy)
        for language in LANGUAGES:
            kept = {key(message) for message in read(catalogue(PACKAGE, language)) if message.id}
            fresh = {key(message): message for message in read(catalogue(copy, language)) if message.id}
            gaps = sorted(each for each, message in fresh.items() if each not in kept or is_gap(message))
            stale = sorted(kept - set(fresh))
            found = [f"not translated: {text!r}" + (f" ({context})" if context else "") for context, text in gaps]
            found += [f"no longer in the code: {text!r}" for _, text in stale]
            for line in found[:SHOWN]:
                print(f"{catalogue(PACKAGE, language).relative_to(ROOT)}: {line}")
            if len(found) > SHOWN:
                print(f"… and {len(found) - SHOWN} more in {language}")
            problems += len(found)
    if problems:
        print(f"{problems} texts to see to; make messages collects them.")
    return int(problems > 0)


def compile_all() -> int:
    """Write the .mo file beside every catalogue."""
    for path in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        with path.with_suffix(".mo").open("wb") as out:
            write_mo(out, read(path))
    return 0


def main() -> int:
    """Do one of the three."""
    todo = {"make": make, "check": check, "compile": compile_all}
    parser = argparse.ArgumentParser(description="Collect, check or compile the translations.")
    parser.add_argument("what", choices=todo)
    return todo[parser.parse_args().what]()


if __name__ == "__main__":
    sys.exit(main())
