"""How things stand with trainer and models; which models are chosen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.training.trainer.findings import findings, troubles_of
from app.core.training.trainer.info import Gpu, TrainerInfo
from app.core.training.trainer.looking import Looked, look
from app.core.training.trainer.model_files import look_at_model
from app.core.training.trainer.standing import (
    NOT_SET_UP,
    chosen_models,
    model_standing,
    models_standing,
    trainer_standing,
    with_models,
)
from tests.core.training.trainer.checkouts import (
    T2V_14B,
    T5,
    VAE,
    dit_shapes,
    make_checkout,
    write,
    write_weights,
)

FINE = TrainerInfo(
    Path("musubi"),
    Path("python"),
    "0.3.4",
    layout="old",
    torch="2.8.0",
    cuda="12.8",
    gpus=(Gpu(0, "RTX 4090", 24.0, 22.5), Gpu(1, "RTX 3060", 12.0)),
    python_version="3.11.7",
    packages=dict.fromkeys(
        (
            *("accelerate", "tensorboard", "bitsandbytes", "transformers", "diffusers", "tqdm"),
            *("safetensors", "av", "toml", "voluptuous", "einops", "ftfy", "easydict"),
            *("opencv-python", "pillow"),
        ),
        "1.0",
    ),
)


def test_that_a_trainer_stands_as_its_worst_finding() -> None:
    assert trainer_standing(Looked()) == NOT_SET_UP
    fine = trainer_standing(Looked(Path("m"), (), Path("p"), FINE))
    assert (fine.words, fine.grade) == (
        "musubi-tuner 0.3.4 · torch 2.8 · RTX 4090 24 GB and 1 more",
        "good",
    )
    gone = trainer_standing(Looked(Path("m"), trouble="It is not there."))
    assert (gone.grade, gone.said) == ("bad", "It is not there.")


@pytest.mark.parametrize(
    ("changes", "label", "grade", "words"),
    [
        ({"python_version": "3.13.1"}, "Python", "warn", "3.10 to 3.12"),
        ({"torch": "2.4.1"}, "torch", "warn", "2.5.1"),
        ({"gpus": (Gpu(0, "GTX 1080", 8.0),)}, "Card 0", "warn", "12 GB"),
        ({"gpus": (Gpu(0, "RTX 4080", 16.0),)}, "Card 0", "neutral", "24 GB for video"),
        ({"tasks": ("t2v-14B",)}, "musubi-tuner", "warn", "Wan 2.2"),
        ({"video_bucket_flags": True}, "musubi-tuner", "warn", "enable_bucket"),
        ({"packages": {}}, "tensorboard", "warn", "pip install tensorboard"),
        ({"layout": "new", "package_folder": ""}, "Its package", "bad", "pip install -e ."),
        (
            {"accelerate_config": {"distributed_type": "FSDP", "file": "x.yaml"}},
            "accelerate config",
            "warn",
            "delete x.yaml",
        ),
    ],
)
def test_that_each_oddity_is_graded_and_says_what_to_do(
    changes: dict[str, object], label: str, grade: str, words: str
) -> None:
    import dataclasses

    changed = dataclasses.replace(FINE, **changes)  # type: ignore[arg-type]
    found = next(each for each in findings(changed) if each.label == label)
    assert found.grade == grade and words in found.said
    assert all(each.said.endswith(".") or "…" in each.said for each in findings(changed))


def test_that_nothing_stops_a_trainer_that_is_fine() -> None:
    assert troubles_of(FINE) == ()


def test_that_a_look_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert look("  ") == Looked()
    assert "does not exist" in look(str(tmp_path / "nothing")).trouble
    folder = make_checkout(tmp_path / "deep" / "musubi-tuner")
    assert "No Python was found" in look(f'"{folder}"').trouble
    if os.name != "nt":
        python = write(folder / "venv" / "bin" / "python", "no program")
        found = look(str(folder / "src"))
        assert (found.folder, found.python, found.pythons) == (folder, python, (python,))
        assert "Cannot run" in found.trouble


def test_that_models_stand_one_by_one_and_together(tmp_path: Path) -> None:
    dit = look_at_model(write_weights(tmp_path / "dit.safetensors", dit_shapes(T2V_14B)))
    vae = look_at_model(write_weights(tmp_path / "vae.safetensors", VAE))
    t5 = look_at_model(write_weights(tmp_path / "t5.safetensors", T5))
    task = "t2v-14B"
    stand = {
        "dit": model_standing("dit", task, dit),
        "vae": model_standing("vae", task, vae),
        "t5": model_standing("t5", task, None),
    }
    assert [each.words for each in stand.values()] == ["fits", "fits", "not chosen"]
    whole = models_standing(task, stand)  # type: ignore[arg-type]
    assert (whole.words, whole.grade) == ("2 of 3 models for t2v-14B", "neutral")
    stand["t5"] = model_standing("t5", task, t5)
    assert models_standing(task, stand).grade == "good"  # type: ignore[arg-type]
    stand["dit"] = model_standing("dit", task, dit, mixed_precision="fp16")
    wrong = models_standing(task, stand)  # type: ignore[arg-type]
    assert wrong.grade == "bad" and "1 does not fit" in wrong.words and "bf16" in wrong.said


def test_that_files_which_all_tasks_share_are_chosen_once() -> None:
    models = with_models({}, "t2v-14B", {"dit": "d", "vae": "v", "t5": "t"})
    assert chosen_models(models, "i2v-14B") == {"vae": "v", "t5": "t"}
    assert chosen_models(models, "t2i-14B") == {"dit": "d", "vae": "v", "t5": "t"}
    other = with_models(models, "i2v-14B", {"vae": "w", "clip": "c"})
    assert chosen_models(other, "i2v-14B")["vae"] == "w"
    assert chosen_models(other, "t2v-14B")["vae"] == "v"


def test_that_a_file_that_is_taken_away_does_not_come_back() -> None:
    models = with_models({}, "t2v-14B", {"dit": "d", "vae": "v"})
    models = with_models(models, "i2v-14B", {"vae": ""})
    assert chosen_models(models, "i2v-14B") == {}
    assert chosen_models(models, "t2v-14B") == {"dit": "d"}
    models = with_models(models, "t2i-14B", {"dit": ""})
    assert models == {}
