"""``python -m tests.damaged.child``: a process that goes through the doors, file after file.

Cases come as lines of JSON on its standard input; it answers on a pipe of its own, a line for each
door that it goes through and one for the end. What libraries print goes elsewhere.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, TextIO

from tests.damaged.place import Place

DOORS = "RUSHES_TEST_DOORS"  # the module of the doors, where it is another
_BACKSTOP = 12 << 30  # bytes of address space: before the machine itself runs out of memory


def main() -> None:
    """Answer until there are no more cases."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1) as answers:
        os.dup2(2, 1)  # what a library prints is no answer
        faulthandler.enable()
        _limit()
        _answer(answers)


def _answer(answers: TextIO) -> None:
    doors = importlib.import_module(os.environ.get(DOORS, "tests.damaged.doors"))  # takes a second

    def say(**what: object) -> None:
        answers.write(json.dumps(what) + "\n")

    say(ready=True)
    for line in sys.stdin:
        case = json.loads(line)
        folder = Path(case["folder"])
        os.environ["RUSHES_CACHE"] = str(folder / "rushes-cache")
        kind = case["kind"]
        of_settings = kind == "settings"
        os.environ["RUSHES_SETTINGS"] = str(folder if of_settings else folder / "rushes-settings")
        place = Place(folder, folder / case["file"], case["seed"])
        for door in doors.DOORS[kind]:
            say(door=door.__name__)
            _forget_peak()
            begin = time.process_time()
            fate, detail = _through(door, place)
            say(
                fate=fate,
                door=door.__name__,
                detail=detail,
                seconds=time.process_time() - begin,
                mb=_peak(),
            )
        gc.collect()
        say(end=case["number"])


def _through(door: Any, place: Any) -> tuple[str, str]:  # noqa: ANN401
    from app.core.errors import AppError
    from tests.damaged.doors_texts import sentence_of

    try:
        door(place)
    except AppError as error:
        try:
            return "said", sentence_of(error)
        except AssertionError:
            return "fault", traceback.format_exc()
    except BaseException:  # noqa: BLE001 -- whatever comes is what is looked for
        return "fault", traceback.format_exc()
    return "fine", ""


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_BACKSTOP, _BACKSTOP))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """Return the greatest memory since `_forget_peak`, MB."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import psutil

    return float(psutil.Process().memory_info().rss) / (1 << 20)


if __name__ == "__main__":
    main()
