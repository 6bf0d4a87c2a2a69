"""Programs that are started, and end with everything they have started.

On Windows a job object holds them, which ends with us too, and no console window opens. Elsewhere
they are a process group; a program that is to end with us watches its standard input. What a
program prints comes through pipes, or goes into a file that it writes itself.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TypedDict

from app.core.errors import AppError, cannot
from app.core.language import tr
from app.core.own_program import bundle, is_frozen, without_bundle

_OURS = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT", "__PYVENV_LAUNCHER__")
UTF8 = {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
_GRACE = 5.0  # seconds until a program that was ended is gone


class CannotStart(AppError):
    """A program cannot be started."""


class _Streams(TypedDict):
    stdin: int
    stdout: int | IO[bytes]
    stderr: int | IO[bytes]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for another Python than ours: UTF-8, unbuffered, nothing of ours.

    Args:
        more: Variables to set besides.
    """
    found = {name: value for name, value in without_bundle(os.environ).items() if name not in _OURS}
    return {**found, **UTF8, **(more or {})}


class Program:
    """A program that runs, with three pipes of bytes: ``stdin``, ``stdout``, ``stderr``.

    With a log it has none of them: it reads nothing, and writes all it prints into that file, in
    the order in which it is printed. All methods are safe from any thread.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        """Start it.

        Args:
            command: The program's file and its arguments.
            folder: Where it runs; None: where we do.
            variables: Its whole environment; None: ours.
            log: The file that it writes, behind what is in it; its folder is there.

        Raises:
            CannotStart: The system refused.
        """
        try:
            self._job = _Job()
            try:
                with _streams(log) as streams:
                    words = [str(each) for each in command]
                    self._popen = self._job.start(words, folder, variables, streams)
            except BaseException:
                self._job.close()
                raise
        except OSError as error:
            file = Path(command[0])
            folder_given = os.path.isdir(file)  # noqa: PTH112 -- it never raises
            why = IsADirectoryError(errno.EISDIR, "") if folder_given else error
            sentence = cannot("run", file, why)
            raise CannotStart(sentence, detail=str(error)) from error
        except ValueError as error:  # a null character
            raise CannotStart(
                tr('Cannot run "{command}": {why}.', command=command[0], why=error)
            ) from error

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    @property
    def stdin(self) -> IO[bytes]:
        """What it reads."""
        assert self._popen.stdin is not None
        return self._popen.stdin

    @property
    def stdout(self) -> IO[bytes]:
        """What it prints."""
        assert self._popen.stdout is not None
        return self._popen.stdout

    @property
    def stderr(self) -> IO[bytes]:
        """What it prints of errors."""
        assert self._popen.stderr is not None
        return self._popen.stderr

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs. On Unix below 0: the signal that ended it."""
        return self._popen.poll()

    def wait(self, seconds: float) -> int | None:
        """Wait for its end; return its exit code, None where it has not come."""
        try:
            return self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it at once, and all it has started; harmless when called again."""
        self._job.kill(self._popen)
        self.wait(_GRACE)

    def close(self) -> None:
        """End it and close the pipes; nobody may be reading or writing them any more."""
        self.end()
        for pipe in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not written yet cannot be
                    pipe.close()
        self._job.close()


@contextlib.contextmanager
def _streams(log: Path | None) -> Iterator[_Streams]:
    """Yield what a program reads and prints; files of ours are closed when it has begun."""
    if log is None:
        yield _Streams(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return
    with log.open("ab") as file:
        yield _Streams(stdin=subprocess.DEVNULL, stdout=file, stderr=file)


def _give_up(popen: subprocess.Popen[bytes]) -> None:
    """End a program that nobody has got yet, and close its pipes."""
    with contextlib.suppress(OSError):  # it has ended
        popen.kill()
    for pipe in (popen.stdin, popen.stdout, popen.stderr):
        if pipe is not None:
            pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        popen.wait(_GRACE)


def _descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    import psutil  # takes as long as all else here, and is seldom asked

    try:
        return [each.pid for each in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _KERNEL.CreateJobObjectW.restype = wintypes.HANDLE
    _KERNEL.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
    _KERNEL.SetInformationJobObject.argtypes = [
        *(wintypes.HANDLE, ctypes.c_int),
        *(ctypes.c_void_p, wintypes.DWORD),
    ]
    _KERNEL.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    _KERNEL.TerminateJobObject.argtypes = [wintypes.HANDLE, wintypes.UINT]
    _KERNEL.CloseHandle.argtypes = [wintypes.HANDLE]
    _KERNEL.SetDllDirectoryW.argtypes = [wintypes.LPCWSTR]
    _LIBRARIES = threading.Lock()
    _KILL_ON_CLOSE, _LIMITS, _SUSPENDED = 0x2000, 9, 0x4

    class _Basic(ctypes.Structure):
        _fields_ = (
            *(("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64)),
            *(("LimitFlags", wintypes.DWORD), ("MinimumWorkingSetSize", ctypes.c_size_t)),
            *(("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", wintypes.DWORD)),
            *(("Affinity", ctypes.c_size_t), ("PriorityClass", wintypes.DWORD)),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            *(("Basic", _Basic), ("Io", ctypes.c_uint64 * 6)),
            *(("ProcessMemoryLimit", ctypes.c_size_t), ("JobMemoryLimit", ctypes.c_size_t)),
            *(("PeakProcessMemoryUsed", ctypes.c_size_t), ("PeakJobMemoryUsed", ctypes.c_size_t)),
        )

    @contextlib.contextmanager
    def _libraries_of_its_own() -> Iterator[None]:
        """Let what is started look for libraries where it would without us.

        A frozen program has the system look in its bundle first, and what it starts inherits that.
        """
        if not is_frozen():
            yield
            return
        with _LIBRARIES:
            _KERNEL.SetDllDirectoryW(None)
            try:
                yield
            finally:
                _KERNEL.SetDllDirectoryW(str(bundle()))

    class _Job:
        """A job object: what is started in it cannot leave it."""

        def __init__(self) -> None:
            self._handle = _KERNEL.CreateJobObjectW(None, None)
            if not self._handle:
                raise ctypes.WinError(ctypes.get_last_error())
            limits = _Extended()
            limits.Basic.LimitFlags = _KILL_ON_CLOSE
            size = ctypes.sizeof(limits)
            if not _KERNEL.SetInformationJobObject(
                self._handle, _LIMITS, ctypes.byref(limits), size
            ):
                error = ctypes.WinError(ctypes.get_last_error())
                self.close()
                raise error

        def start(
            self,
            command: list[str],
            folder: Path | None,
            variables: Mapping[str, str] | None,
            streams: _Streams,
        ) -> subprocess.Popen[bytes]:
            """Start a program in the job before it can start another: a venv's Python does."""
            import psutil

            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            with _libraries_of_its_own():
                popen = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=variables,
                    **streams,
                    creationflags=flags | _SUSPENDED,
                )
            try:
                if not _KERNEL.AssignProcessToJobObject(self._handle, int(popen._handle)):  # type: ignore[attr-defined]
                    raise ctypes.WinError(ctypes.get_last_error())
                psutil.Process(popen.pid).resume()
            except psutil.Error as error:  # a virus scanner that has ended it, or holds it
                _give_up(popen)
                raise PermissionError(errno.EACCES, str(error)) from error
            except BaseException:
                _give_up(popen)
                raise
            return popen

        def kill(self, popen: subprocess.Popen[bytes]) -> None:
            """End all that is in the job."""
            if self._handle:
                _KERNEL.TerminateJobObject(self._handle, 1)

        def close(self) -> None:
            """Let go of the job; what is still in it ends."""
            handle, self._handle = self._handle, None
            if handle:
                _KERNEL.CloseHandle(handle)

else:

    class _Job:
        """A process group, and what has left it since."""

        def __init__(self) -> None:
            self._killed = False

        def start(
            self,
            command: list[str],
            folder: Path | None,
            variables: Mapping[str, str] | None,
            streams: _Streams,
        ) -> subprocess.Popen[bytes]:
            """Start a program in a group of its own."""
            return subprocess.Popen(
                command,
                cwd=folder,
                env=variables,
                **streams,
                start_new_session=True,
            )

        def kill(self, popen: subprocess.Popen[bytes]) -> None:
            """End the group, and those who left it; once: its number may be another's later."""
            if self._killed:
                return
            self._killed = True
            others = _descendants(popen.pid)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(popen.pid, signal.SIGKILL)
            _kill_each(others)

        def close(self) -> None:
            """Do nothing: a group needs no handle."""

    def _kill_each(pids: Iterable[int]) -> None:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
