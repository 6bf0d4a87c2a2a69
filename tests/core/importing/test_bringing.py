from __future__ import annotations

import errno
import shutil
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.core.adding import add_films
from app.core.cache import Cache
from app.core.export.project_export import export_project
from app.core.importing.bringing import bring_in, frames_of
from app.core.importing.dropping import meaning_of
from app.core.importing.found import Choices
from app.core.importing.looking import look
from app.core.jobs import Progress, Stopped
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.media.index import index_file
from tests.films import make_film


def picture(path: Path) -> Path:
    path.write_bytes(cv2.imencode(".png", np.full((120, 200, 3), 99, np.uint8))[1].tobytes())
    return path


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Clips and pictures, with captions and without, and what does not count."""
    folder = tmp_path / "내 클립 #1 'x'"
    (folder / "deep").mkdir(parents=True)
    make_film(folder / "a b.mp4", 33, rate=16)
    for name in ("b.MP4", "deep/c.mkv", "plain.mp4"):
        shutil.copy(folder / "a b.mp4", folder / name)
    picture(folder / "pic.png")
    picture(folder / "bare.png")
    for name, text in (
        ("a b.txt", "Ghibli style. A rabbit.\nIt sits."),
        ("b.caption", "Ghibli style. 토끼"),
        ("deep/c.mkv.txt", "Ghibli style. A fox."),
        ("pic.txt", "Ghibli style. A still."),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "plain.txt").write_text("", encoding="utf-8")
    (folder / "broken.mp4").write_bytes(b"no film")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    return folder


def test_that_a_folder_of_clips_is_picked_whole_with_its_captions(
    project: Project, shelf: Path
) -> None:
    found = look([shelf])
    assert found.trigger == "Ghibli style."
    brought = bring_in(project, found, Choices(trigger="Ghibli style."), cache=Cache())
    clips = {project.source(each.source).path.rpartition("/")[2]: each for each in project.clips()}
    assert {name: each.caption for name, each in clips.items()} == {
        "a b.mp4": "A rabbit. It sits.",
        "b.MP4": "토끼",
        "c.mkv": "A fox.",
        "plain.mp4": "",
    }
    assert {(each.start, each.end, each.state) for each in clips.values()} == {(0, 33, "picked")}
    assert [(each.start, each.end) for each in project.shots()] == [(0, 33)] * 4
    assert {each.caption for each in project.stills()} == {"A still.", ""}
    assert project.settings.trigger == "Ghibli style."
    assert (brought.films, brought.clips, brought.stills) == (6, 4, 2)
    assert len(brought.failures) == 1 and "broken.mp4" in brought.failures[0]


def test_that_an_import_is_one_step_and_touches_no_file(project: Project, shelf: Path) -> None:
    before = readable(project)
    files = {path: path.stat() for path in sorted(shelf.rglob("*"))}
    bring_in(project, look([shelf]), Choices(trigger="Ghibli style."), cache=Cache())
    now = {path: path.stat() for path in sorted(shelf.rglob("*"))}
    assert {p: (s.st_size, s.st_mtime_ns) for p, s in now.items()} == {
        p: (s.st_size, s.st_mtime_ns) for p, s in files.items()
    }
    assert [each.edit.label for each in project.log()] == ["Import"]
    project.undo()
    assert readable(project) == before
    project.redo()
    assert len(project.clips()) == 4


def test_that_a_second_import_changes_nothing(project: Project, shelf: Path) -> None:
    bring_in(project, look([shelf]), Choices(), cache=Cache())
    first = readable(project)
    again = bring_in(project, look([shelf], project), Choices(), cache=Cache())
    assert not again.edit
    assert (again.words, again.known) == ("nothing new", 6)
    assert readable(project) == first


def test_that_a_stopped_import_leaves_the_project_as_it_was(project: Project, shelf: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done >= 2:
            raise Stopped

    found = look([shelf])
    with pytest.raises(Stopped):
        bring_in(project, found, Choices(), cache=Cache(), checkpoint=stop)
    assert project.log() == [] and project.sources() == []


@pytest.mark.parametrize("labels", ["caption", "tag", "none"])
def test_that_segments_become_clips_of_the_film_with_their_name(
    project: Project, tmp_path: Path, labels: str
) -> None:
    film = make_film(tmp_path / "Film #1 '한'.mp4", 96, rate=24)
    (tmp_path / "Film #1 '한'-proj.llc").write_text(
        "{version: 2, mediaFileName: \"Film #1 '한'.mp4\", cutSegments: ["
        "{start: 0.5, end: 2, name: 'A girl', tags: {m: 'rain'}}, {start: 3.0, end: 99, name: ''},"
        "{start: 50, end: 60, name: 'behind'},]}",
        encoding="utf-8",
    )
    found = look([tmp_path / "Film #1 '한'-proj.llc"])
    assert [each.film for each in found.segments] == [film]
    brought = bring_in(project, found, Choices(labels=labels), cache=Cache())  # type: ignore[arg-type]
    first, second = project.clips()
    assert (first.start, first.end) == (12, 48)
    assert (second.start, second.end) == (72, 96)
    wanted = {"caption": ("A girl", ("rain",)), "tag": ("", ("A girl", "rain"))}
    assert (first.caption, first.tags) == wanted.get(labels, ("", ("rain",)))
    assert len(brought.failures) == 1 and "1 segment lies" in brought.failures[0]


def test_that_lists_find_their_films_in_the_project_by_name(
    project: Project, tmp_path: Path
) -> None:
    films = tmp_path / "far" / "away"
    films.mkdir(parents=True)
    make_film(films / "One.mkv", 96, rate=24)
    make_film(films / "Two.mp4", 96, rate=24)
    bring_in(project, look([films]), Choices(), cache=Cache())
    project.remove(project.clips())
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "one.csv").write_text("1,2,a\n", encoding="utf-8")
    (lists / "Two-Scenes.csv").write_text(
        "Scene Number,Start Frame,End Frame\n1,1,40\n2,41,96\n", encoding="utf-8"
    )
    (lists / "Three.mp4.csv").write_text("1,2,a\n", encoding="utf-8")
    (lists / "bills.csv").write_text("name,sum\nAnn,7\n", encoding="utf-8")
    found = look([lists], project)
    assert [each.film.name for each in found.segments] == ["One.mkv"]
    assert [each.film.name for each in found.scenes] == ["Two.mp4"]
    assert len(found.troubles) == 1 and '"Three.mp4"' in found.troubles[0]
    brought = bring_in(project, found, Choices(), cache=Cache())
    two = next(each for each in project.sources() if each.stem == "Two")
    assert [(each.start, each.end) for each in project.shots(two)] == [(0, 40), (40, 96)]
    assert two.detector == "list"
    assert (brought.clips, brought.shots, brought.films) == (1, 2, 0)
    project.undo()
    assert [(each.start, each.end) for each in project.shots(two)] == [(0, 96)]
    assert not project.clips()


def test_that_a_list_of_scenes_beside_its_film_brings_both(
    project: Project, tmp_path: Path
) -> None:
    make_film(tmp_path / "One.mkv", 96, rate=24)
    (tmp_path / "One-Scenes.csv").write_text(
        "Scene Number,Start Frame,End Frame\n1,1,40\n2,41,96\n", encoding="utf-8"
    )
    found = look([tmp_path / "One-Scenes.csv"])
    bring_in(project, found, Choices(), cache=Cache())
    assert [each.detector for each in project.sources()] == ["list"]
    assert [(each.start, each.end) for each in project.shots()] == [(0, 40), (40, 96)]
    assert [each.frame for each in project.cuts()] == [40]


@pytest.mark.parametrize(
    ("start", "end", "frames"),
    [
        (None, None, (0, 48)),
        ("0", "1", (0, 24)),
        ("0.0417", "0.0834", (1, 2)),  # 1/24 and 2/24, rounded to four places
        ("0.041666", "0.083333", (1, 2)),  # cut off after six
        ("0.05", "0.09", (1, 3)),  # within frames: what is on screen
        ("0.0414", "0.06", (1, 2)),
        ("0.04", "0.06", (0, 2)),
        ("1.9", "77", (45, 48)),
        ("2", "3", (48, 48)),
        ("1", "1", (24, 24)),
        ("1", "0.5", (24, 24)),
    ],
)
def test_that_times_become_the_frames_on_screen(
    tmp_path: Path, start: str | None, end: str | None, frames: tuple[int, int]
) -> None:
    index = index_file(make_film(tmp_path / "a.mp4", 48, rate=24), cache=Cache())
    given = [None if text is None else Fraction(text) for text in (start, end)]
    assert frames_of(index, *given) == frames


def test_that_a_film_of_variable_rate_is_cut_by_its_own_times(tmp_path: Path) -> None:
    pts = [0, 1, 2, 3, 10, 11, 12, 20]
    film = make_film(tmp_path / "a.mkv", 8, pts=pts, time_base=Fraction(1, 10))
    index = index_file(film, cache=Cache())
    assert frames_of(index, Fraction("0.5"), Fraction("1.15")) == (3, 6)


def test_that_nothing_to_import_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.llc").write_text("{", encoding="utf-8")
    found = look([tmp_path / name for name in ("x.pdf", "empty", "gone", "bad.llc")])
    assert not found
    for name in ("x.pdf", "empty", "gone", "bad.llc"):
        assert [name in each for each in found.troubles].count(True) == 1


def test_that_looking_can_be_stopped(shelf: Path) -> None:
    def stop(_progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        look([shelf], checkpoint=stop)


def test_that_captions_in_korean_cp949_are_read_and_said(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    make_film(folder / "a.mp4", 17, rate=16)
    shutil.copy(folder / "a.mp4", folder / "b.mp4")
    (folder / "a.txt").write_bytes("비 오는 거리를 걷는 소녀".encode("cp949"))
    (folder / "b.txt").write_bytes("숲속의 큰 흰 토끼가 기지개를 켠다".encode("cp949"))
    found = look([folder])
    assert any("Korean (CP949)" in note for note in found.notes)
    bring_in(project, found, Choices(), cache=Cache())
    assert [each.caption for each in project.clips()] == [
        "비 오는 거리를 걷는 소녀",
        "숲속의 큰 흰 토끼가 기지개를 켠다",
    ]


def test_that_half_a_character_in_a_name_does_not_stop_an_import(
    project: Project, tmp_path: Path
) -> None:
    make_film(tmp_path / "film.mp4", 33, rate=16)
    table = tmp_path / "film.llc"
    segment = '{"start": 0, "end": 1, "name": "a\\ud800b", "tags": {"x": "\\udfff"}}'
    table.write_text(f'{{"mediaFileName": "film.mp4", "cutSegments": [{segment}]}}')
    bring_in(project, look([table]), Choices(), cache=Cache())
    (clip,) = project.clips()
    assert (clip.caption, clip.tags) == ("ab", ())


def test_that_a_path_that_cannot_be_asked_for_is_told_and_the_rest_is_found(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_folder = Path.is_dir

    def refused(path: Path) -> bool:
        if path.name == "locked":
            raise PermissionError(errno.EACCES, "Permission denied")
        return is_folder(path)

    monkeypatch.setattr(Path, "is_dir", refused)
    paths = [shelf / ("가" * 200), shelf / "locked", shelf / "a b.mp4"]
    assert meaning_of([*paths, shelf]) == "ask"
    found = look(paths)
    assert [media.path for media in found.media] == [shelf / "a b.mp4"]
    assert len(found.troubles) == 2


def test_that_what_the_project_exports_does_not_come_back_as_material(
    project: Project, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "film.mp4", 66, rate=16)
    (source,) = add_films(project, [film], cache=Cache()).films
    project.add([Clip(source=source.id, start=0, end=33, caption="x")])
    export_project(project, cache=Cache())
    dataset = project.folder / "dataset"
    (exported,) = (dataset / "clips").glob("*.mp4")
    for given in (dataset / "dataset.toml", dataset, exported):
        found = look([given], project)
        assert not found and "what this project exports" in found.troubles[0]
    found = look([project.folder], project)
    assert not found.media and "1 file is what this project exports" in found.notes[-1]
    pointing = tmp_path / "pointing.toml"
    text = (dataset / "dataset.toml").read_text(encoding="utf-8")
    pointing.write_text(text, encoding="utf-8")
    found = look([pointing], project)
    assert found.datasets and not found.media
    with Project.create(tmp_path / "other", "O") as other:
        assert len(look([dataset], other).media) == 1
        assert len(add_films(other, [dataset], cache=Cache()).films) == 1
    added = add_films(project, [tmp_path, exported], cache=Cache())
    assert [each.stem for each in added.films] == ["film"]
    assert added.unusable == (exported,) and "what this project exports" in added.failures[0]
