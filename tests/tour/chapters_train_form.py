"""The tour of the recipe of a training: presets, fields, all options, the command line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ui.train.recipe_pane import RecipePane
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key

PASTED = """\
accelerate launch --num_cpu_threads_per_process 1 --dynamo_mode default wan_train_network.py ^
  --task t2v-14B --dit G:/samples/wan14b/wan2.1_t2v_14B_bf16.safetensors ^
  --network_dim 64 --network-alpha 64 --enable_bucket --learning_rate 1e-4 ^
  --optimizer_type adamw8bit --max_train_epochs 20 --seed 7 --output_name rain_v2
"""


async def at_recipe(stage: Stage) -> RecipePane:
    """Go to *Train* and wait until the recipe is there and judged."""
    stage.hand.ctrl("4")
    pane = stage.window.train.recipe
    await stage.until(lambda: hasattr(pane, "judge") and pane.judge.advice, "what it costs")
    await stage.rest()
    return pane


@chapter
async def train_recipe(theatre: Theatre, material: Material) -> None:
    """A preset chosen, fields typed into and wrong, warnings cured, what changed taken back."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Recipe"))
        pane = await at_recipe(stage)
        await stage.picture("train-recipe")
        pane.presets.open()
        await stage.until(lambda: pane.presets.panel, "the presets")
        await stage.rest()
        await stage.picture("train-presets", may_scroll=True)
        panel = pane.presets.panel
        assert panel is not None
        panel.open_row(0)
        await stage.picture("train-presets-author", may_scroll=True)
        panel.rows[0].use_button.click()
        await stage.rest()
        await stage.picture("train-author-with-warnings")
        rank = pane.fields.controls["train.network_dim"]
        stage.hand.click(rank)
        rank.selectAll()
        stage.hand.type("64")
        await stage.picture("train-rank-typed-lit", busy=True)
        rate = pane.fields.controls["train.learning_rate"]
        stage.hand.click(rate)
        rate.selectAll()
        stage.hand.type("fast")
        await stage.picture("train-rate-wrong")
        stage.hand.key(Key.Key_Escape)
        swap = pane.fields.controls["train.blocks_to_swap"]
        stage.hand.click(swap)
        swap.selectAll()
        stage.hand.type("45")
        await stage.picture("train-swap-beyond")
        await kept_and_copied(stage, pane)


async def kept_and_copied(stage: Stage, pane: RecipePane) -> None:
    """Go back to the preset, save one's own, look at the command line."""
    pane.presets.open_difference()
    await stage.picture("train-changed-since")
    difference = pane.presets.difference
    assert difference is not None
    difference.all_button.click()
    await stage.rest()
    await stage.picture("train-back-at-the-preset")
    pane.presets.save()
    await stage.rest()
    await stage.picture("train-save-preset")
    await stage.leave_dialog()
    pane.command.show_large()
    await stage.rest()
    await stage.picture("train-command-large")


@chapter
async def train_options(theatre: Theatre, material: Material) -> None:
    """All options looked through, searched, folded; a command line pasted."""
    async with theatre.window() as stage:
        await stage.open(material.picked("Options"))
        pane = await at_recipe(stage)
        pane.show_options()
        await stage.sheet()
        dialog = pane.dialog
        assert dialog is not None
        await stage.picture("options-all")
        stage.hand.type("alpha")
        await stage.picture("options-searched")
        stage.hand.key(Key.Key_Return)
        stage.hand.type("8")
        await stage.picture("options-changed")
        dialog.search.setFocus()
        dialog.search.setText("")
        dialog.only_given.click()
        await stage.picture("options-given")
        dialog.only_given.click()
        dialog.list.choose("train.network_args")
        dialog.detail.enter()
        stage.hand.type("loraplus_lr_ratio=4")
        await stage.picture("options-a-list")
        dialog.search.setText("xyzzy")
        await stage.picture("options-none")
        dialog.reject()
        await stage.leave_dialog()
        QGuiApplication.clipboard().setText(PASTED)
        pane.paste()
        await stage.until(lambda: pane.paste_dialog, "the dialog")
        await stage.sheet()
        await stage.picture("options-pasted", may_scroll=True)
        stage.hand.key(Key.Key_Escape)
        await stage.rest()
