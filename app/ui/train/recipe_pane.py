"""The left column of *Train*: the recipe, what it costs, and the command line it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.actions import follow_key
from app.ui.dialogs import done
from app.ui.loop import loop_runs, spawn
from app.ui.train.command_card import CommandCard
from app.ui.train.recipe_cost import CostChips, RecipeJudge, cost_words
from app.ui.train.recipe_fields import MAIN, MORE, RecipeFields
from app.ui.train.recipe_measuring import Measuring
from app.ui.train.recipe_presets import PresetChoice
from app.ui.train.recipe_start import RunStart
from app.ui.train.recipe_warnings import WarningList
from app.ui.turns import Steps
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.surface import ScrollPane, Splitter

if TYPE_CHECKING:
    from app.core.library.model import Prompt
    from app.core.planner.advice.advising import Advice
    from app.core.training.recipe.warning import Warning_
    from app.ui.train.option_dialog import OptionDialog
    from app.ui.train.option_paste import PasteDialog
    from app.ui.train.session import TrainSession

_NAME = "train.output_name"


class RecipePane(QWidget):
    """Made with the stage; filled once presets and options were read.

    Args:
        session: Of what is chosen.
        foot: What stands below the recipe, above the command line.

    Signals:
        done: What was just done, a sentence.
        undoable: What was done and can be taken back.
        failed: What could not be done, a sentence.
        written: What was written, a sentence, and its folder.
        plan_asked: *Plan* is to be shown, where costs are explained.
    """

    done = Signal(str)
    undoable = Signal(str)
    failed = Signal(str)
    written = Signal(str, str)
    plan_asked = Signal()

    def __init__(self, session: TrainSession, foot: QWidget | None = None) -> None:
        super().__init__()
        self._session, self._foot = session, foot
        self._filled, self._steps = False, Steps(self)
        self.dialog: OptionDialog | None = None
        self.paste_dialog: PasteDialog | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        self._waiting = Label(self.tr("Reading presets…"), "dim")
        self._column.addWidget(self._waiting)
        if foot is not None:
            foot.setParent(self)  # else it would be a window until it has its place
            foot.hide()
        session.choice.presets_changed.connect(self._fill)
        session.changed.connect(self.follow)
        session.asked.connect(self._on_asked)
        session.option_asked.connect(self.show_option)
        self._fill()

    # ------------------------------------------------------------------------------ building

    @property
    def filled(self) -> bool:
        """Whether its parts are there."""
        return self._filled

    def _fill(self) -> None:
        if self._filled or self._steps.busy or not self._session.choice.presets:
            return
        steps = self._make, self._make_rest, self._lay_out, self._put, self._begin
        self._steps.take(steps, at_once=not loop_runs())

    def _make(self) -> None:
        session = self._session
        self.judge = RecipeJudge(session)
        self.presets = PresetChoice(session.choice, session.parts.jobs)
        self.fields = RecipeFields(MAIN)

    def _make_rest(self) -> None:
        session = self._session
        self.more = RecipeFields(MORE)
        self.costs = CostChips()
        self.warnings = WarningList()
        self.measuring = Measuring(session)
        self.start = RunStart(session)
        self.command = CommandCard(session)
        self.options_button = Button(self.tr("All options…"), icon="search")
        paste = self.tr("Paste a command line of your own: cmd, PowerShell, bash, .bat")
        self.paste_button = IconButton("in", paste, size=26)

    def _begin(self) -> None:
        self._filled = True
        self._connect()
        self.follow()
        self.judge.judge()

    def _lay_out(self) -> None:
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, theme.px(8), theme.px(12))
        column.setSpacing(theme.px(10))
        head = QHBoxLayout()
        head.addWidget(SectionHead(self.tr("Recipe")), 1)
        head.addWidget(self.paste_button)
        column.addLayout(head)
        for part in (self.presets, self.fields, self.costs, self.warnings, self.more):
            column.addWidget(part)
        column.addWidget(self.options_button)
        column.addWidget(self.measuring)
        column.addWidget(self.start)
        if self._foot is not None:
            column.addWidget(self._foot)
            self._foot.show()
        column.addStretch(1)
        self.options_button.setMinimumWidth(theme.px(80))
        self.options_button.setToolTip(
            self.tr("Every option of the trainer, with its default and our advice")
        )

    def _put(self) -> None:
        self._waiting.hide()
        self.splitter = Splitter(Qt.Orientation.Vertical)
        self._scrolled = ScrollPane(self._inner)
        self._scrolled.setMinimumHeight(theme.px(200))
        self.command.setMinimumHeight(theme.px(150))
        self.splitter.addWidget(self._scrolled)
        self.splitter.addWidget(self.command)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([theme.px(640), theme.px(300)])
        self._column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        follow_key(self.options_button, "train.options", self.options_button.set_key)
        self.options_button.clicked.connect(self.show_options)
        self.paste_button.clicked.connect(self.paste)
        self.presets.done.connect(self.undoable)
        self.presets.failed.connect(self.failed)
        self.presets.opened.connect(self._ask_costs)
        for fields in (self.fields, self.more):
            fields.changed.connect(self._on_changed)
            fields.set_asked.connect(self._session.choice.change_values)
        self.costs.asked.connect(self.plan_asked)
        self.warnings.cured.connect(self._on_cured)
        self.measuring.changed.connect(self._session.change)
        self.start.named.connect(self._on_named)
        self.judge.judged.connect(self._show_judgement)
        for signal in ("done", "failed", "written"):
            getattr(self.command, signal).connect(getattr(self, signal))

    # ------------------------------------------------------------------------------- showing

    def follow(self) -> None:
        """Show the recipe as it is now."""
        if not self._filled or not self._session.choice.is_ready:
            return
        choice = self._session.choice
        self.presets.show_recipe()
        for fields in (self.fields, self.more):
            fields.show_values(choice.recipe.values, read_only=choice.read_only)
        self.measuring.follow()
        self.start.follow()
        self.command.follow()

    def _show_judgement(self) -> None:
        judge, planning = self.judge, self._session.parts.planning
        why_not = planning.trouble or self.tr("It is said as soon as the plan was counted.")
        self.costs.show_advice(judge.advice, why_not)
        may_cure = not self._session.choice.read_only
        self.warnings.show_warnings(judge.warnings, may_cure=may_cure)
        for fields in (self.fields, self.more):
            fields.show_wrong(judge.warnings)

    def _ask_costs(self) -> None:
        """Show in the list of presets what each would take."""
        presets = self._session.choice.presets
        self.judge.ask_of([each.recipe for each in presets], self._show_costs)

    def _show_costs(self, found: list[Advice | None]) -> None:
        panel = self.presets.panel
        for row, advice in zip(panel.rows if panel is not None else (), found, strict=False):
            row.show_cost(*cost_words(advice))

    # ------------------------------------------------------------------------------ changing

    def _on_changed(self, key: str, value: object, going: bool) -> None:
        self._session.change(key, value, join=going)

    def _on_named(self, name: str, going: bool) -> None:
        value = name if name or _NAME in self._session.recipe.values else None
        self._session.change(_NAME, value, join=going)

    def _on_cured(self, warning: Warning_) -> None:
        label = warning.label or self.tr("Cure")
        if warning.prompts:
            self._resize(warning.prompts)
            return
        self._session.choice.change_values(warning.cure or {}, self.tr("Recipe: {}").format(label))

    def _resize(self, prompts: tuple[Prompt, ...]) -> None:
        from app.core.export.prompt_rows import resize_prompts

        document = self._session.parts.document
        document.settle()
        if document.apply(resize_prompts(document.rows.prompts, prompts)):
            self.undoable.emit(self.tr("The sample prompts are as large as what is trained"))

    # -------------------------------------------------------------------------------- asking

    def _on_asked(self, command: str) -> None:
        if not self._filled or not self._session.choice.is_ready:
            return
        acts = {
            "train.presets": self.presets.open,
            "train.save_preset": self.presets.save,
            "train.difference": self.presets.open_difference,
            "train.options": self.show_options,
            "train.paste_command": self.paste,
            "train.copy_command": self.command.copy,
            "train.save_command": self.command.save,
        }
        if command in acts:
            acts[command]()

    def show_options(self) -> None:
        """Show all options, the search ready to be typed into."""
        from app.ui.train.option_dialog import OptionDialog

        if self.dialog is None:
            dialog = self.dialog = OptionDialog(self.window(), self._session.choice)
            dialog.paste_button.clicked.connect(self.paste)
            dialog.finished.connect(self._forget_dialog)
            dialog.open()

    def show_option(self, key: str) -> None:
        """Show an option among all others, its value ready to be typed."""
        if self._filled and self._session.choice.is_ready:
            self.show_options()
            if self.dialog is not None:
                self.dialog.show_option(key)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def paste(self) -> None:
        """Ask for a command line and take its options."""
        if self.paste_dialog is None and not self._session.choice.read_only:
            spawn(self._paste())

    async def _paste(self) -> None:
        from app.ui.train.option_paste import PasteDialog

        over = self.dialog or self.window()
        dialog = self.paste_dialog = PasteDialog(over, self._session.recipe)
        try:
            wanted = await done(dialog)
        finally:
            self.paste_dialog = None
        if wanted:
            label = self.tr("Paste a command line")
            self._session.change_recipe(dialog.recipe(), label)
            self.undoable.emit(self.tr("The pasted options are the recipe now"))
