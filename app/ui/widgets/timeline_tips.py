"""What a timeline says about the place under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.amounts import counted
from app.ui.widgets.timeline_blocks import MarkStrip, RunStrip

TARGET = 16  # frames per second that windows are counted in

if TYPE_CHECKING:
    from app.core.timeline import Film, View
    from app.ui.widgets.timeline import Timeline


def tip_at(line: Timeline, x: float, y: float) -> str:
    """Return the tip for a point of the widget, one fact a line; empty where there is none."""
    found = line.strip_at(y)
    if line.film is None or line.view is None or found is None:
        return ""
    strip, row = found
    x -= line.left
    if x < 0:  # a long label is cut short
        said = [strip.label, strip.lane.note] if isinstance(strip, RunStrip) else []
        return "\n".join(filter(None, said))
    film, view, frame = line.film, line.view, line.view.frame_at(x)
    facts = [line.tr("{0} · frame {1}").format(film.timecode(frame), f"{frame:,}")]
    if strip is line.scores and line.scores.scores is not None and frame < len(line.scores.scores):
        facts.append(line.tr("cut score {0}").format(f"{line.scores.scores[frame]:.2f}"))
    if isinstance(strip, RunStrip):
        facts += _of_run(line, strip, view, x, y - row.top())
    elif isinstance(strip, MarkStrip):
        facts += _of_mark(line, film, frame, strip.place_at(view, x, y - row.top()))
    elif strip is line.shots and (place := line.cut_near(x)) is not None:
        facts = _of_cut(line, film, place)
    else:
        facts += _of_shot(line, frame)
    return "\n".join(facts)


def _of_cut(line: Timeline, film: Film, place: int) -> list[str]:
    end, start = line.shots.track.gap(place)
    number = line.tr("cut between shots {0} and {1}").format(f"{place:,}", f"{place + 1:,}")
    where = line.tr("{0} · frame {1}").format(film.timecode(start), f"{start:,}")
    mixed = [line.tr("{0} between them").format(counted(start - end, "frame"))] * (start > end)
    return [where, number, *mixed, line.tr("Drag to move it, right-click to remove it.")]


def _of_shot(line: Timeline, frame: int) -> list[str]:
    place = line.shots.track.at(frame)
    if place is None:
        return []
    shot = line.shots.shots[place]
    number = line.tr("shot {0} of {1}").format(f"{place + 1:,}", f"{len(line.shots.shots):,}")
    state = {
        "picked": line.tr("picked"),
        "rejected": line.tr("rejected"),
        "open": "",
    }[shot.state]
    return [f"{number} · {state}" if state else number, _length(line, shot.start, shot.end)]


def _of_mark(line: Timeline, film: Film, frame: int, place: int | None) -> list[str]:
    marked = line.marks.marked
    if marked is None or not marked[0] <= frame < marked[1]:
        if place is None:
            return []
        clip = line.marks.clips[place]
        marked = clip.start, clip.end
    span = f"{film.timecode(marked[0])} – {film.timecode(marked[1])}"
    return [span, _length(line, *marked)]


def _of_run(line: Timeline, strip: RunStrip, view: View, x: float, y: float) -> list[str]:
    place = strip.place_at(view, x, y)
    if place is None:
        return [strip.lane.note] if strip.lane.note else []
    run = strip.lane.runs[place]
    facts = [f"{strip.lane.label} · {run.label}" if run.label else strip.lane.label]
    if run.dropped:
        return [*facts, line.tr("not taken: {0}").format(run.note)]
    if not run.frames:
        return [*facts, _length(line, run.start, run.end)]
    if run.frames > 1:
        words = line.tr("{0} frames from frame {1} of the clip, {2} s at 16 fps")
        seconds = f"{run.frames / TARGET:.2f}"
        facts.append(words.format(f"{run.frames:,}", f"{run.first:,}", seconds))
    facts.append(line.tr("bucket {0} × {1}").format(*run.bucket))
    facts.append(run.file)
    if run.collides:
        facts.append(line.tr("collides: {0}").format(run.note))
    return facts


def _length(line: Timeline, start: int, end: int) -> str:
    frames, source = line.length(start, end), end - start
    return line.tr("{0} frames at 16 fps · {1} in the film").format(f"{frames:,}", f"{source:,}")
