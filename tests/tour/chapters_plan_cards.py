"""The tour of the dataset cards: one, three and twelve of them, wrong ones, and hands on them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt

from app.core.library.project import Project
from app.ui.plan.card_entry import EntryCard
from app.ui.plan.datasets import DatasetColumn
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key


def column(stage: Stage) -> DatasetColumn:
    plan = stage.window.findChild(DatasetColumn)
    assert isinstance(plan, DatasetColumn)
    return plan


async def planned(stage: Stage) -> DatasetColumn:
    """Go to *Plan* and wait until it is counted."""
    stage.hand.ctrl("3")
    await stage.until(lambda: stage.window.findChild(DatasetColumn), "the stage")
    cards = column(stage)
    await stage.until(lambda: cards.isVisible() and cards.cards, "the cards")
    await stage.rest()
    return cards


def row_type(stage: Stage, card: EntryCard, key: str, text: str) -> None:
    """Type a value into a row and press Enter."""
    control = card.rows[key].control
    assert control is not None
    control.setFocus(Qt.FocusReason.TabFocusReason)
    stage.hand.type(text)
    stage.hand.key(Key.Key_Return)


@chapter
async def plan_cards(theatre: Theatre, material: Material) -> None:
    """Cards typed into, stepped, opened, wrong, renamed, dragged, added, folded."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Cards"))
        cards = await planned(stage)
        await stage.picture("cards")
        row_type(stage, cards.cards[1], "target_frames", "47")
        await stage.picture("cards-refused-where-it-was-typed")
        stage.hand.key(Key.Key_Escape)
        control = cards.cards[1].rows["resolution"].control
        assert control is not None
        control.setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(3):
            stage.hand.key(Key.Key_Down)
        await stage.picture("cards-stepped-and-not-yet-decided", may_scroll=True)
        stage.hand.key(Key.Key_Escape)
        cards.cards[0].more_button.click()
        await stage.picture("cards-more-of-stills", may_scroll=True)
        cards.cards[0].more_button.click()
        cards.general.head.fold_asked.emit()
        await stage.picture("cards-for-all", may_scroll=True)
        cards.general.head.fold_asked.emit()
        cards.hand.focus_card(1)
        stage.hand.key(Key.Key_Return)
        await stage.picture("cards-renaming")
        stage.hand.type("near")
        stage.hand.key(Key.Key_Return)
        await stage.rest()
        head = cards.cards[2].head
        start = QPoint(head.width() // 2, head.height() // 2)
        up = head.mapFromGlobal(cards.cards[0].mapToGlobal(QPoint(40, 4)))
        stage.hand.press(head, start)
        stage.hand.pull(head, start, up)
        await stage.picture("cards-dragged")
        stage.hand.let_go(head, up)
        await stage.picture("cards-moved")
        stage.hand.key("N", Keys.ControlModifier | Keys.ShiftModifier)
        await stage.picture("cards-adding", may_scroll=True)
        stage.hand.key(Key.Key_Escape)
        cards.fold_all()
        await stage.picture("cards-folded")


@chapter
async def plan_many_cards(theatre: Theatre, material: Material) -> None:
    """Twelve datasets, one of which the trainer refuses and one that has unknown keys."""
    folder = material.picked("Many cards")
    with Project.open_for_editing(folder) as project:
        known = list(project.datasets())
        project.add(
            [
                replace(known[n % len(known)], id=0, position=n, name=f"{known[n % 3].name} {n}")
                for n in range(len(known), 12)
            ]
        )
    async with theatre.window() as stage:
        await stage.open(folder)
        cards = await planned(stage)
        source = cards.source
        text = source.text.replace("\nresolution", "\nsource_fps = 30\nresolution", 2)
        text = text.replace("num_repeats", "num_repeat", 1)
        source.change_text(text, "Typed")
        await stage.picture("cards-twelve-with-wrong-ones", may_scroll=True)
        cards.hand.focus_card(11)
        await stage.picture("cards-the-last-of-twelve", may_scroll=True)


@chapter
async def plan_one_card(theatre: Theatre, material: Material) -> None:
    """One dataset, of clips."""
    folder = material.picked("One card")
    with Project.open_for_editing(folder) as project:
        project.remove([each for each in project.datasets() if each.position != 1])
    async with theatre.window() as stage:
        await stage.open(folder)
        cards = await planned(stage)
        cards.cards[0].more_button.click()
        await stage.picture("cards-one")
