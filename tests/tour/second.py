"""A second program that has a project open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_CODE = """
import sys
from pathlib import Path
from app.core.library.project import Project
with Project.open_for_editing(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@asynccontextmanager
async def other_window(project: Path) -> AsyncIterator[None]:
    """Let another process edit a project."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", _CODE, str(project)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as other:  # noqa: ASYNC220 -- no window yet
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        try:
            yield
        finally:
            other.stdin.close()
