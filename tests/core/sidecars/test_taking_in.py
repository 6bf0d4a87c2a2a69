from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.captions.writing import take
from app.core.export.manifest import Manifest
from app.core.jobs import Progress, Stopped
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.sidecars.folder import means_captions, read_folder
from app.core.sidecars.matching import Picks
from app.core.sidecars.taking_in import Found, Wish, look, taking
from tests.core.export.makers import add_numbered_film
from tests.core.sidecars.conftest import FIRST, SECOND, STILL

KOREAN = "숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다"
JAPANESE = "森の中の白いウサギが巣穴の前で伸びをする"
WESTERN = "Ein Mädchen läuft über die Straße, l’été"


def folder(place: Path, files: dict[str, str | bytes]) -> Path:
    made = place / "받은 captions #1 'x'"
    for name, data in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return made


def others(found: Found) -> dict[str, str]:
    return {path.name: why for path, why in found.others.items()}


def new(found: Found, wish: Wish | None = None) -> dict[str, str]:
    return {each.file.path.name: each.new for each in found.offers(wish or Wish())}


# ------------------------------------------------------------------------------------- matching


def test_that_files_find_their_picks_by_every_name_they_may_have(
    project: Project, tmp_path: Path
) -> None:
    lone = add_numbered_film(project, tmp_path / "Lone 'film' #2.mp4", 17)
    project.add([Clip(source=lone.id, start=0, end=17)])
    project.change(project.clip(2), replace(project.clip(2), end=88))  # exported as -90
    picks = Picks(
        [*project.clips(), *project.stills()],
        project.sources(),
        Manifest.load(project.folder / "dataset"),
    )
    first, second, still, alone = (
        project.clip(1),
        project.clip(2),
        project.still(1),
        project.clip(4),
    )
    for name, row in {
        FIRST: first,
        FIRST.upper(): first,
        f"{FIRST}.mp4": first,
        "film_0-48": first,
        "film 0-47": first,
        "FILM.f0000.f0048": first,
        SECOND: second,
        "film_0000050-0000088": second,
        STILL: still,
        "film 7": still,
        "film-f0007.png": still,
        "Lone 'film' #2": alone,
        "lone 'FILM' #2.MP4": alone,
        "Lone 'film' #2_0000000-0000017": alone,
    }.items():
        assert picks.find(name).row == row, name
    for name, why in {
        "film": "its film has 3 picks",
        "film_0000020-0000030": "its clip is not picked",
        "film_1-2": "no pick of these frames",
        "sea": "no pick and no film",
        "": "no pick and no film",
    }.items():
        match = picks.find(name)
        assert match.row is None and why in match.why, name


def test_that_accents_and_long_names_are_found_however_they_are_written(
    project: Project, tmp_path: Path
) -> None:
    names = ["한국어 영화 é", "x" * 240, "a:b?".replace(":", "_").replace("?", "_")]
    for name in names:
        film = add_numbered_film(project, tmp_path / f"{name}.mp4", 17)
        project.add([Clip(source=film.id, start=0, end=17)])
    picks = Picks(project.clips(), project.sources(), Manifest.load(project.folder / "dataset"))
    for place, name in enumerate(names, 4):
        assert picks.find(name).row == project.clip(place)
        assert picks.find(unicodedata.normalize("NFD", name)).row == project.clip(place)


def test_that_films_of_one_name_are_not_guessed_at(project: Project, tmp_path: Path) -> None:
    for sub in ("a", "b"):
        film = add_numbered_film(project, tmp_path / sub / "twin.mp4", 17)
        project.add([Clip(source=film.id, start=0, end=17)])
    picks = Picks(project.clips(), project.sources(), Manifest.load(project.folder / "dataset"))
    assert picks.find("twin_0000000-0000017").why == "2 picks may be meant: the name is of each"
    assert picks.find("twin").row is None


# -------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", KOREAN),
        ("utf-8-sig", KOREAN),
        ("utf-16-le", WESTERN),
        ("utf-16-be", WESTERN),
        ("cp949", KOREAN),
        ("cp932", JAPANESE),
        ("cp1252", WESTERN),
    ],
)
def test_that_each_encoding_is_told_and_read(
    project: Project, tmp_path: Path, encoding: str, text: str
) -> None:
    given = folder(tmp_path, {f"{FIRST}.txt": text.encode(encoding)})
    (offer,) = look([given], project).offers(Wish())
    assert (offer.encoding, offer.new, offer.garbled) == (encoding, text, False)


def test_that_marked_utf_16_is_read(project: Project, tmp_path: Path) -> None:
    given = folder(tmp_path, {f"{FIRST}.txt": KOREAN.encode("utf-16")})
    assert list(new(look([given], project)).values()) == [KOREAN]


def test_that_another_encoding_can_be_chosen_for_one_file_or_for_all(
    project: Project, tmp_path: Path
) -> None:
    given = folder(
        tmp_path,
        {f"{FIRST}.txt": KOREAN.encode("cp949"), f"{SECOND}.txt": KOREAN.encode("cp949")},
    )
    found = look([given], project)
    wrong = new(found, Wish(for_all="cp932"))
    assert KOREAN not in wrong.values()
    one = Wish({given / f"{SECOND}.txt": "cp949"}, "cp932")
    assert new(found, one) == {**wrong, f"{SECOND}.txt": KOREAN}
    assert all(offer.garbled for offer in found.offers(Wish(for_all="utf-8")))
    assert not any(each.ticked(replace=True) for each in found.offers(Wish(for_all="utf-8")))


def test_that_bad_files_get_a_sentence_each_and_the_rest_goes_on(
    project: Project, tmp_path: Path
) -> None:
    given = folder(
        tmp_path,
        {
            f"{FIRST}.txt": "a red boat",
            "binary.txt": b"\x89PNG\0\xff\0\0",
            f"{SECOND}.txt": b"",
            ".hidden.txt": "no",
            "notes.md": "no",
            "sub/strange.txt": "no pick is called so",
        },
    )
    with (given / "big.txt").open("wb") as file:
        file.truncate(1 << 30)
    (given / "folder.txt").mkdir()
    if os.name == "posix":
        (given / "gone.txt").symlink_to(given / "nowhere")
        (given / "circle.txt").symlink_to(given / "circle.txt")
        os.mkfifo(given / "pipe.txt")
    found = look([given], project)
    assert list(new(found)) == [f"{FIRST}.txt"]
    why = others(found)
    assert why.pop("binary.txt") == '"binary.txt" is no text.'
    assert why.pop(f"{SECOND}.txt") == "it holds no words"
    assert "too large" in why.pop("big.txt")
    assert why.pop("strange.txt") == "no pick and no film is called so"
    if os.name == "posix":
        assert "does not exist" in why.pop("gone.txt")
        assert "go in circles" in why.pop("circle.txt")
        assert "it is no file" in why.pop("pipe.txt")
    assert why == {}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_that_a_file_without_rights_is_said(project: Project, tmp_path: Path) -> None:
    given = folder(tmp_path, {f"{FIRST}.txt": "a", f"{SECOND}.txt": "b"})
    (given / f"{FIRST}.txt").chmod(0)
    found = look([given], project)
    assert "access is denied" in others(found)[f"{FIRST}.txt"]
    assert list(new(found)) == [f"{SECOND}.txt"]


def test_that_two_files_for_one_pick_are_not_both_taken(project: Project, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"{FIRST}.caption": "third",
        f"{FIRST}.txt": "first",
        "film_0-48.txt": "fourth",
    }
    if os.name != "nt":  # there it is the same file
        files[f"{FIRST.upper()}.txt"] = "second"
    found = look([folder(tmp_path, files)], project)
    assert new(found) == {f"{FIRST}.txt": "first"}
    assert set(others(found).values()) == {f'"{FIRST}.txt" is about the same pick'}
    assert len(found.others) == len(files) - 1


def test_that_a_folder_that_is_not_there_is_said(project: Project, tmp_path: Path) -> None:
    found = look([tmp_path / "nowhere"], project)
    assert not found.matched and "does not exist" in others(found)["nowhere"]


def test_that_reading_can_be_stopped(project: Project, tmp_path: Path) -> None:
    given = folder(tmp_path, {f"{FIRST}.txt": "a red boat"})

    def stop(progress: Progress) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        read_folder([given], checkpoint=stop)


# --------------------------------------------------------------------------------------- taking


def test_that_what_is_ticked_is_taken_in_one_edit(project: Project, tmp_path: Path) -> None:
    project.change(project.clip(1), replace(project.clip(1), caption=""))
    given = folder(
        tmp_path,
        {
            f"{FIRST}.txt": "Paper style. a red\r\nboat",
            f"{SECOND}.txt": "other",
            f"{STILL}.txt": "a hat",
        },
    )
    found = look([given], project)
    offers = found.offers(Wish())
    assert [each.file.path.stem for each in offers] == [FIRST, SECOND, STILL]
    assert [each.ticked(replace=False) for each in offers] == [True, False, False]
    assert [each.changes for each in offers] == [True, True, False]
    done = project.apply(taking(offers[:1], project.settings))
    assert done.label == "Captions from files" and len(done.changed) == 1
    assert project.clip(1).caption == "a red boat"
    project.undo()
    assert project.clip(1).caption == ""


def test_that_a_persons_words_are_not_ticked_and_a_machines_are(
    project: Project, tmp_path: Path
) -> None:
    machine = project.keep_machine(
        MachineCaption(batch="b", table="clip", row=2, text="a crane flies", model="qwen")
    )
    project.apply(take([(project.clip(2), machine)]))
    given = folder(tmp_path, {f"{FIRST}.txt": "a red boat", f"{SECOND}.txt": "a red crane"})
    offers = look([given], project).offers(Wish())
    assert [each.human for each in offers] == [True, False]
    assert [each.ticked(replace=True) for each in offers] == [False, True]
    assert [each.ticked(replace=False) for each in offers] == [False, False]


def test_that_words_all_begin_with_are_told_and_come_off(project: Project, tmp_path: Path) -> None:
    given = folder(
        tmp_path, {f"{FIRST}.txt": "Ghibli. A red boat", f"{SECOND}.txt": "Ghibli. A red crane"}
    )
    found = look([given], project)
    trigger = found.beginning(Wish())
    assert trigger == "Ghibli."
    offers = found.offers(Wish(trigger="Ghibli."))
    assert [each.new for each in offers] == ["A red boat", "A red crane"]
    settings = replace(project.settings, trigger="")
    project.change(project.settings, settings)
    project.apply(taking(offers, project.settings, trigger="Ghibli."))
    assert project.settings.trigger == "Ghibli."
    project.undo()
    assert (project.settings.trigger, project.clip(1).caption) == ("", "a boat")


def test_that_the_projects_own_trigger_comes_off_each(project: Project, tmp_path: Path) -> None:
    given = folder(
        tmp_path, {f"{FIRST}.txt": "paper style, a red boat", f"{SECOND}.txt": "A crane."}
    )
    assert list(new(look([given], project)).values()) == ["a red boat", "A crane."]


def test_that_a_dropped_folder_of_captions_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    lone = folder(tmp_path / "a", {"x.txt": "a", ".y.mp4": "b"})
    mixed = folder(tmp_path / "b", {"x.txt": "a", "x.MP4": "b"})
    listed = folder(tmp_path / "c", {"x.txt": "a", "dataset.toml": "b"})
    bare = folder(tmp_path / "d", {"sub/x.txt": "a"})
    for given, anywhere, among_captions in (
        ([lone], True, True),
        ([mixed], False, True),
        ([listed], False, True),
        ([bare], False, False),
        ([lone / "x.txt"], False, True),
        ([lone, lone / "x.txt"], False, True),
        ([mixed / "x.MP4"], False, False),
        ([tmp_path / "nowhere"], False, False),
    ):
        assert means_captions(given, beside_films=False) is anywhere
        assert means_captions(given, beside_films=True) is among_captions


def test_that_the_projects_own_trigger_is_nothing_to_ask_about(
    project: Project, tmp_path: Path
) -> None:
    given = folder(
        tmp_path,
        {f"{FIRST}.txt": "Paper style. A boat", f"{SECOND}.txt": "Paper style. The crane"},
    )
    assert look([given], project).beginning(Wish()) == ""
