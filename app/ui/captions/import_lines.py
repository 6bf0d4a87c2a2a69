"""What the import of captions says of each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.captions.foreign import ENCODINGS
from app.core.captions.text import one_line
from app.core.language import sentences, tr
from app.core.library.model import Clip
from app.core.planner.findings import begun
from app.ui.captions.change_lines import Line
from app.ui.theme import Tone

if TYPE_CHECKING:
    from app.core.sidecars.taking_in import Found, Offer


def offer_line(speaker: QObject, offer: Offer) -> Line:
    """Return the line of a file that is about a pick."""
    row = offer.row
    kind = speaker.tr("Clip") if isinstance(row, Clip) else speaker.tr("Still")
    frames = f"{row.start:,}–{row.end:,}" if isinstance(row, Clip) else f"{row.frame:,}"
    about = f"{kind} {frames} · {offer.how}"
    note, tone = _note(speaker, offer)
    return Line(offer.file.path.name, about, one_line(row.caption), offer.new, note, tone)


def not_taken(found: Found) -> list[Line]:
    """Return a line for each file that cannot be taken, with why."""
    return [
        Line(path.name, path.parent.name, note=_sentence(why))
        for path, why in sorted(found.others.items())
    ]


def _sentence(why: str) -> str:
    return begun(tr("{sentence}.", sentence=why.rstrip(".。")))


def _note(speaker: QObject, offer: Offer) -> tuple[str, Tone]:
    name = tr(ENCODINGS[offer.encoding])
    if offer.garbled:
        words = speaker.tr("Read as {}, some of it means nothing: choose another encoding.")
        return words.format(name), "bad"
    if not offer.new:
        return speaker.tr("It holds the trigger alone."), "info"
    said = [] if offer.encoding == "utf-8" else [speaker.tr("Read as {}.").format(name)]
    if offer.human and offer.changes:
        said.append(speaker.tr("A person wrote the words there are."))
    return sentences(said), "warn" if offer.human and offer.changes else "info"
