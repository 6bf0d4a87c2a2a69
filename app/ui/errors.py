"""The two doors for what nobody caught: Python's excepthook and the loop's handler.

An `AppError` that reaches a door is no fault of ours: its sentence is shown in the window and
everything goes on. Anything else is a bug: it is kept in a file and shown once, with a report that
can be copied. So no slot and no coroutine needs to catch anything it cannot do something about.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.core.errors import AppError
from app.core.jobs import Stopped

if TYPE_CHECKING:
    import asyncio


_LAST = ("last_type", "last_value", "last_traceback", "last_exc")
"""Where Python keeps an error for a debugger, and so the whole window it came from."""


class Doors(QObject):
    """Where errors come out; whoever owns the window listens."""

    troubled = Signal(object)  # AppError: show its sentence
    failed = Signal(str, object)  # report, Path | None where it was kept: show it
    _came = Signal(object)  # BaseException; emitted from any thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._came.connect(self._show)

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over from Python and from the loop."""
        sys.excepthook = self._hook
        loop.set_exception_handler(self._on_loop)

    def take(self, error: BaseException) -> None:
        """Show an error; safe from any thread."""
        self._came.emit(error)

    def _hook(
        self, kind: type[BaseException], error: BaseException, where: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, where)
        else:
            self.take(error.with_traceback(where))
        for name in _LAST:
            vars(sys).pop(name, None)

    def _on_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.take(error if error is not None else RuntimeError(context["message"]))

    def _show(self, error: BaseException) -> None:
        from asyncio import CancelledError

        if isinstance(error, AppError):
            self.troubled.emit(error)
        elif not isinstance(error, Stopped | CancelledError):
            from app.core.reports import keep_report, report_text

            text = report_text(type(error), error, error.__traceback__)
            path: Path | None = keep_report(text)
            sys.stderr.write(text)
            self.failed.emit(text, path)
