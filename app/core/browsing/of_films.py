"""What is wrong with a film, on the tiles of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.browsing.tile import Badge, Key
from app.core.language import noted
from app.core.library.model import Clip, Shot, Source, Still
from app.core.library.snapshot import Snapshot
from app.core.library.sources import Kind

TROUBLES: Mapping[Kind, Badge] = {
    "missing": Badge(noted("missing"), "bad"),
    "changed": Badge(noted("changed"), "warn"),
    "unreadable": Badge(noted("unreadable"), "bad"),
}
PAST_END = Badge(noted("past the end"), "bad")


def film_badges(
    rows: Snapshot, source: Source, trouble: Kind | None
) -> dict[Key, tuple[Badge, ...]]:
    """Return the badges that a film puts on its shots, clips and stills.

    Args:
        rows: The project's.
        source: The film, of these rows.
        trouble: Why it cannot be used now; None where it can: then only those rows have a badge
            that reach past its end, as they may after it became another, shorter film.
    """
    shots = rows.of_source(Shot, source.id)
    clips, stills = rows.of_source(Clip, source.id), rows.of_source(Still, source.id)
    badges: dict[Key, tuple[Badge, ...]] = {}
    if trouble is not None:
        badge = (TROUBLES[trouble],)
        badges.update((("shot", row.id), badge) for row in shots)
        badges.update((("clip", row.id), badge) for row in clips)
        badges.update((("still", row.id), badge) for row in stills)
        return badges
    past = (PAST_END,)
    badges.update((("clip", row.id), past) for row in clips if row.end > source.frames)
    badges.update((("still", row.id), past) for row in stills if row.frame >= source.frames)
    badges.update((("shot", row.id), past) for row in shots if row.end > source.frames)
    return badges
