"""A drive that answers late, as one at the other end of a network: every access takes a while."""

from __future__ import annotations

import builtins
import io
import os
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import pytest

_OF_OS = (
    *("stat", "lstat", "open", "scandir", "listdir", "access", "readlink", "unlink", "remove"),
    *("mkdir", "rmdir", "rename", "replace", "utime"),
)


@dataclass
class SlowDrive:
    """Everything below a folder.

    Attributes:
        folder: What is slow.
        seconds: How long each access takes.
        on_gui: Where the thread that made the drive touched it: its last frames, one text each.
        touched: How often any other thread did.
    """

    folder: Path
    seconds: float
    on_gui: list[str] = field(default_factory=list)
    touched: int = 0
    _gui: int = field(default_factory=threading.get_ident)

    def wait(self, path: object) -> None:
        """Let an access take its time, if it is one."""
        try:
            text = os.fsdecode(path)  # type: ignore[arg-type]
        except TypeError:
            return
        if not text.startswith(str(self.folder)):
            return
        if threading.get_ident() == self._gui:
            self.on_gui.append("".join(traceback.format_stack(limit=8)[:-2]))
        else:
            self.touched += 1
        time.sleep(self.seconds)


def slow_drive(folder: Path, seconds: float, monkeypatch: pytest.MonkeyPatch) -> SlowDrive:
    """Make all below a folder slow until the test ends."""
    drive = SlowDrive(folder, seconds)

    def slowed(do: Callable[..., Any]) -> Callable[..., Any]:
        def act(path: Any = ".", *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            drive.wait(path)
            return do(path, *args, **kwargs)

        return act

    for name in _OF_OS:
        monkeypatch.setattr(os, name, slowed(getattr(os, name)))
    opened = slowed(open)
    monkeypatch.setattr(builtins, "open", opened)
    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(av, "open", slowed(av.open))
    return drive
