"""The norm of what a LoRA adds, how it grows; hashes; what a file says of itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import Progress, Stopped
from app.core.training.results.found import Checkpoint
from app.core.training.results.growth import growths
from app.core.training.results.hashes import auto_v2
from app.core.training.results.header import WeightsError
from app.core.training.results.metadata import facts_of, readable
from app.core.training.results.weights import Strength, known_strength, measure
from tests.core.training.results.makers import Array, bf16, lora_tensors, write_tensors


def whole_norm(tensors: dict[str, Array]) -> float:
    """The norm by the product itself, as large as the layer."""
    total = 0.0
    for key, down in tensors.items():
        if key.endswith("lora_down.weight"):
            name = key.removesuffix(".lora_down.weight")
            up, alpha = tensors[f"{name}.lora_up.weight"], tensors[f"{name}.alpha"]
            rank = down.shape[0]
            product = up.reshape(up.shape[0], -1) @ down.reshape(rank, -1)
            total += float(np.sum((product * float(alpha) / rank) ** 2.0))
    return total**0.5


@pytest.mark.parametrize(
    ("kind", "near"), [("F32", 1e-5), ("F16", 1e-3), ("BF16", 2e-2), ("F64", 1e-5)]
)
def test_that_the_norm_is_that_of_the_whole_product(tmp_path: Path, kind: str, near: float) -> None:
    tensors = lora_tensors(0.3, alpha=2.0)
    turn = {"F32": np.float32, "F16": np.float16, "F64": np.float64}
    stored = {
        key: bf16(each) if kind == "BF16" else each.astype(turn[kind])
        for key, each in tensors.items()
    }
    found = measure(write_tensors(tmp_path / "a.safetensors", stored), Cache())
    assert found.norm == pytest.approx(whole_norm(tensors), rel=near)
    assert (found.modules, found.rank, found.broken) == (4, 4, 0)
    assert sorted(found.blocks) == [0, 1]
    assert sum(norm**2 for norm in found.blocks.values()) == pytest.approx(found.norm**2)


def test_that_a_convolution_and_names_of_other_programs_are_measured(tmp_path: Path) -> None:
    drawn = np.random.default_rng(1)
    down = drawn.normal(size=(4, 3, 2, 2)).astype(np.float32)
    up = drawn.normal(size=(5, 4, 1, 1)).astype(np.float32)
    name = "diffusion_model.blocks.11.self_attn.q"
    path = write_tensors(
        tmp_path / "a.safetensors", {f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up}
    )
    found = measure(path, Cache())
    product = up.reshape(5, 4) @ down.reshape(4, -1)
    assert found.blocks == {11: pytest.approx(float(np.linalg.norm(product)), rel=1e-5)}


def test_that_values_that_are_no_numbers_are_counted_as_broken(tmp_path: Path) -> None:
    tensors = lora_tensors()
    tensors["lora_unet_blocks_1_ffn_0.lora_up.weight"][0, 0] = np.nan
    found = measure(write_tensors(tmp_path / "a.safetensors", tensors), Cache())
    assert found.broken == 1
    assert np.isfinite(found.norm)


@pytest.mark.parametrize(
    ("tensors", "says"),
    [
        ({"a.hada_w1_a": np.zeros((2, 2), np.float32)}, "no LoRA that can be measured"),
        ({"a.lora_down.weight": np.zeros((2, 3), np.float32)}, "half of the layer"),
        (
            {
                "a.lora_down.weight": np.zeros((2, 3), np.float32),
                "a.lora_up.weight": np.zeros((3, 4), np.float32),
            },
            "do not fit",
        ),
        (
            {
                "a.lora_down.weight": np.zeros((2, 3), np.int8),
                "a.lora_up.weight": np.zeros((3, 2), np.int8),
            },
            "as I8",
        ),
    ],
)
def test_that_what_cannot_be_measured_says_why(
    tmp_path: Path, tensors: dict[str, Array], says: str
) -> None:
    with pytest.raises(WeightsError, match=says):
        measure(write_tensors(tmp_path / "a.safetensors", tensors), Cache())


def test_that_a_measurement_is_kept_and_can_be_stopped(tmp_path: Path) -> None:
    path = write_tensors(tmp_path / "a.safetensors", lora_tensors())

    def stop(progress: Progress) -> None:
        raise Stopped

    assert known_strength(path, Cache()) is None
    with pytest.raises(Stopped):
        measure(path, Cache(), checkpoint=stop)
    found = measure(path, Cache())
    assert measure(path, Cache(), checkpoint=stop) == found  # not measured again
    assert known_strength(path, Cache()) == found
    write_tensors(path, lora_tensors(2.0))
    assert known_strength(path, Cache()) is None


def checkpoint(step: int, kind: str = "epoch") -> Checkpoint:
    path = Path(f"{step}")
    return Checkpoint(name=f"{step}", path=path, folder=Path(), kind=kind, step=step)  # type: ignore[arg-type]


def test_that_a_sudden_rise_is_told_from_growth() -> None:
    norms = {100: 1.0, 200: 1.6, 300: 2.0, 400: 2.3, 500: 2.5, 600: 4.0}
    chain = [checkpoint(step) for step in norms]
    strengths = {f"{step}": Strength(norm, {}, 1, 4) for step, norm in norms.items()}
    found = growths(chain, strengths)
    assert "100" not in found
    assert found["200"].grown == pytest.approx(0.6)
    assert found["200"].times is None
    assert [name for name, each in found.items() if each.sudden] == ["600"]
    assert found["600"].times == pytest.approx(1.5 / 0.35)


def test_that_growth_counts_by_steps_where_some_are_not_measured() -> None:
    chain = [checkpoint(100), checkpoint(200), checkpoint(300), checkpoint(300, "average")]
    strengths = {"100": Strength(1.0, {}, 1, 4), "300": Strength(2.0, {}, 1, 4)}
    found = growths(chain, strengths)
    assert list(found) == ["300"]
    assert (found["300"].before, found["300"].per_step) == ("100", pytest.approx(0.005))


def test_that_the_hash_is_the_one_that_model_sites_use_and_is_kept(tmp_path: Path) -> None:
    path = write_tensors(tmp_path / "a.safetensors", lora_tensors())
    found = auto_v2(path, Cache())
    assert found == hashlib.sha256(path.read_bytes()).hexdigest()[:10].upper()
    reads: list[Progress] = []
    assert auto_v2(path, Cache(), checkpoint=reads.append) == found
    assert not reads  # it was kept
    with pytest.raises(SourceError):
        auto_v2(tmp_path / "gone", Cache())


def test_that_metadata_reads_as_a_list_with_what_matters_first(tmp_path: Path) -> None:
    metadata = {
        "ss_zzz": "last",
        "ss_network_dim": "32",
        "ss_num_train_items": "1078",
        "ss_training_comment": "None",
        "ss_datasets": '[{"resolution": [128, 80], "video_directory": "clips", '
        '"target_frames": [1, 21]}, {"resolution": [128, 128], "image_directory": "images"}]',
        "sshs_model_hash": "ad8745e9a61355d5",
        "ss_training_started_at": "nonsense",
    }
    path = write_tensors(tmp_path / "a.safetensors", lora_tensors(), metadata)
    found = [(fact.label, fact.value) for fact in facts_of(path)]
    assert found == [
        ("Rank", "32"),
        ("Samples", "1,078"),
        ("Begun", "nonsense"),
        ("Datasets", "clips 128×80, 1/21 frames · images 128×128"),
        ("AutoV3", "ad8745e9a613"),
        ("ss_zzz", "last"),
    ]
    assert readable({"ss_datasets": "[3"})[0].value == "[3"


def _place(shape: list[int], begin: int, end: int) -> dict[str, object]:
    return {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("down", "up", "alpha", "words"),
    [
        (_place([0, 2], 0, 0), _place([2, 0], 0, 0), None, "rank 0"),
        (_place([2, 0], 0, 0), _place([0, 2], 0, 0), None, "rank 2"),
        (_place([2, 2], 0, 16), _place([2, 2], 16, 32), _place([0], 32, 32), "no alpha"),
        (_place([2, 2], 0, 16), _place([2, 2], 8, 24), None, "damaged header"),
        (_place([2, 2], 0, 16), _place([2, 2], 20, 36), None, "damaged header"),
        (_place([2**15, 2**14], 0, 2**31), _place([1], 2**31, 2**31 + 4), None, "is no LoRA"),
        (_place([2**15, 1], 0, 2**17), _place([1, 2**15], 2**17, 2**18), None, "rank 32,768"),
    ],
)
def test_that_a_lora_that_makes_no_sense_is_refused_in_a_sentence(
    tmp_path: Path,
    down: dict[str, object],
    up: dict[str, object],
    alpha: dict[str, object] | None,
    words: str,
) -> None:
    header = {"x.lora_down.weight": down, "x.lora_up.weight": up}
    if alpha is not None:
        header["x.alpha"] = alpha
    text = json.dumps(header).encode()
    file = tmp_path / "a.safetensors"
    with file.open("wb") as opened:
        opened.write(len(text).to_bytes(8, "little") + text)
        opened.truncate(8 + len(text) + max(each["data_offsets"][1] for each in header.values()))  # type: ignore[index]
    with pytest.raises(WeightsError, match=words):
        measure(file, Cache(tmp_path / "cache"))
