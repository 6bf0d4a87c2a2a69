"""The tour of the page *Trainer and models*: nothing set up, found, something wrong."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from app.core.training.trainer import finding, models_near
from app.ui.train.setup_dialog import SetupDialog
from tests.core.training.trainer.checkouts import (
    T2V_14B,
    T5,
    T5_COMFY,
    VAE,
    at_commit,
    dit_shapes,
    make_checkout,
    make_environment,
    write_weights,
)
from tests.core.training.trainer.environments import EMPTY, TORCH, VERSIONS
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre


def rig_up(home: Path) -> Path:
    """Put a trainer and files of models where people put them; return the trainer's folder."""
    folder = make_checkout(home / "AI" / "musubi-tuner")
    at_commit(folder, tag="v0.3.4")
    make_environment(folder / "venv", {**EMPTY, "torch": TORCH}, VERSIONS)
    (folder / "venv" / "site" / "musubi_tuner").symlink_to(folder / "src" / "musubi_tuner")
    models = home / "ComfyUI" / "models"
    write_weights(models / "diffusion_models" / "wan2.1_t2v_14B_bf16.safetensors", shapes())
    write_weights(models / "vae" / "wan_2.1_vae.safetensors", VAE)
    write_weights(models / "text_encoders" / "umt5_xxl_fp8.safetensors", T5_COMFY, "F8_E4M3")
    return folder


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the tensors of a model of the size it really has."""
    return dit_shapes(T2V_14B) | {"head.head.weight": (14_000, 1_000_000)}


@contextlib.contextmanager
def only_in(home: Path) -> Iterator[None]:
    """Let trainers and models, small ones too, be looked for in one folder alone."""
    with (
        patch.object(Path, "home", lambda: home),
        patch.object(finding, "drives", list),
        patch.object(models_near, "drives", list),
        patch.object(models_near, "_LEAST", 1_000),
        patch.dict(os.environ, {"HF_HOME": str(home / "hf"), "XDG_CACHE_HOME": str(home)}),
    ):
        yield


def page(stage: Stage) -> SetupDialog:
    return next(each for each in stage.window.findChildren(SetupDialog) if each.isVisible())


@chapter
async def train_trainer(theatre: Theatre, material: Material) -> None:
    """The card and the page: nothing, an empty search, found, a T5 of another program, trouble."""
    home = material.folder / "home"
    home.mkdir()
    async with theatre.window() as stage:
        with only_in(home):
            await tour_page(stage, material, home)


async def tour_page(stage: Stage, material: Material, home: Path) -> None:
    window, hand = stage.window, stage.hand
    await stage.open(material.picked("Trainer"))
    hand.ctrl("4")
    await stage.rest()
    setup = window.train.session.setup
    await stage.picture("trainer-nothing-set-up", may_scroll=True)
    window.actions_["train.setup"].trigger()
    await stage.sheet()
    await stage.until(lambda: setup.search.ended, "the search")
    await stage.picture("trainer-page-nothing-found", may_scroll=True)
    if os.name == "nt":
        return  # what stands for a Python is a shell script
    folder = rig_up(home)
    hand.click(page(stage).needs.look)
    await stage.until(lambda: page(stage).needs.waiting.isVisible(), "the search")
    await stage.picture("trainer-page-looking", may_scroll=True, busy=True)
    await stage.until(lambda: page(stage).needs.use.isVisible(), "what is found")
    await stage.picture("trainer-page-offered", may_scroll=True)
    hand.click(page(stage).needs.use)
    await stage.until(lambda: setup.info is not None, "the trainer's answer")
    await stage.picture("trainer-page-found", may_scroll=True)
    await stage.until(lambda: "vae" in setup.files, "the models")
    setup.choose_models({"t5": str(next((home / "ComfyUI" / "models").rglob("umt5*")))})
    await stage.until(lambda: "t5" in setup.files, "the T5")
    scroll_down(page(stage))
    await stage.picture("trainer-page-a-t5-that-does-not-fit", may_scroll=True)
    write_weights(folder / "models" / "models_t5_umt5-xxl-enc-bf16.safetensors", T5)
    hand.click(page(stage).models.look)
    await stage.until(lambda: setup.models_standing.grade == "good", "the models")
    scroll_down(page(stage))
    await stage.picture("trainer-page-models-fit", may_scroll=True)
    await stage.leave_dialog()
    await stage.picture("trainer-set-up", may_scroll=True)
    await tour_trouble(stage, folder)


async def tour_trouble(stage: Stage, folder: Path) -> None:
    window = stage.window
    setup = window.train.session.setup
    (folder / "venv" / "site" / "torch" / "__init__.py").write_text("raise OSError('no CUDA DLL')")
    (folder / "venv" / "site" / "musubi_tuner").unlink()
    setup.ask_again()
    await stage.until(lambda: setup.info is not None and setup.info.troubles, "the trouble")
    window.actions_["train.setup"].trigger()
    await stage.sheet()
    await stage.picture("trainer-page-torch-broken", may_scroll=True)
    (folder / "wan_train_network.py").unlink()
    (folder / "src" / "musubi_tuner" / "wan_train_network.py").unlink()
    setup.ask_again()
    await stage.until(lambda: setup.looked.trouble, "the trouble")
    await stage.picture("trainer-page-no-trainer", may_scroll=True)
    await stage.leave_dialog()
    await stage.picture("trainer-card-in-trouble", may_scroll=True)


def scroll_down(dialog: SetupDialog) -> None:
    from app.ui.widgets.surface import ScrollPane

    bar = dialog.findChildren(ScrollPane)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
