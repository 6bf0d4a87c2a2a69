#!/usr/bin/env python3
"""Set Rushes up in this folder, and run it or its tests.

    python packaging/bootstrap.py run     make .venv, install, open the window on the demo project
    python packaging/bootstrap.py test    the same set-up with the test tools, then the test suite

Needs Python 3.11-3.13 and pip, nothing else; packages come at the versions of uv.lock. A second run
finds everything in place and starts at once. ``run --headless`` does the demo in the terminal
instead, which is also what happens where there is no screen. ``--ml`` adds torch for the neural
second opinion on cuts. What follows the command is handed on: ``run DIR`` puts the demo project
there, ``test -k name`` is pytest's.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from locked import LOCK, write_constraints

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "rushes-installed.txt"

# What Qt loads from the system on Linux: shared library -> Debian package.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}

# What Qt loads besides to show a window on an X screen.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}


class SetupError(Exception):
    """The machine lacks something; the text says what to do."""


def main() -> int:
    options, rest = parse()
    try:
        check_python()
        extras = [*(["dev"] if options.command == "test" else []), *(["ml"] if options.ml else [])]
        install(extras)
        windowed = options.command == "run" and not options.headless and has_screen()
        check_libraries(required=options.command == "test" or windowed, screen=windowed)
    except SetupError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    if options.command == "run" and not windowed and not options.headless:
        say("there is no screen here: the demo runs in this terminal")
    demo = ["app", "demo", "--window"] if windowed else ["app", "demo"]
    module = ["pytest"] if options.command == "test" else demo
    command = [str(PYTHON), "-m", *module, *rest]
    say(f"running {' '.join(module)}")
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"})


def parse() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="bootstrap.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("command", choices=("run", "test"))
    parser.add_argument(
        "--ml", action="store_true", help="also install torch (several GB on Linux)"
    )
    parser.add_argument(
        "--headless", action="store_true", help="run the demo in the terminal, without a window"
    )
    return parser.parse_known_args()


def say(text: str) -> None:
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


def check_python() -> None:
    if sys.maxsize < 2**32:
        raise SetupError("this is a 32-bit Python; Rushes needs a 64-bit one.")
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SetupError(
            f"this is Python {sys.version_info[0]}.{sys.version_info[1]}; Rushes needs 3.11, 3.12 "
            "or 3.13: install one from python.org and call this file with it."
        )


# ------------------------------------------------------------------------------ environment


def install(extras: list[str]) -> None:
    """Make .venv hold the program and ``extras``; what is there already stays."""
    found = installed_extras()
    if found is not None and set(extras) <= set(found):
        say("everything is installed")
        return
    wanted = sorted({*extras, *(found or [])})
    make_environment()
    target = str(ROOT) + (f"[{','.join(wanted)}]" if wanted else "")
    added = f" with {', '.join(wanted)}" if wanted else ""
    say(f"installing Rushes{added} (about 200 MB the first time)")
    started = time.monotonic()
    limits = write_constraints(VENV / "rushes-versions.txt")
    asked = ["--quiet", "--constraint", str(limits), "--editable", target]
    if subprocess.call([*pip(), "install", *asked], cwd=ROOT):
        raise SetupError("pip could not install the packages; its own words stand above.")
    STAMP.write_text(f"{fingerprint()}\n{' '.join(wanted)}\n", encoding="utf-8")
    say(f"installed in {time.monotonic() - started:.0f} s")


def fingerprint() -> str:
    """What an installation depends on: this Python, this folder, the dependencies and the lock."""
    digest = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes())
    digest.update(f"{sys.version_info[:3]} {ROOT}".encode())
    return digest.hexdigest()


def installed_extras() -> list[str] | None:
    """The extras of the installation in .venv, or None where it is missing or out of date."""
    try:
        mark, extras = STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return extras.split() if mark == fingerprint() and PYTHON.exists() else None


def make_environment() -> None:
    if environment_is_usable():
        return
    if VENV.exists():
        say("replacing .venv: it was made by another Python")
        shutil.rmtree(VENV)
    say("making .venv")
    # Debian's Python may come without ensurepip; pip then installs from outside (see `pip`).
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        bare = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
        again = subprocess.run(bare, capture_output=True, text=True)
        if again.returncode:
            raise SetupError(f"cannot make {VENV}: {(again.stderr or again.stdout).strip()}")


def environment_is_usable() -> bool:
    if not PYTHON.exists():
        return False
    ask = [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def pip() -> list[str]:
    """The pip of .venv; where it has none, the one of this Python, told to install there."""
    quiet = ["--disable-pip-version-check", "--no-input"]
    inside = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*inside, "--version"], capture_output=True).returncode == 0:
        return [*inside, *quiet]
    outside = [sys.executable, "-m", "pip"]
    if subprocess.run([*outside, "--version"], capture_output=True).returncode == 0:
        return [*outside, "--python", str(PYTHON), *quiet]
    raise SetupError("this Python has no pip: install it (Debian: apt install python3-pip).")


# ------------------------------------------------------------------------------ system libraries


def has_screen() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def check_libraries(*, required: bool, screen: bool) -> None:
    """See that Qt finds what it needs; on Debian as root, install it."""
    wanted = {**QT_LIBRARIES, **(SCREEN_LIBRARIES if screen and os.environ.get("DISPLAY") else {})}
    missing = missing_packages(wanted)
    if not missing:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"installing system libraries: {' '.join(missing)}")
        apt_install(missing)
        missing = missing_packages(wanted)
    if missing:
        text = f"Qt needs system libraries; install them with: {install_command(missing)}"
        if required:
            raise SetupError(text)
        say(text)


def missing_packages(wanted: dict[str, str]) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in wanted.items() if not loads(library)]


def loads(library: str) -> bool:
    # A fresh interpreter: the loader of this one remembers what it did not find.
    ask = [sys.executable, "-c", f"import ctypes; ctypes.CDLL({library!r})"]
    return subprocess.run(ask, capture_output=True).returncode == 0


def apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=environment)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.call(install, env=environment, stdout=subprocess.DEVNULL)


def install_command(packages: list[str]) -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(packages)}"
    if shutil.which("dnf"):
        return (
            "sudo dnf install mesa-libEGL mesa-libGL glib2 libxkbcommon libxkbcommon-x11 dbus-libs "
            "fontconfig xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms "
            "xcb-util-renderutil"
        )
    if shutil.which("pacman"):
        return (
            "sudo pacman -S libglvnd glib2 libxkbcommon libxkbcommon-x11 dbus fontconfig "
            "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil"
        )
    return f"your package manager ({', '.join(packages)} on Debian)"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
