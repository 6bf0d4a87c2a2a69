"""What is said of cuts, dissolves and fades that lie in a clip, in part or whole."""

from __future__ import annotations

from app.core.checks.findings import CheckKind, Finding
from app.core.language import tr
from app.core.shots.cuts import Cut


def cut_inside(cut: Cut) -> Finding:
    """Return what a hard cut inside the clip means."""
    return Finding(
        kind=CheckKind.CUT,
        level="bad",
        text=tr("cut inside"),
        why=tr(
            "A new shot begins at frame {frame}: a caption cannot fit both; split the clip there.",
            frame=cut.frame,
        ),
        frame=cut.frame,
        value=cut.score,
    )


def mixed(cut: Cut, first: int, last: int) -> Finding:
    """Return what a dissolve or fade means that lies in the clip in part or whole."""
    middle = (cut.frame + cut.end) // 2
    if first < middle <= last:
        return Finding(
            kind=CheckKind.CUT,
            level="bad",
            text=tr("fade inside") if cut.kind == "fade" else tr("dissolve inside"),
            why=tr(
                "One shot becomes another between the frames {frame} and {end}: a caption "
                "cannot fit both; split the clip there.",
                frame=cut.frame,
                end=cut.end,
            ),
            frame=max(first, cut.frame),
            value=cut.score,
        )
    at_start = middle <= first
    if at_start:
        return mixed_start(cut.kind, cut.end, first)
    return mixed_end(cut.kind, cut.frame)


def mixed_start(kind: str, clean: int, frame: int) -> Finding:
    """Return what is said of a start that is mixed, from ``frame`` to ``clean``."""
    return Finding(
        kind=CheckKind.FADE,
        level="warn",
        text=tr("fade at the start") if kind == "fade" else tr("dissolve at the start"),
        why=tr(
            "At its start the clip is mixed with something else: begin at frame {frame}.",
            frame=clean,
        ),
        frame=frame,
    )


def mixed_end(kind: str, frame: int) -> Finding:
    """Return what is said of an end that is mixed, from ``frame`` on."""
    return Finding(
        kind=CheckKind.FADE,
        level="warn",
        text=tr("fade at the end") if kind == "fade" else tr("dissolve at the end"),
        why=tr(
            "At its end the clip is mixed with something else: end before frame {frame}.",
            frame=frame,
        ),
        frame=frame,
    )
