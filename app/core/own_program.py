"""This program as it lies on the disk: how it is started again, and what nobody else may get of it.

From a checkout or an installation it is started through Python. A frozen one (PyInstaller,
packaging/build.py) has no Python to call: its own file takes the arguments. It begins with
variables that lead to its own libraries, with which no other program would run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.core import language

_ROOT = Path(__file__).resolve().parents[2]  # the folder that ``app`` lies in
_ITS_OWN = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")  # set by PyInstaller; Qt finds its way without
_LANGUAGE = "RUSHES_LANGUAGE"
_BOOTLOADER = ("_PYI_", "PYINSTALLER_")


def is_frozen() -> bool:
    """Return whether the program runs out of a bundle, without a Python of its own."""
    return bool(getattr(sys, "frozen", False))


def bundle() -> Path:
    """Return the folder that a frozen program's libraries and resources lie in."""
    return Path(getattr(sys, "_MEIPASS", _ROOT))


def own_program(*words: str) -> list[str]:
    """Return the command line that starts this program with some arguments."""
    if is_frozen():
        return [sys.executable, *words]
    return [sys.executable, "-m", "app", *words]


def own_folder() -> Path:
    """Return the folder to start it in: ``app`` is found there."""
    return Path(sys.executable).parent if is_frozen() else _ROOT


def own_environment() -> dict[str, str]:
    """Return its environment: as ours, and its texts are UTF-8 wherever they go.

    What it says to a person, `spoken_by_starter`, is in the language of now.
    """
    ways = {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8", _LANGUAGE: language.current()}
    return {**os.environ, **ways}


def spoken_by_starter() -> str:
    """Return the code of the language that this process was started in."""
    return os.environ.get(_LANGUAGE, "en")


def without_bundle(variables: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as it was before a frozen program began; as it is where none did.

    Linux's loader is led to the bundle's libraries, Windows' search path too, and Qt to its
    plugins: a Python or a file manager that is started from here would crash on them.
    """
    if not is_frozen():
        return dict(variables)
    found = {
        name: value
        for name, value in variables.items()
        if name not in _ITS_OWN and not name.startswith(_BOOTLOADER)
    }
    before = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        found["LD_LIBRARY_PATH"] = before
    elif _is_ours(found.get("LD_LIBRARY_PATH", "")):
        del found["LD_LIBRARY_PATH"]
    if "PATH" in found:
        places = found["PATH"].split(os.pathsep)
        found["PATH"] = os.pathsep.join(each for each in places if not _is_ours(each))
    return found


def _is_ours(folder: str) -> bool:
    return bool(folder) and Path(folder) == bundle()


def forget_bundle() -> None:
    """Make the environment of this process as it was before; whoever it starts gets that.

    Qt starts file managers and browsers without asking us. The loader has read what it needs.
    """
    kept = without_bundle(os.environ)
    for name in [each for each in os.environ if each not in kept]:
        del os.environ[name]
    os.environ.update(kept)
