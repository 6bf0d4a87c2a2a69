"""What is written for each trainer, read back as it does itself."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import toml
import yaml

from app.core.export.others import (
    ai_toolkit,
    diffsynth,
    diffusion_pipe,
    finetrainers,
    quoting,
    simpletuner,
)
from app.core.export.others.layout import Layout
from app.core.export.others.readme import readme
from app.core.export.others.trainers import TRAINERS
from app.core.export.others.yaml_text import yaml_text
from app.core.library.edits import changing
from app.core.library.model import Dataset
from app.core.library.project import Project
from app.core.planner.costs.setups import Setup
from tests.core.export.others.makers import FIRST, WINDOWS, layout_of, planned_project

BATCHES = dataclasses.replace(WINDOWS, batch_size=4)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with planned_project(tmp_path) as project:
        yield project


@pytest.fixture
def layout(project: Project) -> Layout:
    return layout_of(project)


def with_sets(layout: Layout, **fields: int) -> Layout:
    """The same layout with other facts of every set."""
    sets = [dataclasses.replace(e, of=dataclasses.replace(e.of, **fields)) for e in layout.sets]
    return dataclasses.replace(layout, sets=tuple(sets))


def as_model(layout: Layout, architecture: str) -> Layout:
    return dataclasses.replace(layout, architecture=architecture)


# ------------------------------------------------------------------------------- diffusion-pipe


def test_that_each_directory_has_the_one_size_of_its_files(layout: Layout) -> None:
    read = toml.loads(diffusion_pipe.dataset_toml(layout))
    assert read.keys() == {"directory"}
    assert [(each["num_repeats"], each["size_buckets"]) for each in read["directory"]] == [
        (3, [[80, 48, 5]]),
        (3, [[80, 48, 29]]),
        (1, [[80, 48, 1]]),
        (1, [[80, 48, 21]]),
        (2, [[256, 144, 1]]),
    ]
    paths = [Path(each["path"]) for each in read["directory"]]
    assert paths == [layout.root / each.media for each in layout.sets]


def test_that_paths_are_written_for_wsl_where_asked() -> None:
    for path, wsl, written in (("H:/내 #1", True, "/mnt/h/내 #1/x"), ("/a b", True, "/a b/x")):
        layout = Layout("t", Path(path), (), "wan", 16, 0, Setup(), wsl=wsl)  # type: ignore[arg-type]
        assert layout.path("x") == written


def test_that_dropped_samples_and_shared_batches_are_told(tmp_path: Path) -> None:
    twice = dataclasses.replace(BATCHES, position=5, name="again")
    with planned_project(tmp_path, BATCHES, twice) as project:
        said = diffusion_pipe.differences(layout_of(project))
    # 12 + 12 of one shape fill six batches of 4; 6 + 6 of the other fill three.
    assert not any("dropped" in each for each in said)
    assert any("(80×48×29, 80×48×5) share batches" in each for each in said)
    assert any("same order" in each for each in said)


def test_that_an_incomplete_batch_of_one_shape_is_dropped(tmp_path: Path) -> None:
    with planned_project(tmp_path, BATCHES) as project:
        layout = layout_of(project)
        said = diffusion_pipe.differences(layout)
        assert said[0].startswith("2 samples of an epoch are dropped")
        setup = Setup(accumulation=2)
        more = dataclasses.replace(layout, setup=setup)
    assert diffusion_pipe.differences(more)[0].startswith("10 samples of an epoch are dropped")


def test_that_only_what_applies_is_told(tmp_path: Path) -> None:
    one = dataclasses.replace(WINDOWS, target_frames=(29,), frame_sample=1, num_repeats=1)
    with planned_project(tmp_path, one) as project:
        layout = layout_of(project)
    assert layout.samples == 1
    assert diffusion_pipe.differences(layout) == []
    assert len(simpletuner.differences(layout)) == 1


def test_that_two_batch_sizes_are_told_where_there_is_one(layout: Layout) -> None:
    clips, pictures = (e for e in diffusion_pipe.differences(layout) if "batch size" in e)
    assert clips.startswith("One batch size (micro_batch_size_per_gpu) holds for sets that have 1 ")
    assert pictures.startswith("One batch size (image_micro_batch_size_per_gpu) holds")


@pytest.mark.parametrize("trainer", TRAINERS.values(), ids=TRAINERS)
def test_that_a_model_the_trainer_does_not_know_is_told(layout: Layout, trainer: object) -> None:
    assert isinstance(trainer, type(TRAINERS["diffsynth"]))
    (said,) = [e for e in trainer.differences(as_model(layout, "framepack")) if "FramePack" in e]
    assert said.startswith(f"{trainer.title} does not train FramePack")
    assert not any("does not train" in each for each in trainer.differences(layout))


# ----------------------------------------------------------------------------------- AI Toolkit


def bucket_of(width: int, height: int, side: int) -> tuple[int, int]:
    """AI Toolkit's rule for a picture no larger than the square: the multiples of 16 around it."""
    assert width * height <= side * side
    return width // 16 * 16, height // 16 * 16


def test_that_the_configuration_reads_back(layout: Layout) -> None:
    read = yaml.safe_load(ai_toolkit.config_yaml(layout))
    (process,) = read["config"]["process"]
    assert read["config"]["name"] == "Paper" and process["type"] == "sd_trainer"
    entries = process["datasets"]
    assert [(each["num_frames"], each["num_repeats"], each["batch_size"]) for each in entries] == [
        (5, 3, 1),
        (29, 3, 1),
        (1, 1, 2),
        (21, 1, 2),
        (1, 2, 1),
    ]
    assert [Path(each["folder_path"]) for each in entries] == [
        layout.root / each.media for each in layout.sets
    ]
    for each, entry in zip(layout.sets, entries, strict=True):
        (side,) = entry["resolution"]
        size = each.of.width, each.of.height
        assert bucket_of(*size, side) == size and (side - 1) ** 2 < size[0] * size[1]
        assert entry.get("fps", 16) == 16 and ("fps" in entry) == (each.of.frames > 1)
    assert process["train"]["steps"] == 22 * 50
    assert process["sample"]["prompts"] == ["Paper style. a boat"]


def test_that_yaml_holds_any_text() -> None:
    texts = [
        "",
        "a: b # c",
        "'\"\\",
        "내 😀",
        "no",
        "1.0",
        "\u2028\ufeff\x85\t",
        "- x",
        "{y}",
        "\n",
    ]
    value = {"a b" if n == 1 else f"k{n}": {"deep": [{"t": text, "n": [n, 0.5]}, {"x": True}]}
             for n, text in enumerate(texts)}  # fmt: skip
    assert yaml.safe_load(yaml_text(value)) == value


def test_that_what_becomes_of_captions_and_batches_is_told(layout: Layout) -> None:
    said = ai_toolkit.differences(layout)
    assert said[0].startswith("It counts steps, not epochs: 22 steps are one epoch, and 1,100")
    assert any("further space behind each comma" in each for each in said)
    assert any(each.endswith("in 4 captions.") for each in said), said
    placed = dataclasses.replace(layout.sets[0].placed[0], caption="a, [trigger]")
    changed = dataclasses.replace(layout.sets[0], placed=(placed,))
    said = ai_toolkit.differences(dataclasses.replace(layout, sets=(changed,)))
    assert sum("1 caption" in each for each in said) == 2
    said = ai_toolkit.differences(with_sets(layout, batch_size=4))
    assert any(each.startswith("AI Toolkit fills the last batch") for each in said)
    assert any("8 samples more" in each for each in said)


# ---------------------------------------------------------------------------------- SimpleTuner


def size_by_edge(width: int, height: int, edge: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """What SimpleTuner makes of a picture: its size in training, and what it is resized to."""

    def rounded(value: float) -> int:
        return max(16, round(value / 16) * 16)

    shape = round(width / height, 4)
    wide = width >= height
    other = int(edge * shape) if wide else int(edge / shape)
    target = (rounded(other), rounded(edge)) if wide else (rounded(edge), rounded(other))
    grown = int(max(target[1], edge) * (width / height)) if wide else 0
    resized = (max(grown, target[0]), target[1]) if wide else (target[0], target[1])
    return target, resized


@pytest.mark.parametrize(
    "size", [(384, 208), (208, 384), (768, 416), (160, 624), (176, 576), (1280, 720), (512, 512)]
)
def test_that_simpletuner_keeps_the_size_of_a_bucket(size: tuple[int, int]) -> None:
    assert size_by_edge(*size, min(size))[0] == size


def test_that_the_backends_read_back(layout: Layout) -> None:
    texts = simpletuner.files(layout)
    *entries, words = json.loads(texts[simpletuner.BACKENDS_FILE])
    assert words["dataset_type"] == "text_embeds" and words["default"] is True
    assert len({each["id"] for each in entries}) == len(layout.sets)
    for each, entry in zip(layout.sets, entries, strict=True):
        assert entry["repeats"] + 1 == each.of.repeats
        assert entry["dataset_type"] == ("image" if each.of.frames == 1 else "video")
        assert entry["resolution"] == min(each.of.width, each.of.height)
        assert Path(entry["instance_data_dir"]) == layout.root / each.media
        video = entry.get("video", {"num_frames": 1, "min_frames": 1})
        assert video["num_frames"] == video["min_frames"] == each.of.frames
    keys = json.loads(texts[simpletuner.CONFIG_FILE])
    assert (keys["aspect_bucket_alignment"], keys["aspect_bucket_rounding"]) == (16, 4)


def test_that_a_set_smaller_than_a_batch_is_told(layout: Layout) -> None:
    said = simpletuner.differences(with_sets(layout, batch_size=6))
    assert any(each.startswith('3 sets have fewer samples than a batch ("first_') for each in said)
    assert any("drawn by chance" in each for each in said)


# ------------------------------------------------------------------------------------- DiffSynth


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_that_the_tables_name_every_file_as_often_as_it_is_trained(project: Project) -> None:
    before = project.clips(state="picked")[0]
    words = 'says "no", \u2028내'
    project.apply(changing(before, dataclasses.replace(before, caption=words), label="Words"))
    layout = layout_of(project, "diffsynth")
    texts = diffsynth.files(layout)
    whole = Counter(row["video"] for row in table(texts[diffsynth.METADATA_FILE]))
    assert whole.total() == layout.samples == 24
    for each in layout.sets:
        rows = table(texts[f"{each.folder}/{diffsynth.METADATA_FILE}"])
        assert [(row["video"], row["prompt"]) for row in rows] == [
            (placed.file, placed.caption) for placed in each.placed
        ]
        assert all(
            whole[f"{each.media}/{placed.file}"] == each.of.repeats for placed in each.placed
        )
    assert any('"no"' in row["prompt"] for row in table(texts[diffsynth.METADATA_FILE]))


def test_that_commands_are_argument_lists_with_the_size_of_the_set(layout: Layout) -> None:
    each = layout.sets[1]
    command = diffsynth.arguments(layout, each)
    told = dict(zip(command[3:-1:2], command[4:-1:2], strict=True))
    assert (told["--width"], told["--height"], told["--num_frames"]) == ("80", "48", "29")
    assert told["--dataset_repeat"] == "3" and told["--num_epochs"] == "50"
    assert told["--dataset_base_path"] == (layout.root / each.media).as_posix()
    whole = diffsynth.arguments_of_all(layout)
    assert "--height" not in whole and whole[whole.index("--max_pixels") + 1] == str(256 * 144)
    lines = diffsynth.commands(layout).splitlines()
    shells = [line.split(maxsplit=1)[1] for line in lines if line.strip().startswith("bash:")]
    assert [shlex.split(line) for line in shells] == [
        whole,
        *(diffsynth.arguments(layout, each) for each in layout.sets),
    ]


@pytest.mark.parametrize(
    ("argument", "powershell", "cmd"),
    [
        ("plain-1.0", "plain-1.0", "plain-1.0"),
        ("it's", "'it''s'", '"it\'s"'),
        ("a b", "'a b'", '"a b"'),
        ("a&b|c", "'a&b|c'", '"a&b|c"'),
        ("$x `y`", "'$x `y`'", '"$x `y`"'),
        ("q,k", "'q,k'", '"q,k"'),
        ("ends\\ \\", "'ends\\ \\'", '"ends\\ \\\\"'),
        ('say "x"', "'say \"x\"'", '"say \\"x\\""'),
        ("", "''", '""'),
        ("내 #1", "'내 #1'", '"내 #1"'),
    ],
)
def test_that_an_argument_is_quoted_for_each_shell(
    argument: str, powershell: str, cmd: str
) -> None:
    assert quoting.powershell([argument]) == powershell
    assert quoting.cmd([argument]) == cmd
    assert shlex.split(quoting.bash([argument])) == [argument]


def test_that_words_pandas_takes_for_nothing_are_told(layout: Layout) -> None:
    said = diffsynth.differences(layout)
    assert any("A batch is always one sample: 24 steps an epoch instead of 22" in e for e in said)
    assert not any("NA or None" in each for each in said)
    placed = tuple(dataclasses.replace(each, caption="None") for each in layout.sets[0].placed)
    changed = dataclasses.replace(layout.sets[0], placed=placed)
    said = diffsynth.differences(dataclasses.replace(layout, sets=(changed,)))
    assert any(each.startswith("4 captions are empty or a word such as") for each in said)


# ---------------------------------------------------------------------------------- finetrainers


def test_that_lists_and_words_are_in_step_and_repeated(project: Project) -> None:
    layout = layout_of(project, "finetrainers")
    texts = finetrainers.files(layout)
    entries = json.loads(texts[finetrainers.TRAINING_FILE])["datasets"]
    for each, entry in zip(layout.sets, entries, strict=True):
        kind = "image" if each.of.frames == 1 else "video"
        paths = texts[f"{each.folder}/{kind}s.txt"].splitlines()
        words = texts[f"{each.folder}/prompts.txt"].splitlines()
        assert len(paths) == len(words) == each.of.samples
        beside = {f"files/{placed.file}": placed.caption for placed in each.placed}
        assert all(beside[path] == caption for path, caption in zip(paths, words, strict=True))
        size = [each.of.height, each.of.width]
        wanted = size if kind == "image" else [each.of.frames, *size]
        assert entry[f"{kind}_resolution_buckets"] == [wanted]
        assert Path(entry["data_root"]) == layout.root / each.folder
        assert each.media == f"{each.folder}/files"


def test_that_captions_without_words_are_told(layout: Layout) -> None:
    placed = tuple(dataclasses.replace(each, caption="") for each in layout.sets[0].placed)
    changed = dataclasses.replace(layout.sets[0], placed=placed)
    said = finetrainers.differences(dataclasses.replace(layout, sets=(changed,)))
    assert any(each.startswith("4 captions without words are empty lines") for each in said)


# -------------------------------------------------------------------------------------- README


@pytest.mark.parametrize("key", TRAINERS)
def test_that_the_readme_names_sets_counts_and_differences(project: Project, key: str) -> None:
    layout, trainer = layout_of(project, key), TRAINERS[key]
    text = readme(layout, trainer)
    assert "11 files, 24 samples an epoch, 16 frames a second" in text
    assert all(each.folder in text for each in layout.sets)
    flat = " ".join(text.split())
    for sentence in trainer.differences(layout):
        assert sentence in flat
        assert sentence.endswith(".") and sentence[0].isupper()
    assert all(len(line) <= 200 for line in text.splitlines())


def test_that_files_not_of_the_project_are_told(layout: Layout) -> None:
    other = dataclasses.replace(layout, strangers=("mine.mp4", "b.mp4"))
    said = TRAINERS["diffusion-pipe"].differences(other)[-1]
    assert said.startswith('2 files in the dataset folder did not come from this project ("mine')


def test_that_the_square_of_a_bucket_is_the_least(tmp_path: Path) -> None:
    for width, height in ((80, 48), (384, 208), (768, 416), (512, 512)):
        side = ai_toolkit.resolution(width, height)
        assert side == math.ceil(math.sqrt(width * height))
    still = Dataset(position=0, name="s", kind="image", resolution=(64, 64))
    with planned_project(tmp_path, still, FIRST) as project:
        assert layout_of(project).files > 0
