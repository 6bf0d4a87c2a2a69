"""How much of what the trainer reads a caption takes up."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.amounts import counted
from app.ui import theme
from app.ui.widgets.label import Label
from app.ui.widgets.progress import Progress

MOST = 512  # tokens of a caption; the trainer cuts off what is behind them
_NEAR = 0.9  # of them, from where on it is worth a look


class TokenMeter(QWidget):
    """Words and tokens of what is being typed, and a bar that fills towards the most there are."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label("", "dim", "small")
        self.tokens = Label("", "muted", "small")
        self.bar = Progress(0.0, "good")
        self.bar.setMinimumWidth(theme.px(32))
        self.bar.setMaximumWidth(theme.px(96))
        self.bar.setAccessibleName(self.tr("Tokens"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        for each in (self.words, self.tokens, self.bar):
            row.addWidget(each)
        self.show_count(0, 0, exact=True)

    def show_count(self, words: int, tokens: int, *, exact: bool) -> None:
        """Show how long a text is.

        Args:
            words: Those that are typed.
            tokens: Those of what is exported, the trigger too.
            exact: Counted as the trainer counts; else estimated, which ``~`` tells.
        """
        about = "" if exact else "~"
        self.words.setText(counted(words, "word") if words else "")
        self.tokens.setText(self.tr("{} / {} tokens").format(f"{about}{tokens}", MOST))
        over, near = tokens > MOST, tokens > MOST * _NEAR
        tone: theme.Tone = "bad" if over else "warn" if near else "good"
        self.tokens.set_tone("bad" if over else "muted")
        self.bar.set_tone(tone)
        self.bar.set_fraction(tokens / MOST)
        self.setToolTip(self._tip(over=over, exact=exact))

    def _tip(self, *, over: bool, exact: bool) -> str:
        how = (
            self.tr("Counted with the trainer's own tokenizer, the trigger too.")
            if exact
            else self.tr("Estimated, the trigger too: the tokenizer's files were not found.")
        )
        cut = self.tr("The trainer cuts off what is behind the first {}.").format(MOST)
        return f"{cut}\n{how}" if over else f"{how}\n{cut}"
