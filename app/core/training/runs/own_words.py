"""The words this program is started again with, as a process of a run that is no window."""

from __future__ import annotations

from app.core import language
from app.core.own_program import spoken_by_starter
from app.core.paths import resources

SUPERVISE, CHECK = "supervise", "check-run"  # hidden commands
WORDS = (SUPERVISE, CHECK)


def speak() -> None:
    """Write what people read in the language of the window that started this."""
    language.use(spoken_by_starter(), resources() / "languages")
