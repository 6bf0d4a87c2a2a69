"""What the foot of the right column says of caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.amounts import counted
from app.core.language import sentences
from app.ui.theme import Tone

if TYPE_CHECKING:
    from app.core.export.plan_view import Said
    from app.core.planner.caches.freshness_files import State
    from app.core.planner.caches.freshness_words import Summary

STATE_CHIPS: dict[State, Tone] = {
    "cached": "good",
    "stale": "warn",
    "waiting": "info",
    "missing": "neutral",
    "orphan": "warn",
    "foreign": "bad",
}
"""The chips in their order, each with its tone."""


class CacheWords(QObject):
    """Sentences on a `Summary`, which is only looked at."""

    def chip(self, of: Summary, state: State) -> str:
        """Return the words of a chip."""
        number = of.counts[state]
        if state == "stale":
            return of.stale
        if state == "waiting":
            return self.tr("{} to export first").format(f"{of.waiting:,}")
        words: dict[str, str] = {
            "cached": self.tr("{} cached"),
            "missing": self.tr("{} missing"),
            "foreign": self.tr("{} foreign"),
            "orphan": self.tr("{} orphans") if number > 1 else self.tr("{} orphan"),
        }
        return words[state].format(f"{number:,}")

    def chip_tip(self, of: Summary, state: State) -> str:
        """Return how a chip was counted, and what it means."""
        texts = of.captions[state]
        files = self.tr("Files in the cache folders: {} of windows, {} of captions.").format(
            f"{of.counts[state] - texts:,}", f"{texts:,}"
        )
        meant: dict[str, str] = {
            "cached": self.tr(
                "Each is as caching would make it now: no clip is newer than its cache, the size "
                "in it is that of the plan, the words in it are those of the caption."
            ),
            "stale": self.tr(
                "Caching would make them otherwise now. With --skip_existing it keeps them, and "
                "they are trained as they were."
            ),
            "waiting": self.tr(
                "Their clips or stills are not exported as they are now: an export comes first, "
                "then caching."
            ),
            "missing": self.tr("The next caching makes them."),
            "orphan": self.tr(
                "Their clips are gone. Caching without --keep_cache removes them; until then they "
                "are trained."
            ),
            "foreign": self.tr(
                "They are named like cache files, and hold something else. Caching deletes them "
                "and training may stop on them: move them away. They are not touched here."
            ),
        }
        return f"{files}\n{meant[state]}"

    def nothing(self, of: Summary | None, state: State) -> str:
        """Return why no file of a state is removed."""
        if of is None or not of.found.folders:
            return self.note(of)
        if of.counts[state]:
            return self.tr("None is removed: their names are not only the trainer's.")
        if state == "orphan":
            if of.unsure:
                return sentences(of.unsure)
            return self.tr("Nothing is left over: each cache file has its clip or still.")
        if of.waiting:
            return self.tr("Nothing is stale. What waits for an export is judged after it.")
        return self.tr("Nothing is stale: no cache file needs to be made anew.")

    def note(self, of: Summary | None) -> str:
        """Return the line under the chips."""
        if of is None:
            return self.tr("Not looked into yet.")
        if not of.found.folders and not of.found.plan.datasets and of.found.plan.errors:
            return self.tr("Not known: the dataset file is refused.")
        if not of.found.folders:
            return self.tr("No dataset has a cache folder.")
        parts = list(of.unsure)
        if of.waiting and of.is_empty:
            parts.append(self.tr("Nothing is cached yet. An export comes first."))
        elif of.work and of.is_empty:
            parts.append(self.tr("Nothing is cached yet. Caching makes {}.").format(of.work))
        elif of.work:
            parts.append(
                self.tr("Left for the next caching with --skip_existing: {}.").format(of.work)
            )
        return sentences(parts)

    def log_tip(self, of: Summary, names: tuple[str, ...]) -> str:
        """Return all that a log was compared in."""
        lines = [
            self.tr("{}: {} numbers compared, {} differ.").format(
                each.whose[:1].upper() + each.whose[1:],
                f"{each.compared:,}",
                f"{len(each.alarms):,}",
            )
            for each in of.logs
        ]
        lines += [alarm.text(names) for each in of.logs for alarm in each.alarms][:12]
        return "\n".join(lines)

    def said(self, of: Summary | None, names: tuple[str, ...]) -> tuple[Said, ...]:
        """Return what stands at the top of the stage: numbers of the trainer that differ."""
        if of is None:
            return ()
        from app.core.export.plan_view import Said
        from app.core.planner.caches.freshness_words import alarm_sentences

        return tuple(Said("bad", sentence) for sentence in alarm_sentences(of, names))

    def bar(self, of: Summary | None) -> tuple[str, str, str]:
        """Return what the job bar says, at the left and at the right, and its tone."""
        from app.core.planner.caches.printed_words import numbers

        if of is None:
            return "", "", ""
        equal = of.equal
        if equal is not None:
            words = self.tr("Plan equals the trainer’s own count of {}").format(equal.whose)
            return words, numbers(equal), "good"
        for comparison, _ in of.alarms:
            words = self.tr("Plan differs from the trainer’s own count of {}")
            return words.format(comparison.whose), numbers(comparison), "bad"
        return "", "", ""

    def dialog(self, of: Summary, state: State, files: int, *, remove: bool) -> tuple[str, str]:
        """Return title and sentence of a list of files."""
        titles: dict[str, str] = {
            "cached": self.tr("Cached as they would be now"),
            "stale": self.tr("Stale cache files"),
            "waiting": self.tr("Waiting for an export"),
            "missing": self.tr("Not cached yet"),
            "orphan": self.tr("Cache files of clips that are gone"),
            "foreign": self.tr("No cache files, but named so"),
        }
        if not remove:
            return titles[state], self.chip_tip(of, state).split("\n", 1)[1]
        what = counted(files, "cache file")
        sentence = self.tr("{} will be removed from the cache folders, and nothing else.")
        sentence = sentence.format(what)
        if state == "stale" and of.work:
            again = self.tr("The next caching with --skip_existing then makes {}.")
            sentence = sentences((sentence, again.format(of.work)))
        return titles[state], sentence
