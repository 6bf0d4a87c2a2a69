"""What a training needs: ticked where it is there; looked for all at once, and only offered."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.jobs import Progress, Stopped
from app.core.training.trainer import finding, models_near
from app.core.training.trainer.info import Gpu, TrainerInfo
from app.core.training.trainer.looking import Looked
from app.core.training.trainer.nearby import look_around
from app.core.training.trainer.needs import needs_of, summed_up
from app.core.training.trainer.standing import Standing
from tests.core.training.trainer.checkouts import (
    T2V_14B,
    VAE,
    dit_shapes,
    make_checkout,
    make_environment,
    write_weights,
)
from tests.core.training.trainer.environments import EMPTY, TORCH, VERSIONS

GOOD = Standing("fits", "good")
PACKAGES = dict.fromkeys(
    (
        *("transformers", "diffusers", "safetensors", "av", "toml", "voluptuous", "einops"),
        *("ftfy", "easydict", "tqdm", "opencv-python", "pillow", "accelerate"),
    ),
    "1",
)
INFO = TrainerInfo(
    Path("/m"), Path("/m/venv/bin/python"), version="0.3.4", layout="old", torch="2.8.0",
    cuda="12.8", gpus=(Gpu(0, "RTX 3090", 24.0),), packages=PACKAGES, python_version="3.11.7",
)  # fmt: skip


def there(looked: Looked, **standings: Standing | None) -> dict[str, bool]:
    return {need.key: need.there for need in needs_of(looked, "t2v-14B", standings)}  # type: ignore[arg-type]


def test_that_nothing_is_ticked_where_nothing_was_chosen() -> None:
    found = there(Looked())
    assert [*found] == ["trainer", "python", "torch", "libraries", "card", "dit", "vae", "t5"]
    assert not any(found.values())
    assert summed_up(needs_of(Looked(), "t2v-14B", {})).words == "0 of 8 are here."


def test_that_all_is_ticked_where_all_is_there() -> None:
    looked = Looked(INFO.folder, (), INFO.python, INFO)
    needs = needs_of(looked, "t2v-14B", {"dit": GOOD, "vae": GOOD, "t5": GOOD})
    assert all(need.there for need in needs)
    assert summed_up(needs).grade == "good"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"torch": "", "torch_trouble": "No module named torch"}, "torch"),
        ({"cuda": ""}, "torch"),
        ({"gpus": ()}, "card"),
        ({"packages": {k: v for k, v in PACKAGES.items() if k != "einops"}}, "libraries"),
    ],
)
def test_that_only_what_is_wrong_has_no_tick(changes: dict[str, object], key: str) -> None:
    info = replace(INFO, **changes)  # type: ignore[arg-type]
    looked = Looked(info.folder, (), info.python, info)
    found = there(looked, dit=GOOD, vae=GOOD, t5=GOOD)
    assert [name for name, so in found.items() if not so] == [key]


def test_that_a_trainer_without_a_python_is_there_and_its_python_is_not() -> None:
    looked = Looked(Path("/m"), trouble="No Python was found.")
    needs = {need.key: need for need in needs_of(looked, "t2v-14B", {})}
    assert needs["trainer"].there
    assert (needs["python"].there, needs["python"].said) == (False, "No Python was found.")


def test_that_the_model_for_high_noise_is_not_asked_for_and_clip_is_where_it_is_used() -> None:
    keys = [need.key for need in needs_of(Looked(), "t2v-A14B", {})]
    assert "dit_high_noise" not in keys
    assert [need.key for need in needs_of(Looked(), "i2v-14B", {})][-1] == "clip"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (finding, models_near):
        monkeypatch.setattr(module, "drives", list)
    monkeypatch.setattr(models_near, "_LEAST", 100)
    monkeypatch.setenv("RUSHES_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_that_models_are_found_in_what_hugging_face_has_downloaded(home: Path) -> None:
    hub = home / ".cache" / "huggingface" / "hub" / "models--Comfy-Org--Wan_2.1"
    blob = write_weights(hub / "blobs" / "1234", VAE)
    name = hub / "snapshots" / "ab" / "split_files" / "vae" / "wan_2.1_vae.safetensors"
    name.parent.mkdir(parents=True)
    try:
        name.symlink_to(blob)
    except OSError:  # Windows without the right: it copies, and so does Hugging Face
        blob.rename(name)
    found = look_around([], "t2v-14B", ["dit", "vae"], trainer=False, home=home)
    assert {role: file.path for role, file in found.models.items()} == {"vae": name}
    assert found.looked.folder is None and found


@pytest.mark.skipif(os.name == "nt", reason="a fake Python is a shell script")
def test_that_the_trainer_that_answers_well_is_offered_before_one_that_does_not(
    home: Path,
) -> None:
    broken = make_checkout(home / "a" / "musubi-tuner", "old")
    make_environment(broken / "venv", {**EMPTY, "torch": "raise OSError('no DLL')"}, VERSIONS)
    good = make_checkout(home / "lora" / "musubi-tuner", "old")
    make_environment(good / "venv", {**EMPTY, "torch": TORCH}, VERSIONS)
    dit = write_weights(good / "models" / "a.safetensors", dit_shapes(T2V_14B))
    near = [home / "a", home / "lora"]
    found = look_around(near, "t2v-14B", ["dit"], home=home)
    assert {*found.trainers} == {broken, good}
    assert found.looked.folder == good and found.looked.info is not None
    assert found.models["dit"].path == dit


def test_that_looking_around_can_be_stopped_at_every_place(home: Path) -> None:
    write_weights(home / "models" / "a.safetensors", VAE)

    def places(limit: int) -> int:
        """Look around, and stop at a place; return how many were looked into."""
        seen: list[str] = []

        def stop(progress: Progress) -> None:
            seen.append(progress.what)
            if len(seen) == limit:
                raise Stopped

        look_around([], "t2v-14B", ["vae"], stop, home=home)
        return len(seen)

    every = places(0)
    assert every > 3
    for limit in range(1, every + 1):
        with pytest.raises(Stopped):
            places(limit)
