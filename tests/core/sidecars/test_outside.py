from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import ProjectError
from app.core.export.alone import alone
from app.core.export.manifest import Manifest
from app.core.export.project_export import export_project
from app.core.jobs import Progress, Stopped
from app.core.library.captioned import Key
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from app.core.sidecars import outside as outside_module
from app.core.sidecars.deciding import possible, proposed, settle, taking
from app.core.sidecars.outside import Outside, Watched, in_lines_of, outside, said
from tests.core.export.makers import TRIGGER
from tests.core.sidecars.conftest import FIRST, SECOND, STILL


class Eye:
    """Looks as the window does: until nothing is unsettled."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.watched = Watched(project.folder / "dataset")

    def row_of(self, key: Key) -> Clip | Still | None:
        rows: list[Clip] | list[Still]
        rows = self.project.clips() if key[0] == "clip" else self.project.stills()
        return next((row for row in rows if row.id == key[1]), None)

    def once(self) -> list[Outside]:
        return outside(self.watched.look(), self.row_of, self.project.settings.trigger)

    def settled(self) -> list[Outside]:
        for _ in range(8):
            look = self.watched.look()
            if not look.unsettled:
                break
        return outside(look, self.row_of, self.project.settings.trigger)


@pytest.fixture
def eye(project: Project) -> Eye:
    return Eye(project)


def change(project: Project, row: Clip | Still, **values: object) -> None:
    project.change(row, replace(row, **values))  # type: ignore[arg-type]


def decide(eye: Eye, items: list[Outside], decision: str) -> list[str]:
    done = settle(
        eye.project.folder / "dataset",
        {item.touched: decision for item in items},  # type: ignore[misc]
    )
    return [each.name for each in done]


def test_that_an_edit_outside_is_told_without_the_trigger(eye: Eye, clips: Path) -> None:
    assert eye.settled() == []
    (clips / f"{FIRST}.txt").write_text("Paper style. a red boat\n", encoding="utf-8")
    (item,) = eye.settled()
    assert (item.what, item.ours, item.theirs) == ("edited", "a boat", "a red boat")
    assert item.row == eye.project.clip(1) and possible(item)[0] == "take"
    assert said([item]) == "1 caption was changed outside."


def test_that_a_file_is_not_read_before_two_looks_found_it_the_same(eye: Eye, clips: Path) -> None:
    path = clips / f"{FIRST}.txt"
    for text in ("", "Paper style. a r", "Paper style. a red bo"):
        path.write_text(text, encoding="utf-8")
        look = eye.watched.look()
        assert look.unsettled and look.touched == ()
    path.write_text("Paper style. a red boat", encoding="utf-8")
    assert [item.theirs for item in eye.settled()] == ["a red boat"]


def test_that_a_file_that_is_replaced_is_not_taken_for_gone(eye: Eye, clips: Path) -> None:
    path = clips / f"{FIRST}.txt"
    path.unlink()
    assert eye.once() == [] and eye.watched.look().touched
    path.write_text("Paper style. a red boat", encoding="utf-8")
    assert eye.once() == []
    assert [item.what for item in eye.settled()] == ["edited"]


@pytest.mark.parametrize(
    "data",
    [
        b"Paper style. a boat",
        b"Paper style. a boat\n",
        b"Paper style. a boat\r\n",
        b"  Paper style.\r\na boat  \r\n\r\n",
        b"paper style. a boat",
        b"a boat",
    ],
)
def test_that_the_same_words_saved_again_are_no_change(eye: Eye, clips: Path, data: bytes) -> None:
    path = clips / f"{FIRST}.txt"
    path.unlink()
    path.write_bytes(data)
    os.utime(path, ns=(1, 1))
    found = eye.settled()
    assert [item.what for item in found] == ([] if b"Paper style." in data else ["form"])
    assert export_project(eye.project).edited == ()
    assert eye.settled() == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_that_the_same_words_in_a_harmful_form_are_told_and_written_anew(
    eye: Eye, clips: Path, encoding: str
) -> None:
    path = clips / f"{FIRST}.txt"
    path.write_bytes("Paper style. a boat".encode(encoding))
    (item,) = eye.settled()
    assert item.what == "form" and possible(item) == ()
    assert "harms training" in said([item]) and "harms training" in item.touched.trouble
    assert export_project(eye.project).edited == ()
    assert path.read_bytes() == b"Paper style. a boat"
    assert eye.settled() == []


def test_that_korean_of_an_older_program_is_read_and_its_harm_told(eye: Eye, clips: Path) -> None:
    path = clips / f"{FIRST}.txt"
    text = "숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다"
    path.write_bytes(f"{TRIGGER}. {text}".encode("cp949"))
    (item,) = eye.settled()
    assert item.theirs == text
    assert "Korean (CP949)" in item.touched.trouble


def test_that_removed_files_are_said_and_written_again(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").unlink()
    (clips.parent / "stills" / f"{STILL}.txt").unlink()
    found = eye.settled()
    assert [item.what for item in found] == ["gone", "gone"]
    assert said(found) == (
        "2 caption files were removed outside: the next export writes them again."
    )
    assert not any(item.asks for item in found)
    export_project(eye.project)
    assert eye.settled() == []
    assert (clips / f"{FIRST}.txt").read_text(encoding="utf-8") == "Paper style. a boat"


def test_that_a_folder_that_goes_away_while_it_is_watched_raises_nothing(
    eye: Eye, clips: Path
) -> None:
    eye.settled()
    shutil.rmtree(clips)
    assert {item.what for item in eye.settled()} == {"gone"}
    shutil.rmtree(clips.parent)
    assert eye.settled() == []
    (eye.project.folder / "dataset").write_text("a file", encoding="utf-8")
    assert eye.settled() == []


def test_that_a_folder_that_cannot_be_listed_says_nothing(
    eye: Eye, clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clips / f"{FIRST}.txt").write_text("other", encoding="utf-8")

    def refuse(path: object) -> object:
        raise PermissionError(13, "no", str(path))

    monkeypatch.setattr("app.core.sidecars.outside.os.scandir", refuse)
    assert eye.settled() == []


def test_that_a_damaged_manifest_says_nothing(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").write_text("other", encoding="utf-8")
    (clips.parent / "manifest.json").write_text("{", encoding="utf-8")
    assert eye.settled() == []


def test_that_our_own_writes_are_no_change(eye: Eye) -> None:
    eye.settled()
    change(eye.project, eye.project.clip(1), caption="a blue boat")
    seen: list[list[Outside]] = []

    def look(_progress: Progress) -> None:
        seen.append(eye.once())

    export_project(eye.project, checkpoint=look)
    seen.append(eye.settled())
    assert seen and all(found == [] for found in seen)


def test_that_a_file_no_export_wants_is_no_change(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").write_text("other", encoding="utf-8")
    (clips / "notes.txt").write_text("not ours", encoding="utf-8")
    change(eye.project, eye.project.clip(1), state="rejected")
    assert eye.settled() == []


def test_that_what_is_no_text_can_only_be_written_over_or_left(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").write_bytes(b"\x89PNG\0\xff\0\0")
    (item,) = eye.settled()
    assert item.what == "unreadable" and possible(item) == ("overwrite", "leave")
    assert item.touched.trouble.endswith("save it as UTF-8.")
    with (clips / f"{FIRST}.txt").open("wb") as file:
        file.truncate(1 << 30)
    (item,) = eye.settled()
    assert "too large for a caption" in item.touched.trouble


def test_that_a_folder_in_the_place_of_a_file_is_told_after_some_tries(
    eye: Eye, clips: Path
) -> None:
    (clips / f"{FIRST}.txt").unlink()
    (clips / f"{FIRST}.txt").mkdir()
    (item,) = eye.settled()
    assert item.what == "unreadable" and "it is a folder" in item.touched.trouble
    assert decide(eye, [item], "overwrite") == [item.touched.name]


def test_that_what_is_taken_in_is_one_edit_and_written_as_the_project_writes_it(
    eye: Eye, clips: Path
) -> None:
    (clips / f"{FIRST}.txt").write_text("a red boat", encoding="utf-8")  # the trigger is gone
    (clips.parent / "stills" / f"{STILL}.txt").write_text("Paper style: a cap", encoding="utf-8")
    found = eye.settled()
    assert [proposed(item) for item in found] == ["take", "take"]
    eye.project.apply(taking(found))
    decide(eye, found, "take")
    assert (eye.project.clip(1).caption, eye.project.still(1).caption) == ("a red boat", "a cap")
    assert eye.project.wordings(eye.project.clip(1))[0].label == "Taken from file"
    assert eye.settled() == []
    assert export_project(eye.project).edited == ()
    assert (clips / f"{FIRST}.txt").read_text(encoding="utf-8") == "Paper style. a red boat"
    eye.project.undo()
    assert (eye.project.clip(1).caption, eye.project.still(1).caption) == ("a boat", "a hat")


def test_that_what_is_to_be_written_over_is_by_the_next_export(eye: Eye, clips: Path) -> None:
    path = clips / f"{FIRST}.txt"
    path.write_text("other words", encoding="utf-8")
    assert decide(eye, eye.settled(), "overwrite") == []
    assert path.read_text(encoding="utf-8") == "other words"
    assert eye.settled() == []
    assert export_project(eye.project).edited == ()
    assert path.read_text(encoding="utf-8") == "Paper style. a boat"


def test_that_what_is_left_is_not_news_until_it_changes_again(eye: Eye, clips: Path) -> None:
    path = clips / f"{FIRST}.txt"
    path.write_text("other words", encoding="utf-8")
    decide(eye, eye.settled(), "leave")
    (item,) = eye.settled()
    assert item.touched.left and said([item]) == "" and proposed(item) == "leave"
    (item,) = Eye(eye.project).settled()  # after a restart, too
    assert item.touched.left
    assert len(export_project(eye.project).edited) == 1
    assert path.read_text(encoding="utf-8") == "other words"
    (item,) = eye.settled()
    assert item.touched.left
    path.write_text("other words yet", encoding="utf-8")
    assert said(eye.settled()) == "1 caption was changed outside."


def test_that_a_file_that_changes_while_a_person_decides_is_left_and_noticed_again(
    eye: Eye, clips: Path
) -> None:
    path = clips / f"{FIRST}.txt"
    path.write_text("other words", encoding="utf-8")
    found = eye.settled()
    path.write_text("quite other words", encoding="utf-8")
    assert decide(eye, found, "overwrite") == [f"clips/{FIRST}.txt"]
    assert [item.theirs for item in eye.settled()] == ["quite other words"]
    assert len(export_project(eye.project).edited) == 1


def test_that_nothing_is_decided_while_an_export_runs(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").write_text("other words", encoding="utf-8")
    found = eye.settled()
    with alone(eye.project.folder / "dataset"), pytest.raises(ProjectError, match="wait for its"):
        decide(eye, found, "leave")


def test_that_an_older_trigger_comes_off_where_the_project_has_a_new_one(
    eye: Eye, clips: Path
) -> None:
    eye.project.change(eye.project.settings, replace(eye.project.settings, trigger="Ink style"))
    (clips / f"{FIRST}.txt").write_text("Paper style. a red boat", encoding="utf-8")
    (item,) = eye.settled()
    assert item.theirs == "a red boat"


def test_that_line_breaks_of_the_project_outlive_an_edit_of_the_one_line() -> None:
    assert in_lines_of("a red boat. It rains.", "a boat.\nIt rains.") == "a red boat.\nIt rains."
    assert in_lines_of("It rains.", "a boat.\nIt rains.") == "It rains."
    assert in_lines_of("x y", "a\nb") == "x y"
    assert in_lines_of("a b", "a b") == "a b"
    assert in_lines_of("", "a\nb") == ""


def test_that_a_look_can_be_stopped(eye: Eye, clips: Path) -> None:
    (clips / f"{FIRST}.txt").write_text("other words", encoding="utf-8")

    def stop(_progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        eye.watched.look(checkpoint=stop)


def test_that_the_manifest_keeps_trigger_and_decisions(project: Project) -> None:
    manifest = Manifest.load(project.folder / "dataset")
    assert manifest.trigger == TRIGGER and manifest.left == {}
    manifest.leave(f"clips/{SECOND}.txt", "abc")
    manifest.save()
    again = Manifest.load(project.folder / "dataset")
    assert (again.trigger, again.left) == (TRIGGER, {f"clips/{SECOND}.txt": "abc"})
    again.forget(f"clips/{SECOND}.txt")
    assert again.left == {}


def test_that_a_listing_that_is_old_is_believed_for_no_file(
    eye: Eye, clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = outside_module._stat

    def listed(place: Path | os.DirEntry[str]) -> tuple[int, int] | None:
        found = real(place)
        if isinstance(place, Path) or found is None:
            return found
        return found[0], found[1] - 100  # as Windows lists a file whose entry was not written yet

    monkeypatch.setattr(outside_module, "_stat", listed)
    assert not eye.watched.look().unsettled
    (clips / f"{FIRST}.txt").write_text("Paper style. a red boat\n", encoding="utf-8")
    assert [item.theirs for item in eye.settled()] == ["a red boat"]
