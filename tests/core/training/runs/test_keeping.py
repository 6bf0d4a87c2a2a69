from __future__ import annotations

from pathlib import Path

from app.core.training.model import Command
from app.core.training.runs.keeping import kept_words


def caching(*options: str) -> tuple[Command, Command]:
    return (
        Command("cache_latents", ("python", "latents.py", *options)),
        Command("cache_text", ("python", "text.py", "--skip_existing")),
    )


def test_that_caches_are_said_to_be_kept_only_where_the_next_run_uses_them(tmp_path: Path) -> None:
    kept = "No checkpoint was written; what was cached is kept."
    assert kept_words(tmp_path, caching("--skip_existing")) == kept
    assert kept_words(tmp_path, caching()) == "No checkpoint was written."
    train = Command("train", ("python", "train.py"))
    assert kept_words(tmp_path, [train]) == "No checkpoint was written."
