"""What is said of stale cache files: findings for a check, words for a line."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
from app.core.planner.findings import Finding, listed
from app.core.planner.freshness import REASONS
from app.core.planner.freshness_look import Freshness

_CURE = (
    "remove it, or cache without --skip_existing; until then it is trained as it was",
    "remove them, or cache without --skip_existing; until then they are trained as they were",
)
_DAMAGED = (
    "training would stop on it; remove it and cache again",
    "training would stop on them; remove them and cache again",
)
_ALREADY_SAID = ("plan",)  # `cache_folder.find_leftovers` does


def find_stale(found: Freshness) -> Iterator[Finding]:
    """Yield a warning for each reason why cache files of a dataset are stale."""
    for folder in found.folders:
        names: dict[str, list[str]] = {}
        for each in folder.others:
            if each.state == "stale" and each.reason not in _ALREADY_SAID:
                names.setdefault(each.reason, []).append(each.name)
        for reason, files in names.items():
            text = all(name.endswith("_te.safetensors") for name in files)
            many = len(files) > 1
            cure = (_DAMAGED if reason == "damaged" else _CURE)[many]
            is_are = "are" if many else "is"
            yield Finding(
                stage="cache_text" if text else "cache_latents",
                dataset=folder.index,
                key="cache_directory",
                message=f"{counted(len(files), 'cache file')} {is_are} stale, "
                f"{REASONS[reason]} ({listed(files)}): {cure}.",
            )


def chip_words(found: Freshness) -> str:
    """Return what the stale files are, in a few words: ``10 stale: caption changed``."""
    reasons = found.reasons()
    stale = sum(reasons.values())
    words = [REASONS[reason] for reason in reasons]
    more = f", {words[1]}" if len(words) == 2 else " and more" if len(words) > 2 else ""
    return f"{stale:,} stale: {words[0]}{more}" if words else ""
