"""Where a machine caption comes from: who was asked with what, and the reply as it came."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.clock import moment_of
from app.core.language import sentences
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
            (self.tr("When"), moment_of(caption.time, time.time())),
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
        return sentences(said)


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "?"
