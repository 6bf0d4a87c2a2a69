"""A trainer for tests: looks like a checkout of musubi-tuner, prints what the real one prints.

It is never on screen and never in the product. `make_standin` makes the folder::

    checkout = make_standin(tmp_path / "musubi-tuner", seconds_per_step=0.01, children=2)

    pyproject.toml                                   name musubi-tuner, version 0.3.4
    src/musubi_tuner/wan_{cache_latents,cache_text_encoder_outputs,train_network}.py
    wan_….py                                         wrappers (``layout="old"``: there only)
    accelerate/                                      ``python -m accelerate.commands.launch …``
    venv/                                            a Python that has accelerate, and tensorboard

Run it with `python_of(checkout)` (or any Python: the current directory must be the checkout then).
The scripts read their options from the command line as the real ones do (``--dataset_config``,
``--output_dir``, ``--output_name``, ``--logging_dir``, ``--max_train_epochs``, ``--save_state``,
``--save_every_n_epochs``, ``--sample_prompts``, …), pass over those they do not know, and write
checkpoints, states, samples and event files with the real names. Text comes from
``tests/samples/trainer_logs``; a number in it is that of this run.

How it behaves is said by keyword to `make_standin`, later with `tell`, or in the environment of the
process (``STANDIN_SECONDS_PER_STEP=0.5``, ``STANDIN_CRASH=train@12``): see `Behaviour` for every
field. The default trains on 31 samples, at once. For a test of the window that needs a run that
stands still::

    checkout = make_standin(folder, gate="train@47")   # at step 47 of 93
    …
    release(checkout)                                  # and on it goes, to its end

``alive(checkout)`` are the processes of it that still run; ``began(checkout)`` all there ever were.
"""

from __future__ import annotations

import os
import sys
import time
import venv
from pathlib import Path

from tests.standin import behaviour, family
from tests.standin.behaviour import Behaviour
from tests.standin.player import GO

__all__ = [
    "Behaviour",
    "alive",
    "began",
    "make_standin",
    "python_of",
    "release",
    "tell",
    "until_nobody",
]

_ROOT = Path(__file__).parents[2]
_SCRIPTS = {
    "wan_cache_latents": "cache_latents",
    "wan_cache_text_encoder_outputs": "cache_text",
    "wan_train_network": "train",
    "wan_generate_video": "generate",
}
_SCRIPT = """import sys

sys.path.insert(0, {root!r})
from tests.standin.player import main

if __name__ == "__main__":
    main({step!r}, {folder!r})
"""
_LAUNCH = '''"""Starts a script in a process of its own and waits for it, as accelerate does."""

import subprocess
import sys


def main():
    words = sys.argv[1:]
    if words[:1] == ["launch"]:
        del words[0]
    place = next(n for n, word in enumerate(words) if word.endswith(".py"))
    command = [sys.executable, *words[place:]]
    process = subprocess.Popen(command)
    process.wait()
    if process.returncode != 0:
        raise subprocess.CalledProcessError(returncode=process.returncode, cmd=command)


if __name__ == "__main__":
    main()
'''


def make_standin(
    folder: Path, *, layout: str = "new", with_venv: bool = True, **values: object
) -> Path:
    """Make a checkout of the stand-in; return its folder.

    Args:
        folder: Where; it is made.
        layout: ``new``: scripts in ``src/musubi_tuner`` with wrappers at the root; ``old``: at the
            root.
        with_venv: Whether it has a ``venv`` of its own, which takes a tenth of a second.
        values: How it behaves: fields of `Behaviour`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "pyproject.toml", '[project]\nname = "musubi-tuner"\nversion = "0.3.4"\n')
    places = [folder] if layout == "old" else [folder, folder / "src" / "musubi_tuner"]
    for place in places:
        for name, step in _SCRIPTS.items():
            script = _SCRIPT.format(root=str(_ROOT), step=step, folder=str(folder))
            _write(place / f"{name}.py", script)
    if layout == "new":
        _write(folder / "src" / "musubi_tuner" / "__init__.py", "")
    _write_packages(folder)
    if with_venv:
        _make_venv(folder / "venv")
    behaviour.write(folder, values)
    (folder / family.PIDS).touch()
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _write_packages(folder: Path) -> None:
    """Write accelerate, and what tells that tensorboard is there."""
    _write(folder / "accelerate" / "__init__.py", '__version__ = "1.6.0"\n')
    _write(folder / "accelerate" / "commands" / "__init__.py", "")
    _write(folder / "accelerate" / "commands" / "launch.py", _LAUNCH)
    _write(folder / "accelerate" / "commands" / "accelerate_cli.py", _LAUNCH)
    for name, version in (("accelerate", "1.6.0"), ("tensorboard", "2.19.0")):
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        _write(folder / f"{name}-{version}.dist-info" / "METADATA", about)


def _make_venv(folder: Path) -> None:
    """Make a venv without pip that finds the packages beside it."""
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    places = [folder / "Lib" / "site-packages", *folder.glob("lib/python*/site-packages")]
    packages = next(place for place in places if place.is_dir())
    _write(packages / "standin.pth", f"{folder.parent}\n")


def python_of(folder: Path) -> Path:
    """Return the Python of a stand-in: its venv's, or ours."""
    for name in ("bin/python", "Scripts/python.exe"):
        if (folder / "venv" / name).exists():
            return folder / "venv" / name
    return Path(sys.executable)


def tell(folder: Path, **values: object) -> None:
    """Say anew how scripts behave that start from now on; what is not named is as by default."""
    behaviour.write(folder, values)


def release(folder: Path) -> None:
    """Open the gates, of this run and of those to come."""
    (folder / GO).touch()


def began(folder: Path) -> list[tuple[str, int]]:
    """Return the role and number of every process there was; roles of scripts are their steps."""
    lines = (folder / family.PIDS).read_text(encoding="ascii").splitlines()
    return [(role, int(pid)) for role, pid in map(str.split, lines)]


def alive(folder: Path) -> list[tuple[str, int]]:
    """Return the role and number of every process that still runs."""
    return [(role, pid) for role, pid in began(folder) if _runs(folder, pid)]


def _runs(folder: Path, pid: int) -> bool:
    import psutil  # the stand-in's own Python has none

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and any(
            str(folder) in word for word in process.cmdline()
        )
    except psutil.NoSuchProcess:
        return False


def until_nobody(folder: Path, seconds: float = 10.0) -> None:
    """Wait until none of its processes runs; an AssertionError where one still does."""
    end = time.monotonic() + seconds
    while left := alive(folder):
        assert time.monotonic() < end, f"still alive: {left}"
        time.sleep(0.02)
