"""Files of models that are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.jobs import Progress, Stopped
from app.core.training.trainer import models_near as near
from app.core.training.trainer.models_near import models_near
from tests.core.training.trainer.checkouts import (
    T2V_1_3B,
    T2V_14B,
    T5,
    T5_COMFY,
    VAE,
    dit_shapes,
    write_weights,
)


@pytest.fixture(autouse=True)
def _no_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "drives", list)
    monkeypatch.setattr(near, "_LEAST", 100)


def test_that_models_are_found_beside_the_trainer_and_in_comfyui(tmp_path: Path) -> None:
    home, trainer = tmp_path / "home", tmp_path / "ai" / "musubi-tuner"
    models = home / "ComfyUI" / "models"
    dit = write_weights(
        models / "diffusion_models" / "wan" / "t2v.safetensors", dit_shapes(T2V_14B)
    )
    vae = write_weights(trainer / "models" / "vae.safetensors", VAE)
    write_weights(models / "text_encoders" / "umt5.safetensors", T5_COMFY)
    t5 = write_weights(tmp_path / "ai" / "ComfyUI" / "models" / "t5.safetensors", T5)
    write_weights(models / "loras" / "x.safetensors", dit_shapes(T2V_14B))
    write_weights(models / "other" / "sdxl.safetensors", {"a.b": (64,)})
    found = models_near([trainer], "t2v-14B", home=home)
    assert {role: file.path for role, file in found.chosen.items()} == {
        "dit": dit,
        "vae": vae,
        "t5": t5,
    }
    assert len(found.files) == 4


def test_that_the_best_of_several_is_chosen(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    for name, dtype in {"a_fp8": "F8_E4M3", "b_bf16": "BF16", "c_low_noise": "F16"}.items():
        write_weights(folder / f"{name}.safetensors", dit_shapes(T2V_14B), dtype)
    write_weights(folder / "small.safetensors", dit_shapes(T2V_1_3B))
    write_weights(folder / "d_high_noise.safetensors", dit_shapes(T2V_14B), "F16")
    names = {
        task: {
            role: file.path.stem
            for role, file in models_near([tmp_path], task, home=tmp_path).chosen.items()
        }
        for task in ("t2v-14B", "t2v-1.3B", "t2v-A14B", "i2v-14B")
    }
    assert names["t2v-14B"] == {"dit": "b_bf16"}
    assert names["t2v-1.3B"] == {"dit": "small"}
    assert names["t2v-A14B"] == {"dit": "c_low_noise", "dit_high_noise": "d_high_noise"}
    assert names["i2v-14B"] == {}


def test_that_the_search_is_bounded_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        write_weights(tmp_path / "models" / f"{number:02}.safetensors", VAE)
    monkeypatch.setattr(near, "_MOST_FILES", 5)
    assert len(models_near([tmp_path], "t2v-14B", home=tmp_path).files) == 5

    def stop(_: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        models_near([tmp_path], "t2v-14B", stop, home=tmp_path)
