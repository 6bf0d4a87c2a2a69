"""What is accepted, what is refused, and with which sentence on which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.planner.document import read_document
from app.core.planner.findings import Finding
from app.core.planner.schema import Config, DatasetConfig, configure

VIDEO = '[[datasets]]\nvideo_directory = "v"\n'
IMAGE = '[[datasets]]\nimage_directory = "i"\n'


def read(folder: Path, text: str | bytes, name: str = "dataset.toml") -> Config:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return configure(read_document(path))


def only(config: Config) -> DatasetConfig:
    assert not config.findings
    (dataset,) = config.datasets
    return dataset


def refusal(config: Config) -> Finding:
    assert config.datasets == ()
    finding = config.findings[0]
    assert finding.fatal and finding.stage == "config"
    return finding


@pytest.mark.parametrize(
    "line",
    [
        "batch_size = true",
        "resolution = 512",
        "resolution = [96, 64]",
        "resolution = true",
        "target_frames = []",
        "target_frames = [true]",
        "source_fps = 24.0",
        "source_fps = nan",
        'frame_extraction = "first"',
        "fp_latent_window_size = 9",
        "caption_extension = 'txt'",
    ],
)
def test_that_what_the_trainer_lets_through_is_accepted(tmp_path: Path, line: str) -> None:
    only(read(tmp_path, VIDEO + line + "\n"))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("source_fps = 24", "decimal point"),
        ("target_frames = 45", "list of whole numbers"),
        ("target_frames = [45.0]", "list of whole numbers"),
        ("resolution = [96]", "width and a height"),
        ("resolution = [96, 64, 1]", "width and a height"),
        ("resolution = [96.0, 64.0]", "width and a height"),
        ("enable_bucket = 'true'", "true or false"),
        ("enable_bucket = 1", "true or false"),
        ("batch_size = 1.0", "whole number"),
        ("caption_extension = 5", "text in quotes"),
        ("num_workers = 2", 'unknown key "num_workers"'),
        ("frame_sampel = 2", 'did you mean "frame_sample"?'),
        ('image_directory = "i"', "two [[datasets]]"),
        ("no_resize_control = true", "unknown key"),
    ],
)
def test_that_what_the_trainer_refuses_is_refused_on_its_line(
    tmp_path: Path, line: str, wanted: str
) -> None:
    finding = refusal(read(tmp_path, f"# a comment\n\n{VIDEO}{line}\n"))
    assert wanted in finding.message
    assert finding.line == 5
    assert finding.key == line.split()[0]
    assert finding.dataset == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("batch_size = 1\n", "under [general]"),
        ("target_frames = [1]\n", "under a [[datasets]]"),
        ("foo = 1\n", "remove it"),
        (IMAGE + "target_frames = [1]\n", "image dataset and may not"),
        ("[[datasets]]\ntarget_frames = [1]\n", "add video_directory"),
    ],
)
def test_that_a_key_in_the_wrong_place_is_told_where_it_belongs(
    tmp_path: Path, text: str, wanted: str
) -> None:
    assert wanted in refusal(read(tmp_path, text)).message


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (
            "source_fps = 30",
            "source_fps = 30; it must be a number with a decimal point, such as 24.0: write 30.0.",
        ),
        ('source_fps = "23.976"', ": write 23.976."),
        ('source_fps = "film"', "such as 24.0."),
        ("target_frames = 45", ": write [45]."),
        ('target_frames = "1, 21"', ": write [1, 21]."),
        ("target_frames = [45.0]", ": write [45]."),
        ('resolution = "768x416"', ": write [768, 416]."),
        ("resolution = [96]", ": write [96, 96]."),
        ("resolution = [768.0, 416.0]", ": write [768, 416]."),
        (
            'enable_bucket = "yes"',
            'enable_bucket = "yes"; it must be true or false, without quotes: write true.',
        ),
        ("enable_bucket = 0", ": write false."),
        ("batch_size = 2.0", ": write 2."),
        ('batch_size = "4"', ": write 4."),
        ("batch_size = true\nnum_repeats = [1]", "without quotes."),
        ("caption_extension = 5", ': write "5".'),
    ],
)
def test_that_a_wrong_value_is_told_as_it_would_be_accepted(
    tmp_path: Path, line: str, written: str
) -> None:
    assert refusal(read(tmp_path, f"{VIDEO}{line}\n")).message.endswith(written)


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        ("# x\n[[dataset]]\n", 2, "[[dataset]]; write [[datasets]]"),
        ("\n[Genral]\nbatch_size = 1\n", 2, "[Genral]; write [general]"),
        ("[wandb]\nkey = 1\n", 1, "[wandb]; remove it"),
        ("x = 1\n[general]\nbatch_size = 1\n", 1, 'key "x" outside any table'),
        ("\n[datasets]\nvideo_directory = 'v'\n", 2, "double brackets"),
        ("\n\n[[general]]\n", 3, "single brackets"),
    ],
)
def test_that_what_stands_outside_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, wanted: str
) -> None:
    finding = refusal(read(tmp_path, text))
    assert wanted in finding.message
    assert (finding.line, finding.dataset) == (line, None)


def test_that_lines_are_known_in_every_form(tmp_path: Path) -> None:
    text = (
        "general.batch_size = 1\n"
        "general.resolution = [1,\n 2]\n"
        "datasets = [\n"
        "  {video_directory = 'v', source_fps = 30}, # }\n"
        "  {\n    image_directory = 'i',\n    foo = 1 },\n"
        "]\n"
    )
    config = read(tmp_path, text)
    assert [(f.dataset, f.key, f.line) for f in config.findings] == [
        (0, "source_fps", 5),
        (1, "foo", 8),
    ]
    assert config.document.lines[(None, "resolution")] == 2


def test_that_keys_of_an_entry_may_not_stand_in_general(tmp_path: Path) -> None:
    finding = refusal(read(tmp_path, "[general]\nbatch_size = 1\ntarget_frames = [45]\n" + VIDEO))
    assert "move it into each [[datasets]]" in finding.message
    assert (finding.line, finding.key, finding.dataset) == (3, "target_frames", None)


def test_that_every_refusal_is_listed(tmp_path: Path) -> None:
    config = read(tmp_path, f"[general]\nfoo = 1\n{VIDEO}source_fps = 24\n{IMAGE}bar = 2\n")
    assert [(finding.line, finding.key) for finding in config.findings] == [
        (2, "foo"),
        (5, "source_fps"),
        (8, "bar"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "batch_size = 1\n",
        "[[general]]\n",
        "[datasets]\nvideo_directory = 'v'\n",
        "[dataset]\n",
        "datasets = ['a']\n",
        "general = 1\n",
        "x",
    ],
)
def test_that_a_file_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(read(tmp_path, text)).message.endswith(".")


def test_that_an_entry_falls_back_to_general_and_then_to_the_defaults(tmp_path: Path) -> None:
    general = "[general]\nresolution = 512\nbatch_size = 4\nenable_bucket = true\n"
    dataset = only(read(tmp_path, f"{general}{VIDEO}batch_size = 2\n"))
    assert dataset.resolution == (512, 512)
    assert dataset.batch_size == 2
    assert dataset.enable_bucket
    assert (dataset.num_repeats, dataset.target_frames, dataset.max_frames) == (1, (1,), 129)
    assert dataset.cache_place == "v"
    assert only(read(tmp_path, VIDEO)).resolution == (960, 544)


def test_that_a_folder_wins_over_a_jsonl_and_nothing_is_a_video_dataset(tmp_path: Path) -> None:
    both = only(read(tmp_path, VIDEO + 'video_jsonl_file = "v.jsonl"\n'))
    assert (both.directory, both.jsonl) == ("v", "v.jsonl")
    neither = only(read(tmp_path, "[[datasets]]\nbatch_size = 1\n"))
    assert (neither.kind, neither.directory, neither.jsonl) == ("video", None, None)


def test_that_uniform_with_one_sample_is_head(tmp_path: Path) -> None:
    assert only(read(tmp_path, VIDEO + 'frame_extraction = "uniform"\n')).mode == "head"


def test_that_deprecated_keys_are_read_under_their_new_names(tmp_path: Path) -> None:
    config = read(tmp_path, IMAGE + "qwen_image_edit_control_resolution = 512\n")
    assert config.datasets[0].control_resolution == (512, 512)
    (finding,) = config.findings
    assert not finding.fatal and finding.line == 3
    assert "control_resolution" in finding.message


# ------------------------------------------------------------------ the file itself


def test_that_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    finding = refusal(read(tmp_path, "\ufeff" + VIDEO))
    assert finding.line == 1 and "without BOM" in finding.message


def test_that_backslashes_in_double_quotes_get_their_cure(tmp_path: Path) -> None:
    finding = refusal(read(tmp_path, '[[datasets]]\nvideo_directory = "C:\\Users"\n'))
    assert finding.line == 2 and "forward slashes" in finding.message
    assert only(read(tmp_path, "[[datasets]]\nvideo_directory = 'C:\\films'\n"))


def test_that_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(read(tmp_path, VIDEO.encode() + b"# caf\xe9\n")).message


def test_that_json_is_read_too(tmp_path: Path) -> None:
    text = '{"general": {"batch_size": 2}, "datasets": [{"video_directory": "v"}]}'
    assert only(read(tmp_path, text, "set.JSON")).batch_size == 2
    assert refusal(read(tmp_path, "{\n]", "set.json")).line == 2
    assert refusal(read(tmp_path, "[]", "set.json"))
    assert "nested" in refusal(read(tmp_path, "[" * 100_000, "set.json")).message
    assert refusal(read(tmp_path, '{"general": null}', "set.json"))


def test_that_another_extension_is_refused(tmp_path: Path) -> None:
    assert ".toml" in refusal(read(tmp_path, VIDEO, "dataset.txt")).message


def test_that_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"does not exist; check the path\.$"):
        read_document(tmp_path / "none.toml")


def test_that_lines_are_found_past_values_of_several_lines(tmp_path: Path) -> None:
    text = (
        "[general] # first\n"
        'caption_extension = """.txt"""\n'
        "resolution = [\n  96, # width ]\n  64,\n]\n"
        "[[datasets]]\n"
        'video_directory = "a # b"\n'
        "target_frames = [ 1,\n 21 ]\n"
        "[[datasets]]\n"
        '"image_directory" = """\nframe_stride = 3\n"""\n'
        "batch_size = 2\n"
    )
    document = read(tmp_path, text).document
    assert document.lines == {
        (None, ""): 1,
        (None, "caption_extension"): 2,
        (None, "resolution"): 3,
        (0, ""): 7,
        (0, "video_directory"): 8,
        (0, "target_frames"): 9,
        (1, ""): 11,
        (1, "image_directory"): 12,
        (1, "batch_size"): 15,
    }
    assert document.line(1, "resolution") == 3
    assert document.line(1, "num_repeats") == 11


def test_that_a_number_beyond_counting_is_refused(tmp_path: Path) -> None:
    for line in ("num_repeats = {}", "target_frames = [{}]", "resolution = [16, {}]"):
        found = refusal(read(tmp_path, VIDEO + line.format("9" * 400)))
        assert found.line == 3 and found.text.endswith("it must be a smaller number.")
        assert len(found.text) < 200


def test_that_deep_brackets_are_one_sentence(tmp_path: Path) -> None:
    found = refusal(read(tmp_path, "a = " + "[" * 3_000))
    assert "nested too deeply" in found.text


def test_that_datasets_in_single_and_double_brackets_are_told_apart(tmp_path: Path) -> None:
    found = refusal(read(tmp_path, '[datasets]\nvideo_directory = "v"\n' + VIDEO))
    assert found.line == 1 and "write [[datasets]] each time" in found.text
