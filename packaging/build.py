#!/usr/bin/env python3
"""Freeze Rushes into a program that needs no Python, and try what came out.

    python packaging/build.py            everything, in an environment of its own from uv.lock
    python packaging/build.py --here     with the packages of this Python (extra ``build``)

It leaves in dist/: the folder Rushes, an archive of it, on Windows an installer where Inno Setup's
ISCC is found, SHA256SUMS.txt, and report.json with sizes and times. It stops at the first thing
that is wrong. ``--skip`` leaves steps out: smoke, times, archive, installer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

from bootstrap import check_python
from locked import LOCK, write_constraints

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build"
DIST = ROOT / "dist"
FOLDER = DIST / "Rushes"
VENV = WORK / "venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WINDOWS = sys.platform == "win32"
SYSTEM = "windows-x64" if WINDOWS else f"{sys.platform}-x64"
STEPS = ("smoke", "times", "archive", "installer")
MB = 1_000_000


class BuildError(Exception):
    """A step failed; the text says which."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--here", action="store_true", help="freeze with this Python's packages")
    parser.add_argument("--skip", action="append", default=[], choices=STEPS, metavar="STEP")
    options = parser.parse_args()
    try:
        check_python()
        if not options.here:
            make_environment()
            again = [str(PYTHON), __file__, "--here", *(f"--skip={each}" for each in options.skip)]
            return subprocess.call(again)
        build(set(STEPS) - set(options.skip))
    except BuildError as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


def build(steps: set[str]) -> None:
    report: dict[str, object] = {"version": version(), "system": SYSTEM}
    freeze()
    report["folder_mb"] = round(size_of(FOLDER) / MB, 1)
    report["files"] = sum(1 for each in FOLDER.rglob("*") if each.is_file())
    if "smoke" in steps:
        run("smoke", sys.executable, ROOT / "packaging" / "smoke.py", FOLDER)
    if "times" in steps:
        measure = ROOT / "packaging" / "start_times.py"
        report |= json.loads(run("times", sys.executable, measure, FOLDER))
    made = []
    if "archive" in steps:
        made.append(archive())
    if "installer" in steps and (compiler := find_iscc()):
        made.append(installer(compiler))
    report |= {each.name: round(each.stat().st_size / MB, 1) for each in made}
    write_sums(made)
    text = json.dumps(report, indent=1)
    (DIST / "report.json").write_text(text + "\n", encoding="utf-8")
    print(text)


# ------------------------------------------------------------------------------ environment


def make_environment() -> None:
    """Make build/venv hold what the lock says, and PyInstaller."""
    mark = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes()).hexdigest()
    stamp = VENV / "rushes-installed.txt"
    said = f"{mark} {sys.version_info[:3]}"
    if stamp.is_file() and stamp.read_text() == said:
        return
    say("making build/venv from uv.lock")
    run("venv", sys.executable, "-m", "venv", "--clear", VENV)
    limits = write_constraints(WORK / "constraints.txt")
    quiet = ("--disable-pip-version-check", "--no-input", "--quiet")
    target = f"{ROOT}[build]"
    run("pip", PYTHON, "-m", "pip", "install", *quiet, "--constraint", limits, "--editable", target)
    stamp.write_text(said)


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def say(text: str) -> None:
    print(f"build: {text}", file=sys.stderr, flush=True)


def run(name: str, *command: object) -> str:
    """Run a program to its end; what it prints on stdout is returned, errors are shown."""
    say(name)
    done = subprocess.run([str(each) for each in command], cwd=ROOT, stdout=subprocess.PIPE)
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        raise BuildError(f"{name} failed (exit code {done.returncode}); its words stand above.")
    return done.stdout.decode("utf-8", "replace")


# ------------------------------------------------------------------------------ freezing


def freeze() -> None:
    WORK.mkdir(exist_ok=True)
    run("notices", sys.executable, ROOT / "packaging" / "notices.py", WORK / "THIRD-PARTY.txt")
    (WORK / "version.txt").write_text(version_resource(version()), encoding="utf-8")
    quiet = ("--noconfirm", "--log-level", "WARN")
    places = ("--distpath", DIST, "--workpath", WORK / "pyinstaller")
    spec = ROOT / "packaging" / "rushes.spec"
    run("pyinstaller", sys.executable, "-m", "PyInstaller", *quiet, *places, spec)
    if WINDOWS:  # a terminal looks for .com before .exe
        (FOLDER / "rushes-console.exe").replace(FOLDER / "rushes.com")
    elif shutil.which("strip"):
        strip_symbols(FOLDER / "_internal")
    for file in (WORK / "THIRD-PARTY.txt", ROOT / "LICENSE"):
        shutil.copy2(file, FOLDER)


def strip_symbols(inside: Path) -> None:
    """Take names for debuggers out of Python's and PyAV's own modules; other wheels have none."""
    places = ("libpython*.so*", "python*/lib-dynload/*.so", "av/**/*.so")
    files = [file for place in places for file in inside.glob(place) if not file.is_symlink()]
    before = sum(file.stat().st_size for file in files)
    run("strip", "strip", "--strip-unneeded", *files)
    left = (before - sum(file.stat().st_size for file in files)) / MB
    say(f"left out: symbols, {left:.1f} MB")


def version_resource(number: str) -> str:
    """What the properties of the program's file say on Windows."""
    parts = tuple(int(each) for each in (number.split(".") + ["0"] * 4)[:4])
    texts = {
        "FileDescription": "Rushes",
        "ProductName": "Rushes",
        "FileVersion": number,
        "ProductVersion": number,
        "LegalCopyright": "Apache License 2.0",
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={parts}, prodvers={parts}), kids=["
        f"StringFileInfo([StringTable('040904B0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder; links are not followed."""
    return sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir())


# ------------------------------------------------------------------------------ what is passed on


def archive() -> Path:
    """Pack the folder: a zip on Windows, which opens by itself there; elsewhere tar.xz."""
    name = f"Rushes-{version()}-{SYSTEM}"
    say("archive")
    if WINDOWS:
        path = DIST / f"{name}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file in sorted(FOLDER.rglob("*")):
                packed.write(file, Path(FOLDER.name) / file.relative_to(FOLDER))
        return path
    path = DIST / f"{name}.tar.xz"
    if shutil.which("xz"):  # with all cores
        tar = ["tar", "--create", "--directory", DIST, "--use-compress-program", "xz -T0 -3"]
        run("tar", *tar, "--owner=0", "--group=0", "--file", path, FOLDER.name)
        return path
    with tarfile.open(path, "w:xz") as packed:
        packed.add(FOLDER, FOLDER.name)
    return path


def find_iscc() -> str | None:
    """Inno Setup's compiler, where it is installed."""
    if not WINDOWS:
        return None
    places = [
        Path(os.environ.get(name, "C:/")) / folder / "ISCC.exe"
        for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")
        for folder in ("Inno Setup 6", "Programs/Inno Setup 6")
    ]
    found = shutil.which("iscc") or next((str(each) for each in places if each.is_file()), None)
    if found is None:
        say("no installer: Inno Setup's ISCC was not found")
    return found


def installer(compiler: str) -> Path:
    run("installer", compiler, "/Q", f"/DVersion={version()}", ROOT / "packaging" / "windows.iss")
    return DIST / f"Rushes-{version()}-setup.exe"


def write_sums(files: list[Path]) -> None:
    lines = []
    for file in files:
        with file.open("rb") as opened:
            lines.append(f"{hashlib.file_digest(opened, 'sha256').hexdigest()} *{file.name}\n")
    if lines:
        (DIST / "SHA256SUMS.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
