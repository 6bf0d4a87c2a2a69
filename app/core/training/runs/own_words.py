"""The words this program is started again with, as a process of a run that is no window."""

from __future__ import annotations

SUPERVISE, CHECK = "supervise", "check-run"  # hidden commands
WORDS = (SUPERVISE, CHECK)
