"""Lists of scenes: written as PySceneDetect writes them, read from whoever wrote them."""

from __future__ import annotations

import io
import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cache import Cache
from app.core.errors import AppError
from app.core.media.index import FrameIndex, index_file
from app.core.shots.cuts import Shot
from app.core.shots.scene_csv import SceneList, read_scenes, write_scenes
from tests.films import make_film

HEADER = (
    "Scene Number,Start Frame,Start Timecode,Start Time (seconds),End Frame,End Timecode,"
    "End Time (seconds),Length (frames),Length (timecode),Length (seconds)\n"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> FrameIndex:
    """120 frames, 24 per second."""
    folder = tmp_path_factory.mktemp("films")
    return index_file(make_film(folder / "film.mp4", 120), cache=Cache(folder / "cache"))


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> FrameIndex:
    """40 frames of variable rate: frames 20-39 last three times as long as those before."""
    folder = tmp_path_factory.mktemp("films")
    pts = [*range(0, 20), *range(20, 80, 3)]
    path = make_film(folder / "uneven.mkv", 40, pts=pts, time_base=Fraction(1, 20))
    index = index_file(path, cache=Cache(folder / "cache"))
    assert index.variable_rate
    return index


def read(tmp_path: Path, content: str | bytes, index: FrameIndex) -> SceneList:
    path = tmp_path / "장면 list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_scenes(path, index)


def ranges(scenes: SceneList) -> list[tuple[int, int]]:
    return [(shot.start, shot.end) for shot in scenes.shots]


def scene(number: int, start: int, end: int, rate: int = 24) -> str:
    """Return PySceneDetect's row of a scene ``[start, end)``; its timecodes are not looked at."""
    times = [f"{frame / rate:.3f}" for frame in (start, end, end - start)]
    return f"{number},{start + 1},-,{times[0]},{end},-,{times[1]},{end - start},-,{times[2]}\n"


@pytest.mark.parametrize(
    ("rate", "edges"),
    [
        (Fraction(24), [0, 31, 60, 101, 120]),
        (Fraction(30000, 1001), [0, 7, 8, 119, 120]),
        (Fraction(16), [0, 1, 3, 5, 7, 9, 120]),
        (Fraction(25), [0, 120]),
    ],
)
def test_that_the_file_is_the_one_pyscenedetect_writes(
    tmp_path: Path, rate: Fraction, edges: list[int]
) -> None:
    from scenedetect import FrameTimecode
    from scenedetect.output import write_scene_list

    index = index_file(make_film(tmp_path / "film.mp4", 120, rate=rate))
    shots = [Shot(a, b) for a, b in itertools.pairwise(edges)]
    write_scenes(tmp_path / "ours.csv", shots, index)
    times = [FrameTimecode(edge, rate) for edge in edges]
    theirs = io.StringIO()
    scenes = list(itertools.pairwise(times))
    write_scene_list(theirs, scenes, cut_list=times[1:-1])
    assert (tmp_path / "ours.csv").read_bytes().decode() == theirs.getvalue()


def test_that_an_hour_is_told_by_the_timecode(tmp_path: Path) -> None:
    index = index_file(make_film(tmp_path / "film.mp4", 40, rate=Fraction(1, 100)))
    write_scenes(tmp_path / "ours.csv", [Shot(0, 37), Shot(37, 40)], index)
    text = (tmp_path / "ours.csv").read_text(encoding="utf-8")
    assert text.startswith("Timecode List:,01:01:40.000\n")


@given(st.sets(st.integers(0, 120), min_size=2, max_size=20).map(sorted), st.data())
def test_that_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    film: FrameIndex,
    uneven: FrameIndex,
    edges: list[int],
    data: st.DataObject,
) -> None:
    index = data.draw(st.sampled_from([film, uneven]))
    edges = sorted({min(edge, len(index)) for edge in edges})
    spans = [Shot(a, b) for a, b in itertools.pairwise(edges) if data.draw(st.booleans())]
    if not spans:
        return
    path = tmp_path_factory.getbasetemp() / "again.csv"
    write_scenes(path, spans, index)
    again = read_scenes(path, index)
    assert list(again.shots) == spans
    assert again.notes == ()


LIST = HEADER + scene(1, 0, 30) + scene(2, 30, 90) + scene(3, 90, 120)


@pytest.mark.parametrize(
    "content",
    [
        LIST,
        "Timecode List:,00:00:01.250,00:00:03.750\n" + LIST,
        "\n" + LIST,
        "\ufeff" + LIST,
        LIST.replace("\n", "\r\n"),
        LIST.replace(",", ";"),
        LIST.replace(",", "\t"),
        LIST.replace(",", "\t").encode("utf-16"),
        LIST.rstrip("\n"),
        "".join(",".join(line.split(",")[:5]) + "\n" for line in LIST.splitlines()),
        "0,1.25,first\n1.25,3.75,second\n3.75,5,\n",
        ",1.25,first\n1.25,3.75,second\n3.75,,last\n",
        "start,end,label\n0,1.25,a\n1.25,3.75,b\n3.75,5.0,c\n",
        '0.0,1.2500001,"a, with a comma"\n1.2499,3.7600,b\n3.7411,5.0411,c\n',
        "0;1,25;a\n1,25;3,75;b\n3,75;5;c\n",
        "00:00:00.000,00:00:01.250,a\n0:01.25,0:03.75,b\n00:00:03.750,00:00:05.000,c\n",
    ],
)
def test_that_a_list_is_read_however_it_is_written(
    tmp_path: Path, film: FrameIndex, content: str | bytes
) -> None:
    scenes = read(tmp_path, content, film)
    assert ranges(scenes) == [(0, 30), (30, 90), (90, 120)]
    assert [(cut.frame, cut.end, cut.kind) for cut in scenes.cuts] == [
        (30, 30, "hard"),
        (90, 90, "hard"),
    ]
    assert scenes.notes == ()


def test_that_a_gap_between_scenes_has_a_cut_on_either_side(
    tmp_path: Path, film: FrameIndex
) -> None:
    scenes = read(tmp_path, "1,2\n3,4\n", film)
    assert ranges(scenes) == [(24, 48), (72, 96)]
    assert [cut.frame for cut in scenes.cuts] == [24, 48, 72, 96]


def test_that_scenes_come_in_order_whatever_the_files_order(
    tmp_path: Path, film: FrameIndex
) -> None:
    assert ranges(read(tmp_path, "3,4\n1,2\n", film)) == [(24, 48), (72, 96)]


def test_that_an_end_behind_the_film_is_its_end(tmp_path: Path, film: FrameIndex) -> None:
    assert ranges(read(tmp_path, "1,500\n", film)) == [(24, 120)]
    assert ranges(read(tmp_path, HEADER + scene(1, 24, 500), film)) == [(24, 120)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("abc,2,", "a time is neither seconds nor h:mm:ss"),
        ("-1,2,", "a time is neither seconds nor h:mm:ss"),
        ("nan,2,", "a time is neither seconds nor h:mm:ss"),
        ("1e9,2,", "a time is neither seconds nor h:mm:ss"),
        ("2,1,", "it ends before it begins"),
        ("2,2,", "it ends before it begins"),
        ("99,100,", "it begins behind the film's end, which has 120 frames"),
        ("0.5,2,", "it overlaps another scene"),
    ],
)
def test_that_a_bad_row_is_left_out_and_named_by_its_line(
    tmp_path: Path, film: FrameIndex, row: str, why: str
) -> None:
    scenes = read(tmp_path, f"0,1,a\n{row}\n\n3,4,b\n", film)
    assert ranges(scenes) == [(0, 24), (72, 96)]
    (note,) = scenes.notes
    assert note == f'"{tmp_path / "장면 list.csv"}": line 2 was left out: {why}.'


@pytest.mark.parametrize("cell", ["", "x", "0", "-3", "1.5", "٣", "9" * 5000])
def test_that_a_bad_frame_is_left_out(tmp_path: Path, film: FrameIndex, cell: str) -> None:
    bad = scene(1, 0, 30).replace("1,1,", f"1,{cell},", 1)
    scenes = read(tmp_path, HEADER + bad + scene(2, 30, 60), film)
    assert ranges(scenes) == [(30, 60)]
    assert "line 2 was left out" in scenes.notes[0]


def test_that_many_bad_rows_are_one_sentence(tmp_path: Path, film: FrameIndex) -> None:
    scenes = read(tmp_path, "0,1\n" + "x,y\n" * 8 + "2,3\n", film)
    (note,) = scenes.notes
    assert "lines 2, 3, 4, 5, 6 and 3 more were left out" in note
    assert "lines 2, 3 and 4 were" in read(tmp_path, "0,1\n" + "x,y\n" * 3, film).notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"hello\nworld\n",
        b"a,b,c\n1,x,y\n",
        bytes(range(256)) * 20,
        b"\xff\xfe\x00",
        HEADER.encode(),
        b"9,8\n",
        b'"' * 200_000 + b",1\n",
        b"Timecode List:,00:00:01.000\n",
    ],
)
def test_that_what_holds_no_scene_is_one_sentence(
    tmp_path: Path, film: FrameIndex, content: bytes
) -> None:
    with pytest.raises(AppError) as raised:
        read(tmp_path, content, film)
    assert str(raised.value).endswith(".")
    assert "장면 list.csv" in str(raised.value)


def test_that_a_missing_file_and_a_folder_are_sentences(tmp_path: Path, film: FrameIndex) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(AppError, match="Cannot read"):
            read_scenes(path, film)


def test_that_a_film_given_for_a_list_is_refused_unread(tmp_path: Path, film: FrameIndex) -> None:
    path = tmp_path / "film.mkv"
    with path.open("wb") as file:
        file.truncate(33 * 2**20)
    with pytest.raises(AppError, match="too large"):
        read_scenes(path, film)


def test_that_at_a_constant_rate_the_frames_count(tmp_path: Path, film: FrameIndex) -> None:
    scenes = read(tmp_path, HEADER + scene(1, 24, 48, rate=25), film)
    assert ranges(scenes) == [(24, 48)]
    assert scenes.notes == ()


def test_that_at_a_variable_rate_the_times_count_and_it_is_said(
    tmp_path: Path, uneven: FrameIndex
) -> None:
    # Average rate 10: PySceneDetect takes 2.5 s for frame 25; frame 30 is on screen then.
    scenes = read(tmp_path, HEADER + scene(1, 0, 25, rate=10) + scene(2, 25, 40, rate=10), uneven)
    assert ranges(scenes) == [(0, 30), (30, 40)]
    (note,) = scenes.notes
    assert "variable rate; the times were used" in note


@given(st.binary(max_size=200))
def test_that_no_file_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, film: FrameIndex, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        scenes = read_scenes(path, film)
    except AppError:
        return
    assert all(0 <= shot.start < shot.end <= 120 for shot in scenes.shots)


@given(st.text(alphabet='0123456789.,;:\t\n"-xé', max_size=120))
def test_that_no_table_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, film: FrameIndex, content: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any table.csv"
    path.write_text(content, encoding="utf-8")
    try:
        scenes = read_scenes(path, film)
    except AppError:
        return
    ends = [edge for shot in scenes.shots for edge in (shot.start, shot.end)]
    assert ends == sorted(ends)
