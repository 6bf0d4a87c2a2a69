"""Where a machine caption comes from: who was asked with what, and the reply as it came."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QWidget

from app.core.language import tr
from app.ui import theme
from app.ui.widgets.facts import FactRow
from app.ui.widgets.fields import PlainTextEdit
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.popover import Popover

if TYPE_CHECKING:
    from app.core.library.machine import MachineCaption

_WIDTH = 420  # px at zoom 1


class DetailsPopover(Popover):
    """Facts to be read and copied."""

    def __init__(self, parent: QWidget, caption: MachineCaption, prompt: str) -> None:
        """Show what is known.

        Args:
            parent: Over what it lies.
            caption: Of what.
            prompt: The title of its template.
        """
        super().__init__(parent, parent.tr("Details of the machine caption"))
        self.setFixedWidth(theme.px(_WIDTH))
        self.body.addWidget(SectionHead(self.tr("Details")))
        for label, value in self._facts(caption, prompt):
            if value:
                self.body.addWidget(FactRow(label, value))
        if sentence := self._remarks(caption.details):
            self.body.addWidget(Label(sentence, "warn", wrap=True))
        self.body.addWidget(SectionHead(self.tr("The reply as it came")))
        reply = PlainTextEdit(caption.raw, name=self.tr("The reply as it came"), lines=8, least=3)
        reply.setReadOnly(True)
        self.body.addWidget(reply)

    def _facts(self, caption: MachineCaption, prompt: str) -> list[tuple[str, str]]:
        details = caption.details
        read, wrote = details.get("tokens_in"), details.get("tokens_out")
        tokens = self.tr("{} read, {} written").format(_number(read), _number(wrote))
        frames = details.get("timestamps") or ()
        return [
            (self.tr("Model"), caption.model),
            (self.tr("Asked"), str(details.get("server", ""))),
            (self.tr("Prompt"), f"{prompt} · {caption.prompt_hash[:8]}".strip(" ·")),
            (self.tr("When"), when(caption.time)),
            (self.tr("Took"), f"{caption.seconds:.1f} s" if caption.seconds else ""),
            (self.tr("Pictures"), ", ".join(f"{each:.1f} s" for each in frames[:8])
             + (" …" if len(frames) > 8 else "")),
            (self.tr("Tokens"), tokens if read or wrote else ""),
        ]  # fmt: skip

    def _remarks(self, details: Any) -> str:  # noqa: ANN401 -- as JSON holds it
        said = []
        if details.get("truncated"):
            said.append(
                self.tr("The reply was cut off; its last, unfinished sentence was dropped.")
            )
        if details.get("repeated"):
            said.append(self.tr("The model repeated itself; once was kept."))
        if details.get("uncertain"):
            doubts = ", ".join(map(str, details["uncertain"]))
            said.append(self.tr("Words to look at: {}.").format(doubts))
        return " ".join(said)


def when(time: str) -> str:
    """Return a moment in UTC, ISO 8601, in this place's time and form; empty for none.

    Of today and yesterday the day is said so.
    """
    try:
        seconds = round(datetime.fromisoformat(time).timestamp())
    except ValueError:
        return time
    moment, system = QDateTime.fromSecsSinceEpoch(seconds), QLocale.system()
    short = QLocale.FormatType.ShortFormat
    clock = system.toString(moment.time(), "HH:mm" if _has_24_hours(system) else "h:mm AP")
    days = moment.daysTo(QDateTime.currentDateTime())
    if days in (0, 1):
        today, yesterday = tr("today {time}", time=clock), tr("yesterday {time}", time=clock)
        return yesterday if days else today
    return f"{system.toString(moment.date(), short)} {clock}"


def _has_24_hours(system: QLocale) -> bool:
    return "a" not in system.timeFormat(QLocale.FormatType.ShortFormat).lower()


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "?"
