"""One round: a process that has films captioned is killed again and again until it is through."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

from app.core.library.model import Clip
from app.core.library.project import Project
from tests.caption_client import BATCH
from tests.caption_server import ROOT, Running, caption_of
from tests.core.export.makers import add_numbered_film

_CLIPS, _LONG = 60, 24  # source frames of a clip
_AT_ONCE = 3
_PASSING: tuple[list[Any], ...] = (
    ["half"],
    ["reset"],
    ["text", ""],
    ["status", 429, None, {"Retry-After": "0.05"}],
    ["status", 500],
    ["raw", '{"choices": [{"mess'],
    ["status", 400, {"error": "exceeds the available context size"}],
)


def round_of_captions(folder: Path, dice: random.Random) -> str:
    """Kill the process some times; each clip has one caption at the end, and the right one."""
    folder = folder / uuid.uuid4().hex
    with Project.create(folder / "p", "Killed") as project:
        film = add_numbered_film(project, folder / "film.mp4", 2 * _CLIPS + _LONG)
        project.add([Clip(source=film.id, start=2 * n, end=2 * n + _LONG) for n in range(_CLIPS)])
    server = Running(folder / "server")
    try:
        faulty = dice.sample(range(_CLIPS), 15)
        server.plan(["ok", 0.02], by={str(2 * n): [dice.choice(_PASSING), ["ok"]] for n in faulty})
        said: list[tuple[str, int]] = []
        kills = 0
        while not _run(folder / "p", server.url, dice.uniform(0.7, 2.5), said):
            kills += 1
        again = _asked_again(server, {2 * n for n in faulty})
    finally:
        server.stop()
    _check(folder / "p", said)
    assert again <= kills * (_AT_ONCE + 1), f"{again} asked again after {kills} kills"
    return f"{_CLIPS} captions, {kills} kills, {again} asked for twice"


def _run(folder: Path, url: str, seconds: float, said: list[tuple[str, int]]) -> bool:
    """Run the client for so long at most; return whether it came to its end."""
    command = [sys.executable, "-m", "tests.caption_client", str(folder), url, str(_AT_ONCE)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        killer = threading.Timer(seconds, client.kill)
        killer.start()
        lines = [json.loads(line) for line in client.stdout if line.endswith("]\n")]
        killer.cancel()
    ended = bool(lines) and lines[-1][0] == "ended"
    said += [(table, row) for table, row in (lines[:-1] if ended else lines)]
    return ended


def _asked_again(server: Running, faulty: set[int]) -> int:
    asked = Counter(each["number"] for each in server.asked if each["number"] not in faulty)
    return sum(times - 1 for times in asked.values())


def _check(folder: Path, said: list[tuple[str, int]]) -> None:
    with Project.open(folder) as project:
        clips, found = project.clips(), project.machine_captions(batch=BATCH)
    assert len(said) == len(set(said)), "kept twice"
    assert Counter(each.row for each in found) == Counter(clip.id for clip in clips), "lost"
    kept = {each.row: each for each in found}
    assert {("clip", row) for row in kept} >= set(said), "said and lost"
    for clip in clips:
        assert kept[clip.id].text == caption_of(clip.start), kept[clip.id]
