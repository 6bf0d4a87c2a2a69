"""Every command: its JSON, its exit codes, its sentences."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.cli.films import Detector
from app.cli.values import crop_value, rate_value, size_value, timecode
from app.core.library.edits import adding
from app.core.library.model import Prompt
from app.core.library.project import Project
from app.core.shots.detectors import DETECTORS
from tests.cli.conftest import Run
from tests.core.export.makers import small_project
from tests.films import make_film

Rushes = Callable[..., Run]

COMMANDS = [
    "probe",
    "shots",
    "conform",
    "clip",
    "plan",
    "check",
    "resolutions",
    "export",
    "find",
    "pack",
    "project export",
    "import",
    "demo",
]


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


def test_that_the_help_names_the_way_in(rushes: Rushes) -> None:
    done = rushes("--help")
    assert done.code == 0
    assert "rushes demo" in done.out and "window" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_that_the_help_of_a_command_teaches_with_an_example(rushes: Rushes, command: str) -> None:
    done = rushes(*command.split(), "--help")
    assert done.code == 0
    assert re.search(rf"rushes (?:project )?{command.split()[-1]} ", done.out)
    assert "--json" in done.out


@pytest.mark.parametrize(
    "wrong",
    [
        ["nonsense"],
        ["probe"],
        ["conform", "f.mp4", "--start", "0"],
        ["conform", "f.mp4", "--start", "-1", "--end", "3"],
        ["conform", "f.mp4", "--start", "0", "--end", "3", "--rate", "0"],
        ["clip", "f.mp4", "--start", "0", "--end", "3", "-o", "x.avi"],
        ["clip", "f.mp4", "--start", "0", "--end", "3", "-o", "x.mp4", "--crop", "1:2:3"],
        ["clip", "f.mp4", "--start", "0", "--end", "3", "-o", "x.mp4", "--size", "0x4"],
        ["conform", "f.mp4", "--start", "0", "--end", "3", "--rate", "1e9999999999"],
        ["resolutions", "abc"],
        ["resolutions", "1" * 5000 + "x16"],
        ["shots", "f.mp4", "--threshold", "7"],
        ["shots", "f.mp4", "--threshold", "-1"],
        ["shots", "f.mp4", "--threshold", "256", "--detector", "adaptive"],
        ["shots", "f.mp4", "--detector", "guess"],
        ["shots", "f.mp4", "--compare", "guess"],
        ["shots", "f.mp4", "--csv", "shots.txt"],
        ["plan", "x.toml", "--architecture", "sdxl"],
        ["import", "project"],
        ["import", "project", "clips", "--labels", "song"],
    ],
    ids=lambda wrong: " ".join(wrong)[:60],
)
def test_that_wrong_usage_exits_with_2_and_prints_nothing_on_stdout(
    rushes: Rushes, wrong: list[str]
) -> None:
    done = rushes(*wrong)
    assert (done.code, done.out) == (2, "")
    assert done.err


@pytest.mark.parametrize("command", ["probe", "shots"])
@pytest.mark.parametrize("content", [None, b"", b"this is text, not video\n" * 50])
def test_that_bad_material_is_one_sentence_with_the_file(
    rushes: Rushes, tmp_path: Path, command: str, content: bytes | None
) -> None:
    path = tmp_path / "좋은 film #1 100%.mp4"
    if content is not None:
        path.write_bytes(content)
    done = rushes(command, path, "--json")
    assert (done.code, done.out) == (1, "")
    assert is_one_sentence(done.err), done.err
    assert path.name in done.err


def test_that_probe_prints_the_facts_of_a_film(rushes: Rushes, demo_film: Path) -> None:
    facts = rushes("probe", demo_film, "--json").json
    assert facts["frames"] == 1728
    assert facts["rate"] == "24/1"
    assert (facts["width"], facts["height"]) == (1280, 720)
    assert facts["damaged_after"] is None
    assert "1728" in rushes("probe", demo_film).out


def test_that_conform_names_the_frames_at_16_fps(rushes: Rushes, demo_film: Path) -> None:
    done = rushes("conform", demo_film, "--start", 0, "--end", 12, "--json")
    assert done.json == {"rate": "16/1", "frames": [0, 1, 3, 4, 6, 7, 9, 10]}
    assert "4n+1: 5" in rushes("conform", demo_film, "--start", 0, "--end", 12).out


def test_that_a_range_outside_the_film_is_refused(rushes: Rushes, demo_film: Path) -> None:
    done = rushes("conform", demo_film, "--start", 1700, "--end", 1729)
    assert done.code == 1
    assert is_one_sentence(done.err)
    assert "0-1728" in done.err


def test_that_clip_writes_what_it_says(rushes: Rushes, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 48, size=(192, 112))
    out = tmp_path / "새 폴더" / "a clip.mp4"
    done = rushes(
        "clip", film, "--start", 4, "--end", 40, "-o", out, "--crop", "160:96:16:8", "--json"
    )
    assert done.code == 0, done.err
    with av.open(str(out)) as container:
        decoded = list(container.decode(video=0))
        assert container.streams.video[0].average_rate == 16
    assert (done.json["frames"], len(decoded)) == (24, 24)
    assert (decoded[0].width, decoded[0].height) == (160, 96)


def test_that_clip_never_enlarges(rushes: Rushes, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 24, size=(192, 112))
    out = tmp_path / "out.mp4"
    done = rushes("clip", film, "--start", 0, "--end", 24, "-o", out, "--size", "384x224")
    assert done.code == 1
    assert is_one_sentence(done.err), done.err
    assert not out.exists()


def test_that_shots_prints_cuts_and_takes_another_threshold(
    rushes: Rushes, demo_film: Path
) -> None:
    found = rushes("shots", demo_film, "--json").json
    assert found["frames"] == 1728
    assert {100, 142, 179, 213} <= {cut["frame"] for cut in found["cuts"]}
    assert set(found["cuts"][0]) == {"frame", "end", "kind", "score"}
    counts = [
        len(rushes("shots", demo_film, "--json", "--threshold", threshold).json["cuts"])
        for threshold in (0.0, 0.5, 1.0)
    ]
    assert counts[0] > counts[1] == len(found["cuts"]) > counts[2]
    assert counts[0] < 200


def test_that_shots_offers_every_detector() -> None:
    assert [detector.value for detector in Detector] == list(DETECTORS)


def test_that_shots_takes_a_familiar_detector_with_its_own_threshold(
    rushes: Rushes, demo_film: Path
) -> None:
    found = rushes("shots", demo_film, "--json", "--detector", "content").json
    fewer = rushes("shots", demo_film, "--json", "--detector", "content", "--threshold", 60).json
    assert set(found) == {"frames", "cuts"}
    assert len(found["cuts"]) > len(fewer["cuts"]) > 0
    assert {cut["kind"] for cut in found["cuts"]} == {"hard"}


def test_that_shots_says_where_another_detector_differs(rushes: Rushes, demo_film: Path) -> None:
    alone = rushes("shots", demo_film, "--json").json
    found = rushes("shots", demo_film, "--json", "--compare", "content").json
    compared = found.pop("compare")
    assert found == alone
    assert set(compared) == {"detector", "both", "only_first", "only_second"}
    assert compared["detector"] == "content"
    assert [cut["frame"] for cut in compared["only_first"]] == [507]
    assert len(compared["both"]) + 1 == len(found["cuts"])
    said = rushes("shots", demo_film, "--compare", "content").out
    assert "Cuts which content lacks: 1." in said
    assert "Cuts which only content has: none." in said


def test_that_shots_writes_the_shots_as_csv(
    rushes: Rushes, demo_film: Path, tmp_path: Path
) -> None:
    table = tmp_path / "new folder" / "장면 #1.csv"
    found = rushes("shots", demo_film, "--json", "--csv", table).json
    first, header, *rows = table.read_text(encoding="utf-8").splitlines()
    assert first.startswith("Timecode List:,00:00:04.167,")
    assert header.startswith("Scene Number,Start Frame,")
    assert [int(row.split(",")[1]) - 1 for row in rows[1:]] == [c["frame"] for c in found["cuts"]]
    assert "27 shots" in rushes("shots", demo_film, "--csv", table).out


def test_that_plan_of_a_missing_file_prints_nothing_on_stdout(rushes: Rushes) -> None:
    done = rushes("plan", "gone.toml", "--json")
    assert (done.code, done.out) == (1, "")
    assert is_one_sentence(done.err)


def test_that_plan_of_a_project_is_that_of_what_was_exported_of_it(
    rushes: Rushes, tmp_path: Path
) -> None:
    with small_project(tmp_path) as opened:
        folder = opened.folder
    done = rushes("plan", folder)
    assert (done.code, done.out) == (1, "")
    assert is_one_sentence(done.err) and "export it first" in done.err
    assert rushes("export", folder).code == 0
    plan = rushes("plan", folder, "--json").json
    assert plan == rushes("plan", folder / "project.rushes", "--json").json
    assert plan == rushes("plan", folder / "dataset" / "dataset.toml", "--json").json
    assert plan["samples"] > 0


def test_that_plan_answers_with_0_and_check_with_1_where_the_trainer_stops(
    rushes: Rushes, tmp_path: Path
) -> None:
    path = tmp_path / "dataset.toml"
    path.write_text("[general]\nnum_workers = 2\n[[datasets]]\nvideo_directory = 'x'\n")
    plan = rushes("plan", path, "--json")
    assert plan.code == 0
    assert plan.json["errors"][0]["stage"] == "config"
    check = rushes("check", path, "--json")
    assert check.code == 1
    assert check.json["ok"] is False
    assert check.json["errors"][0]["line"] == 2


def test_that_resolutions_lists_sizes_divisible_by_16(rushes: Rushes) -> None:
    found = rushes("resolutions", "1920x1040", "--frames", 45, "--json").json
    assert all(one["width"] % 16 == one["height"] % 16 == 0 for one in found)
    assert any((one["width"], one["height"]) == (384, 208) and one["exact"] for one in found)


def test_that_a_missing_project_is_one_sentence(rushes: Rushes, tmp_path: Path) -> None:
    for command in (["export", tmp_path], ["project", "export", tmp_path, tmp_path / "x.json"]):
        done = rushes(*command)
        assert (done.code, done.out) == (1, "")
        assert is_one_sentence(done.err), done.err


def test_that_an_export_says_what_is_typed_and_not_exported(rushes: Rushes, tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", "P") as project:
        row = project.apply(
            adding(Prompt(position=1, text="A cat.", width=832, height=208, frames=45))
        ).added[0]
        assert isinstance(row, Prompt)
        before = rushes("export", tmp_path / "p").err
        project.save_draft(row, "A cat that", "text")
        after = rushes("export", tmp_path / "p").err
    assert "being typed" not in before
    assert "1 text being typed in the window, or cut off by a crash: not exported" in after


def test_that_the_program_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "probe", "gone.mp4"], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)


def test_that_a_fault_of_the_program_leaves_a_report_and_one_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; from app.cli import films, main\n"
        "films.open_index = lambda file: 1 / 0\n"
        "sys.argv = ['rushes', 'conform', 'x.mp4', '--start', '0', '--end', '1']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    report = re.search(r"report in (.+\.txt)\.$", done.stderr.strip())
    assert report
    assert "ZeroDivisionError" in Path(report[1]).read_text(encoding="utf-8")


def test_that_rates_sizes_and_crops_are_read_exactly() -> None:
    assert rate_value("23.976") == Fraction(24000, 1001)
    assert rate_value("30000/1001") == Fraction(30000, 1001)
    assert size_value("768X416") == (768, 416)
    assert crop_value("1920:1040:0:20") == (1920, 1040, 0, 20)
    assert timecode(Fraction(3723) + Fraction(459, 1000)) == "1:02:03.45"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk always full")
@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["words", "json"])
def test_that_a_result_that_cannot_be_printed_is_said(flags: list[str]) -> None:
    command = [sys.executable, "-m", "app", "resolutions", "1920x1040", *flags]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr


def test_that_damage_found_while_looking_for_cuts_is_said(rushes: Rushes, tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 120, gop=30, container={"fflags": "+bitexact"})
    data = film.read_bytes()
    film.write_bytes(data[: len(data) // 2])
    done = rushes("shots", film, "--json")
    assert done.code == 0
    assert 0 < done.json["frames"] < 120


def test_that_the_demo_on_a_full_disk_fails(
    rushes: Rushes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.errors import WriteError
    from app.core.media import clip_file

    def full(*_args: object) -> None:
        raise WriteError('Cannot write "x": the disk is full; free some space and try again.')

    monkeypatch.setattr(clip_file.ClipWriter, "write", full)
    done = rushes("demo", tmp_path / "demo", "--json")
    assert done.code == 1
    assert "the disk is full" in done.err


def test_that_an_export_for_another_trainer_says_what_it_wrote(
    rushes: Rushes, tmp_path: Path
) -> None:
    from tests.core.export.others.makers import planned_project

    planned_project(tmp_path).close()
    command = ["export", tmp_path / "p", "--for", "ai-toolkit"]
    told = rushes(*command, "--json").json
    assert (told["trainer"], told["samples"], told["written"]) == ("ai-toolkit", 24, 11)
    assert Path(told["config"]).read_text(encoding="utf-8").startswith("# Written by Rushes")
    assert [each["files"] for each in told["sets"]] == [4, 2, 2, 2, 1]
    again = rushes(*command)
    assert (again.code, again.err) == (0, "")
    assert "11 files for AI Toolkit" in again.out and "0 written now" in again.out
    assert all(f"- {sentence}" in again.out for sentence in told["differences"])
    assert rushes("export", tmp_path / "p", "--wsl").code == 2
    assert rushes("export", tmp_path / "p", "--for", "kohya").code == 2
