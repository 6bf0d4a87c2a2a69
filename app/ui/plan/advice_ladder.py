"""What to do when memory runs out, as offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.plan.advice_offers import Offer

if TYPE_CHECKING:
    from app.core.planner.advice.ladder import Rung


class LadderWords(QObject):
    """Turns steps of the ladder into offers."""

    def offer(self, rung: Rung, *, fits_now: bool) -> Offer:
        """Return a step as an offer; ``fits_now``: nothing needs to be done."""
        if rung.state == "done":
            return Offer(rung.title, icon="check", tone="muted", tip=rung.note)
        if rung.state in ("never", "advice") or rung.gib is None or rung.seconds is None:
            return Offer(
                rung.title, ((rung.note, "muted"),), tip=rung.detail, icon="info", tone="muted"
            )
        before, after = rung.gib
        gives = self.tr("{:.1f} → {:.1f} GiB").format(before, after)
        slower = rung.seconds[1] - rung.seconds[0]
        time = self.tr("{:+.1f} s/step").format(slower)
        time = time if abs(slower) >= 0.05 else self.tr("no slower")
        gives = f"{gives} · {time.replace('-', '−')}"
        cures = rung.fits and not fits_now
        if cures:
            gives += " · " + self.tr("then it fits")
        tip = self.tr(
            "{}\nMemory of the heaviest step with the desktop, and seconds of a step on the "
            "average of an epoch: now, and then."
        ).format(rung.note)
        tone = "good" if cures else "muted"
        action = self.tr("Did it") if rung.by_hand else self.tr("Do it")
        return Offer(rung.title, ((gives, tone),), action, tip, icon="open")
