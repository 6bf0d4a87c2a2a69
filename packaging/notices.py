#!/usr/bin/env python3
"""Write THIRD-PARTY.txt: what the frozen program carries of others, with every licence's text.

    python packaging/notices.py FILE

Run it with the Python that the program is frozen with: it tells of the packages of that one.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib import metadata
from itertools import takewhile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LICENCES = ROOT / "packaging" / "licences"
sys.path.insert(0, str(ROOT))

from app.core.third_party import OURS, Notice, carried, joined, notice_of  # noqa: E402

_LICENCE_FILE = re.compile(r"(licen[cs]es?|copying|notice|authors)[\w.-]*$", re.IGNORECASE)
_OF_PACKAGE = re.compile(r"[^/]+\.(dist|egg)-info/")
_NO_TEXT = "It brings no licence text along: see the texts of licences at the end."

SUMMARY = """\
Rushes {version} is licensed under the Apache License 2.0 (LICENSE). It is
delivered together with the works below, each under its own licence.

In plain words:

* FFmpeg, x264 and x265 (GPL). The package av (PyAV) brings FFmpeg's
  libraries, built together with x264 and x265, which are licensed under the
  GNU General Public License, version 2 or later. Who passes this bundle on,
  passes on GPL software: the bundle as a whole may be passed on under the
  terms of the GPL, version 3 (its text is at the end), with which the Apache
  License 2.0 agrees. Sources:
  https://github.com/PyAV-Org/pyav-ffmpeg (scripts, versions, patches)
  https://ffmpeg.org
  https://code.videolan.org/videolan/x264
  https://bitbucket.org/multicoreware/x265_git
* Qt and PySide6 (LGPL). They are used under the GNU Lesser General Public
  License, version 3, and lie as files of their own in
  {qt}:
  you may replace them there with your own build of the same version.
  Sources of release {qt_version}:
  https://download.qt.io/official_releases/qt/
  https://download.qt.io/official_releases/QtForPython/
  How to build them: https://doc.qt.io/qt-6/build-sources.html
* OpenCV (Apache License 2.0) brings a build of FFmpeg of its own under the
  LGPL, version 2.1: https://github.com/opencv/opencv-python
* On Linux the bundle also holds libraries of the system it was built on
  (_internal/*.so: GLib, X11, fontconfig and others, most under the LGPL or
  MIT); that system's archive has their sources.

The GPL and the LGPL give you a right to these sources: who passes the bundle
on must see that they can be had, at the addresses above or elsewhere. Rushes'
own source, with the program that made this bundle (packaging/build.py), is in
its repository.
"""


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    text = joined(all_notices())
    Path(sys.argv[1]).write_text(text, encoding="utf-8", newline="\n")
    return 0


def all_notices() -> list[Notice]:
    """The summary first, then every package by name, then what no package of ours is."""
    return [
        Notice("About these notices", text=summary()),
        *(notice_of(package, licence_text(package)) for package in carried()),
        *others(),
        Notice("Text of the Apache License 2.0", text=(ROOT / "LICENSE").read_text("utf-8")),
        *(Notice(text_name(file), text=file.read_text("utf-8")) for file in licence_files()),
    ]


def summary() -> str:
    inside = "_internal/PySide6" if sys.platform == "win32" else "_internal/PySide6/Qt/lib"
    return SUMMARY.format(
        version=metadata.version(OURS),
        qt=inside,
        qt_version=metadata.version("PySide6-Essentials"),
    )


def licence_files() -> list[Path]:
    return sorted(LICENCES.glob("*.txt"))


def text_name(file: Path) -> str:
    return f"Text of {file.stem.replace('-', ' ')}"


def licence_text(package: metadata.Distribution) -> str:
    """All licence files of a package, each text once."""
    texts: dict[str, str] = {}
    for file in package.files or ():
        name = file.as_posix()
        in_info = _OF_PACKAGE.match(name) and ("/licenses/" in name or _LICENCE_FILE.search(name))
        if not (in_info or _LICENCE_FILE.search(name)) or file.suffix in (".py", ".pyc"):
            continue
        path = Path(str(package.locate_file(file)))
        if path.is_file():
            text = path.read_text("utf-8", "replace").strip()
            texts.setdefault(text, name.partition(".dist-info/")[2] or name)
    if not texts:
        return head_of_modules(package) or _NO_TEXT
    if len(texts) == 1:
        return next(iter(texts))
    return "\n\n".join(f"---- {name} ----\n\n{text}" for text, name in texts.items())


def head_of_modules(package: metadata.Distribution) -> str:
    """The comments that a package's modules begin with, where they name who wrote it."""
    for file in package.files or ():
        if file.suffix != ".py" or len(file.parts) > 1:
            continue
        lines = Path(str(package.locate_file(file))).read_text("utf-8", "replace").splitlines()
        head = list(takewhile(lambda line: line.startswith("#"), lines))
        if any("copyright" in line.lower() for line in head):
            return "\n".join(line.strip("# ") for line in head).strip()
    return ""


def others() -> list[Notice]:
    """What is frozen in besides packages: Python itself, and the program that starts it."""
    python = "{}.{}.{}".format(*sys.version_info[:3])
    stdlib = Path(sysconfig.get_path("stdlib"))
    texts = [stdlib / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    text = next((each.read_text("utf-8") for each in texts if each.is_file()), _NO_TEXT)
    found = [Notice("Python", python, "PSF-2.0", "https://www.python.org", text)]
    try:
        installer = metadata.distribution("pyinstaller")
    except metadata.PackageNotFoundError:
        return found
    notice = notice_of(installer, licence_text(installer))
    return [*found, notice]


if __name__ == "__main__":
    sys.exit(main())
