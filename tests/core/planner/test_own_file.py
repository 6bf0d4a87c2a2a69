"""A dataset file edited by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import toml
from PIL import Image

from app.core.errors import DatasetError, WriteError
from app.core.export.plan_view import PlanView, file_view
from app.core.planner import own_file
from app.core.planner.costs.setups import Setup
from app.core.planner.document import read_document
from app.core.planner.facts import DatasetFacts
from app.core.planner.names import names_of
from app.core.planner.own_file import FilePlanner, OwnFile
from app.core.planner.report import plan_json
from app.core.planner.schema import Config
from app.core.planner.tables.figures import figures
from app.core.planner.text import entry_text
from tests.core.planner.entry_files import clips, config_with, plan_of, video_entry
from tests.core.planner.golden import compared, facts_of, load_cases, recorded
from tests.films import make_film

CASES = load_cases(Path(__file__).parents[2] / "samples" / "golden_public.jsonl")
TEXT = '# mine\n[[datasets]]\nvideo_directory = "clips"\ncache_directory = "cache/a"\n'


@pytest.fixture
def file(tmp_path: Path) -> OwnFile:
    path = tmp_path / "dataset.toml"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    return OwnFile(path)


def test_that_steps_are_taken_back_and_done_again(file: OwnFile) -> None:
    assert file.change(TEXT + "# one\n", "One") and file.change(TEXT + "# two\n", "Two")
    assert not file.change(TEXT + "# two\n", "Nothing")
    assert (file.undo(), file.undo(), file.undo()) == ("Two", "One", None)
    assert file.text == TEXT and not file.is_changed
    assert file.redo() == "One" and file.redo_label == "Two"
    file.change(TEXT, "Other")
    assert file.redo_label is None and file.undo_label == "Other"


def test_that_a_saved_file_keeps_its_line_ends(file: OwnFile) -> None:
    file.change(TEXT + "# one\n", "One")
    assert file.is_changed and file.path.read_bytes() == TEXT.replace("\n", "\r\n").encode()
    file.save()
    assert not file.is_changed
    assert file.path.read_bytes() == (TEXT + "# one\n").replace("\n", "\r\n").encode()


def test_that_a_change_by_another_program_is_seen_and_taken_over_as_a_step(file: OwnFile) -> None:
    assert not file.is_other_on_disk()
    file.path.write_text(TEXT + "# theirs\n", encoding="utf-8")
    assert file.is_other_on_disk()
    assert file.read_again("Read") and file.text.endswith("# theirs\n")
    assert not file.is_other_on_disk() and file.undo() == "Read" and file.text == TEXT


def test_that_what_is_no_text_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(DatasetError, match="UTF-8"):
        OwnFile(tmp_path / "latin.toml")
    with pytest.raises(DatasetError, match=r"gone\.toml"):
        OwnFile(tmp_path / "gone.toml")


def test_that_what_another_program_wrote_is_its_own_also_where_it_is_no_text(
    file: OwnFile,
) -> None:
    file.path.write_bytes(b"\xff\xfe theirs")
    assert file.is_other_on_disk()
    file.path.unlink()
    assert not file.is_other_on_disk()


def test_that_line_ends_of_several_kinds_all_stay(tmp_path: Path) -> None:
    path = tmp_path / "mixed.toml"
    path.write_bytes(b"# one\r\n# two\n[general]\r\n")
    file = OwnFile(path)
    file.change(entry_text.with_value(file.text, None, "batch_size", 2), "Batch")
    file.save()
    assert path.read_bytes() == b"# one\r\n# two\n[general]\r\nbatch_size = 2\r\n"


def test_that_looking_at_the_disk_changes_no_line_end(file: OwnFile) -> None:
    file.path.write_bytes(b"# theirs\n")
    assert file.is_other_on_disk()
    file.save()
    assert file.path.read_bytes() == TEXT.replace("\n", "\r\n").encode()


def test_that_saving_through_a_link_writes_the_file_and_keeps_link_and_rights(
    file: OwnFile, tmp_path: Path
) -> None:
    file.path.chmod(0o600)
    link = tmp_path / "link.toml"
    link.symlink_to(file.path)
    linked = OwnFile(link)
    linked.change(TEXT + "# one\n", "One")
    linked.save()
    assert link.is_symlink() and b"# one" in file.path.read_bytes()
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_that_a_read_only_file_is_not_written(file: OwnFile) -> None:
    file.path.chmod(0o444)
    file.change(TEXT + "# one\n", "One")
    with pytest.raises(WriteError, match="read-only; allow"):
        file.save()
    assert file.is_changed and b"# one" not in file.path.read_bytes()


def test_that_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    path.write_bytes(b"#" * (1 << 21))
    with pytest.raises(DatasetError, match="too large"):
        OwnFile(path)
    with pytest.raises(DatasetError, match="too large"):
        read_document(path)


def test_that_the_disk_is_read_only_for_entries_that_read_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = tmp_path / "clips"
    clips.mkdir()
    make_film(clips / "a.mp4", 30)
    (clips / "a.txt").write_text("words", encoding="utf-8")
    text = TEXT.replace("clips", clips.as_posix())
    planner = FilePlanner(tmp_path / "dataset.toml")
    first = planner.plan(text)
    assert [each.samples for each in first.datasets] == [1]
    read: list[str] = []
    monkeypatch.setattr(
        own_file,
        "gather",
        lambda config, *rest, known, **more: [
            known[n] if n in known else read.append(str(n)) or DatasetFacts()
            for n in range(len(config.datasets))
        ],
    )
    again = planner.plan(entry_text.with_value(text, 0, "num_repeats", 3))
    assert [each.samples for each in again.datasets] == [3] and read == []
    planner.plan(entry_text.with_value(text, 0, "caption_extension", ".cap"))
    assert read == ["0"]


def test_that_datasets_are_called_after_their_folders() -> None:
    entries = [
        {"video_directory": "D:\\films\\rain", "cache_directory": "c/cache_rain"},
        {"video_directory": "x/rain", "cache_directory": "x/rain/cache"},
        {"image_directory": "y/stills v1.5/"},
        {"video_jsonl_file": "z/all.jsonl"},
        {},
    ]
    text = "".join(f"[[datasets]]\n{toml.dumps(entry)}\n" for entry in entries)
    config = own_file.configure(own_file.parse_document(Path("x.toml"), text))
    assert names_of(config) == ("rain", "rain 2", "stills v1.5", "all", "Dataset 4")


# ------------------------------------------------------------------ the trainer's own counts


def viewed(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> PlanView:
    """Return what the window shows of a case: its TOML in, with the media that were recorded."""
    data = json.loads(json.dumps(case["config"]))
    text = toml.dumps({key: value for key, value in data.items() if value is not None})

    def gathered(config: Config, *_: object, **__: object) -> list[DatasetFacts]:
        return [facts_of(case, entry) for entry in config.datasets]

    monkeypatch.setattr(own_file, "gather", gathered)
    plan = FilePlanner(Path("dataset.toml")).plan(text)
    return file_view(plan, text, names_of(plan.config), Setup())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_that_the_ledger_of_a_file_is_what_the_trainer_did(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = viewed(case, monkeypatch)
    assert compared(plan_json(view.plan)) == recorded(case)
    shown, trained = view.ledger, case["expected"].get("train")
    assert view.stops or case["expected"]["error"] is None
    if trained and case["expected"]["error"] is None:
        assert shown.samples == trained["num_train_items"]
        assert shown.steps == trained["batches_per_epoch"]
        assert sum(row.samples for row in shown.rows) == trained["num_train_items"]
        assert sum(row.batches for row in shown.rows) == trained["batches_per_epoch"]


def test_that_the_headline_loses_what_the_list_of_losses_does(tmp_path: Path) -> None:
    clips, stills = tmp_path / "clips", tmp_path / "stills"
    clips.mkdir()
    stills.mkdir()
    make_film(clips / "a.mp4", 30)
    (clips / "a.txt").write_text("words", encoding="utf-8")
    for name in ("one.png", "two.png"):
        Image.new("RGB", (64, 64)).save(stills / name)
    (stills / "one.txt").write_text("words", encoding="utf-8")
    text = (
        f'[[datasets]]\nvideo_directory = "{clips.as_posix()}"\ncache_directory = "a"\n'
        'target_frames = [9, 45]\ncaption_extension = ".txt"\nresolution = [64, 64]\n'
        f'[[datasets]]\nimage_directory = "{stills.as_posix()}"\ncache_directory = "b"\n'
        'caption_extension = ".txt"\nresolution = [64, 64]\n'
    )
    plan = FilePlanner(tmp_path / "dataset.toml").plan(text)
    view = file_view(plan, text, names_of(plan.config), Setup())
    assert view.ledger.samples == 2
    assert view.sums.lost == sum(group.lost for group in view.groups) == 2
    assert figures(view.sums).samples.note == "2 fewer than 4"


def said_of(*entries: dict[str, object], **general: object) -> list[tuple[str, str]]:
    config = config_with(*entries, **general)
    plan = plan_of(config, *[clips(30, size=(64, 48))] * len(config.datasets))
    view = file_view(plan, "", names_of(plan.config), Setup())
    return [(said.grade, said.sentence) for said in view.said]


def test_that_a_refused_file_names_its_dataset_as_people_do() -> None:
    first = video_entry(cache_directory="cache_rain", frame_sample="x")
    [(grade, sentence)] = said_of(first)
    assert grade == "bad" and ", rain has frame_sample" in sentence


def test_that_what_is_the_same_of_several_datasets_is_said_once_and_mildly() -> None:
    long, short = (video_entry(cache_directory=f"cache_{name}") for name in ("long", "short"))
    said = said_of(long, short, bucket_no_upscale=True, enable_bucket=True, resolution=[960, 544])
    assert said == [
        ("info", "long and short: a.mp4: enlarged, as bucket_no_upscale does nothing for videos.")
    ]
