"""The smoke test: what it trains, and what comes of it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from app.core.planner.costs.measured import load_runs
from app.core.training.folder import read_run
from app.core.training.model import Heaviest, Run, StepState
from app.core.training.runs import smoke
from app.core.training.runs.measuring import keep_measured, measured_of
from app.core.training.runs.starting import RunError, start
from tests.core.training.runs.conftest import Maker
from tests.core.training.runs.makers import until_ended
from tests.standin import until_nobody


def write_cache(folder: Path, stem: str, shape: tuple[int, int, int], name: str) -> None:
    """Write latents of a shape (frames, height, width) and a caption, as the trainer does."""
    folder.mkdir(parents=True, exist_ok=True)
    frames, height, width = shape
    size = 16 * frames * height * width * 2
    tensor = {"dtype": "BF16", "shape": [16, *shape], "data_offsets": [0, size]}
    header = json.dumps({f"latents_{frames}x{height}x{width}_bfloat16": tensor}).encode()
    data = len(header).to_bytes(8, "little") + header + bytes(size)
    (folder / f"{stem}_{name}_wan.safetensors").write_bytes(data)
    (folder / f"{stem}_wan_te.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")


def dataset(folder: Path, caches: Path) -> None:
    (folder / "dataset.toml").write_text(
        f"""# mine
[[datasets]]
image_directory = '/stills'
cache_directory = '{(caches / "stills").as_posix()}'
resolution = [256, 256]
batch_size = 4
[[datasets]]
video_directory = '/clips'
cache_directory = '{(caches / "clips").as_posix()}'
resolution = [64, 64]
target_frames = [1, 5]
batch_size = 2
num_repeats = 3
"""
    )


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "runs" / "001-a"
    folder.mkdir(parents=True)
    dataset(folder, tmp_path / "cache")
    return folder


def links(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "smoke" / "cache").iterdir())


def test_that_one_batch_of_the_heaviest_bucket_is_taken(run: Path, tmp_path: Path) -> None:
    for n in range(3):
        write_cache(tmp_path / "cache" / "clips", f"c{n}", (1, 8, 8), "00000-001_0064x0064")
        write_cache(tmp_path / "cache" / "clips", f"c{n}", (3, 8, 8), "00000-009_0064x0064")
    write_cache(tmp_path / "cache" / "stills", "s", (1, 12, 12), "0900x0900")
    batch = smoke.prepare(run)
    assert (batch.dataset, batch.shape, batch.size, batch.tokens) == (1, (3, 8, 8), 2, 96)
    assert links(run) == [
        "c0_00000-009_0064x0064_wan.safetensors", "c0_wan_te.safetensors",
        "c1_00000-009_0064x0064_wan.safetensors", "c1_wan_te.safetensors",
    ]  # fmt: skip
    (only,) = tomllib.loads((run / "smoke" / "dataset.toml").read_text())["datasets"]
    assert only["cache_directory"] == (run / "smoke" / "cache").as_posix()
    assert (only["batch_size"], only["num_repeats"], only["target_frames"]) == (2, 1, [1, 5])
    smoke.clear(run)
    assert [each.name for each in (run / "smoke").iterdir()] == ["dataset.toml"]
    assert len(list((tmp_path / "cache" / "clips").iterdir())) == 9  # they were links


def test_that_many_stills_in_a_batch_weigh_more_than_one_clip(run: Path, tmp_path: Path) -> None:
    for n in range(6):
        write_cache(tmp_path / "cache" / "stills", f"s{n}", (1, 32, 32), f"090{n}x0900")
    write_cache(tmp_path / "cache" / "clips", "c", (3, 16, 16), "00000-009_0128x0128")
    batch = smoke.prepare(run)
    assert (batch.dataset, batch.size, batch.tokens) == (0, 4, 4 * 256)
    assert sum(name.endswith("_wan.safetensors") for name in links(run)) == 4


def test_that_a_clip_that_is_repeated_fills_a_batch_alone(run: Path, tmp_path: Path) -> None:
    write_cache(tmp_path / "cache" / "clips", "c", (3, 8, 8), "00000-009_0064x0064")
    batch = smoke.prepare(run)
    assert batch.size == 2 and len(batch.files) == 2
    (only,) = tomllib.loads((run / "smoke" / "dataset.toml").read_text())["datasets"]
    assert only["num_repeats"] == 2


def test_that_what_has_no_caption_or_is_damaged_is_not_taken(run: Path, tmp_path: Path) -> None:
    clips = tmp_path / "cache" / "clips"
    write_cache(clips, "bare", (5, 8, 8), "00000-017_0064x0064")
    (clips / "bare_wan_te.safetensors").unlink()
    write_cache(clips, "cut", (5, 8, 8), "00000-017_0064x0064")
    cut = clips / "cut_00000-017_0064x0064_wan.safetensors"
    cut.write_bytes(cut.read_bytes()[:40])
    (clips / "lora_wan.safetensors").write_bytes(b"x")
    with pytest.raises(RunError, match="Nothing is cached"):
        smoke.prepare(run)
    write_cache(clips, "good", (1, 8, 8), "00000-001_0064x0064")
    assert smoke.prepare(run).shape == (1, 8, 8)


# --------------------------------------------------------------------------------- as a step


def ready(make: Maker, tmp_path: Path, **behaviour: object) -> Path:
    folder = make(steps=("smoke", "train"), **behaviour)
    dataset(folder, tmp_path / "cache")
    text = (folder / "run.json").read_text()
    (folder / "run.json").write_text(
        text.replace(
            '"--dataset_config",', '"--max_train_steps", "2", "--output_dir", '
            f'{json.dumps(str(folder / "smoke" / "output"))}, "--dataset_config",', 1,
        )
    )  # fmt: skip
    return folder


def test_that_two_steps_come_first_and_leave_nothing(make: Maker, tmp_path: Path) -> None:
    write_cache(tmp_path / "cache" / "clips", "c", (3, 8, 8), "00000-009_0064x0064")
    folder = ready(make, tmp_path)
    start(folder)
    state = until_ended(folder)
    assert state.state == "done", state
    step = state.step("smoke")
    assert step is not None and (step.state, step.done, step.total) == ("done", 2, 2)
    assert [each.name for each in (folder / "smoke").iterdir()] == ["dataset.toml"]
    until_nobody(tmp_path / "a project 한" / "trainer")


def test_that_memory_that_runs_out_ends_the_run_before_it_trains(
    make: Maker, tmp_path: Path
) -> None:
    write_cache(tmp_path / "cache" / "clips", "c", (3, 8, 8), "00000-009_0064x0064")
    folder = ready(make, tmp_path, crash="train@1")
    start(folder)
    state = until_ended(folder)
    assert state.state == "failed" and "told to crash" in state.trouble
    assert {each.name: each.state for each in state.steps} | {"smoke": "failed"} == {
        each.name: "skipped" for each in state.steps
    } | {"smoke": "failed"}
    assert not (folder / "smoke" / "cache").exists()


def test_that_a_smoke_test_without_caches_says_so(make: Maker, tmp_path: Path) -> None:
    folder = ready(make, tmp_path)
    start(folder)
    state = until_ended(folder)
    assert state.state == "failed" and state.trouble.startswith("Nothing is cached")


# ------------------------------------------------------------------------- what was measured

SETUP = '{"gpu": "RTX 4090", "rank": 16}'
HEAVY = Heaviest("384×208×45", 3744, 1, 4.0)


def measuring(folder: Path, *, step: str, gpu: list[list[float | None]]) -> tuple[Run, StepState]:
    run = Run(id="001-a", setup=SETUP, heaviest=HEAVY, seconds_per_step=3.0)
    (folder / "gpu.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in gpu))
    return run, StepState(name=step, began=100.0, ended=200.0)  # type: ignore[arg-type]


def test_that_a_smoke_test_keeps_its_last_step_and_its_highest_memory(
    run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))
    gpu: list[list[float | None]] = [
        [90, 30000, 29000], [101, 900, 100], [150, 20000, 19456], [160, 9000, 8000],
    ]  # fmt: skip
    frozen, step = measuring(run, step="smoke", gpu=gpu)
    (run / "smoke").mkdir()
    lines = [{"step": 1, "dt": 30.0}, {"step": 2, "dt": 4.4}]
    (run / "smoke" / "metrics.jsonl").write_text("".join(f"{json.dumps(e)}\n" for e in lines))
    assert keep_measured(run, frozen, step, 9.0)
    (kept,) = load_runs()
    assert (kept.gib, kept.seconds, kept.tokens, kept.batch) == (19.0, 4.4, 3744, 1)
    assert (kept.setup.gpu, kept.setup.rank) == ("RTX 4090", 16)
    assert kept.note == "384×208×45, smoke test of 001-a"
    (run / "smoke" / "metrics.jsonl").unlink()
    found = measured_of(run, frozen, step, 9.0)
    assert found is not None and found.seconds == 9.0  # as its log says


def test_that_a_training_keeps_the_steps_of_its_heaviest_bucket(run: Path) -> None:
    gpu: list[list[float | None]] = [[100 + n, 5000 + 1000 * (n > 0), None] for n in range(9)]
    frozen, step = measuring(run, step="train", gpu=gpu)
    heavy, light = [16, 12, 26, 48], [16, 1, 26, 48]
    rows = [
        {"step": n, "loss": 0.1, "t": [1.0], "lat": heavy if n % 3 == 0 else light,
         "dt": (4.0 if n % 3 == 0 else 1.0) + (60 if n == 6 else 0)}
        for n in range(1, 16)
    ]  # fmt: skip
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in rows))
    found = measured_of(run, frozen, step)
    assert found is not None and found.seconds == 4.0
    assert found.gib == round(1000 / 1024, 2)  # more than when it began: the driver told no more


def test_that_a_training_without_metrics_is_scaled_by_the_plan(run: Path) -> None:
    frozen, step = measuring(run, step="train", gpu=[[120, 9000, 8192], [125, 9000, 8192]])
    paces = [[100.0 + 6 * n, n, 0.1, 6.0] for n in range(1, 60)]
    (run / "pace.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in paces))
    found = measured_of(run, frozen, step)
    assert found is not None and found.gib == 8.0
    assert found.seconds == pytest.approx(4.0 * 6.0 / 3.0)  # twice as slow as planned
    (run / "pace.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in paces[:10]))
    few = measured_of(run, frozen, step)
    assert few is not None and few.seconds is None


def test_that_nothing_is_kept_without_a_card(run: Path) -> None:
    frozen, step = measuring(run, step="train", gpu=[])
    assert measured_of(run, frozen, step, 1.0) is None
    assert read_run(run) is None  # nothing here needs one
