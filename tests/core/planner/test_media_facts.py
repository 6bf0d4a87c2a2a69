"""Facts of clips and pictures, whole and damaged."""

from __future__ import annotations

import warnings
from pathlib import Path

import av
import pytest
from PIL import Image

from app.core.planner.facts import VideoFact
from app.core.planner.files import check_file, plan_file
from app.core.planner.media_facts import image_fact, video_fact
from tests.core.planner.disk import dataset_file, jsonl_plan
from tests.films import make_film


def test_that_check_decodes_every_clip_and_finds_damage(folder: Path) -> None:
    film = folder / "v" / "a.mp4"
    make_film(film, 50, rate=16, options={"mbtree": "0"})  # with it, x264's bytes vary
    whole = film.read_bytes()
    film.write_bytes(
        whole[: len(whole) // 2]
        + bytes(len(whole) // 10)
        + whole[len(whole) // 2 + len(whole) // 10 :]
    )
    early = dataset_file(folder, "target_frames = [1]")
    assert check_file(early).errors == ()  # head never reads as far as the damage
    assert plan_file(dataset_file(folder, "target_frames = [45]")).samples == 1
    (error,) = check_file(dataset_file(folder, "target_frames = [45]")).errors
    assert error.stage == "cache_latents"
    assert "a.mp4: it stops decoding after" in error.message


def test_that_a_plan_decodes_a_clip_whose_container_looks_wrong(folder: Path) -> None:
    film = folder / "v" / "a.mp4"
    make_film(film, 50, rate=16, container={"movflags": "faststart"})
    film.write_bytes(film.read_bytes()[:-3000])
    fact = video_fact(film, verify=False)
    assert fact.fault and 0 < fact.frames < 50
    plan = plan_file(dataset_file(folder, "target_frames = [1]"))
    assert (plan.errors, plan.samples) == ((), 2)
    plan = plan_file(dataset_file(folder, 'frame_extraction = "full"'))
    assert [error.stage for error in plan.errors] == ["cache_latents"]


def test_that_a_clip_that_ends_early_counts_the_frames_there_are(folder: Path) -> None:
    make_film(folder / "v" / "whole.webm", 40, rate=16, codec="libvpx")
    data = (folder / "v" / "whole.webm").read_bytes()
    fact = video_fact(folder / "v" / "whole.webm", verify=True)
    assert (fact.frames, fact.fault) == (40, "")
    (folder / "v" / "whole.webm").write_bytes(data[: len(data) * 2 // 3])
    fact = video_fact(folder / "v" / "whole.webm", verify=False)
    assert 0 < fact.frames < 40
    assert fact.fault or fact.notes == ("short",)


def test_that_a_picture_that_is_cut_off_is_found_by_check(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((64, 64), 90).save(path)
    path.write_bytes(path.read_bytes()[:1500])
    assert image_fact(path, verify=False).fault == ""
    assert "damaged" in image_fact(path, verify=True).fault


def test_that_an_avif_that_does_not_decode_is_found_by_check(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    Image.effect_noise((64, 64), 90).save(path)
    data = path.read_bytes()
    start = data.index(b"mdat") + 4
    path.write_bytes(data[:start] + bytes(len(data) - start))
    assert image_fact(path, verify=False).fault == ""
    assert "damaged" in image_fact(path, verify=True).fault


def test_that_an_opaque_alpha_channel_is_no_note(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (1, 2, 3, 255)).save(tmp_path / "a.png")
    Image.new("RGBA", (8, 8), (1, 2, 3, 99)).save(tmp_path / "b.png")
    assert image_fact(tmp_path / "a.png", verify=False).notes == ()
    assert image_fact(tmp_path / "b.png", verify=False).notes == ("transparent",)


def test_that_a_path_that_leads_nowhere_is_a_fault(tmp_path: Path) -> None:
    assert video_fact(tmp_path / "none.mp4", verify=False) == VideoFact(
        0, 0, 0, "it does not exist; check the path"
    )


def test_that_a_folder_of_pictures_with_a_bad_one_counts_up_to_it(tmp_path: Path) -> None:
    clip = tmp_path / "clip"
    clip.mkdir()
    assert video_fact(clip, verify=False).fault == "it holds no picture"
    for name in ("0.png", "1.png"):
        Image.new("RGB", (64, 48)).save(clip / name)
    (clip / "2.png").write_bytes(b"junk")
    fact = video_fact(clip, verify=False)
    assert (fact.frames, fact.width, fact.height, fact.pictures) == (2, 64, 48, True)
    assert fact.fault.startswith("2.png: ")
    row = {"video_path": str(clip), "caption": "x"}
    assert jsonl_plan(tmp_path, "video", row, frame_extraction="full").errors
    assert jsonl_plan(tmp_path, "video", row).samples == 1  # head with its target of 1


def test_that_a_picture_of_too_many_pixels_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert "more pixels" in image_fact(tmp_path / "a.png", verify=False).fault


def test_that_pictures_the_decoder_makes_up_are_noted(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 50, rate=16)
    whole = film.read_bytes()
    middle = len(whole) // 2
    film.write_bytes(whole[:middle] + b"\xff" * 2000 + whole[middle + 2000 :])
    fact = video_fact(film, verify=True)
    assert (fact.frames, fact.fault, fact.notes) == (50, "", ("mended",))


def test_that_a_clip_cut_between_two_frames_is_short_but_sound(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", 50, rate=16, container={"movflags": "faststart"})
    with av.open(str(film)) as source:
        ends = sorted(packet.pos or 0 for packet in source.demux(video=0) if packet.size)
    film.write_bytes(film.read_bytes()[: ends[30]])
    fact = video_fact(film, verify=False)
    assert fact.fault == "" and "short" in fact.notes
    assert 20 < fact.frames <= 30


def test_that_pillow_says_nothing_beside_the_facts(tmp_path: Path) -> None:
    Image.new("1", (9500, 9500)).save(tmp_path / "big.png")
    Image.new("1", (13400, 13400)).save(tmp_path / "bomb.png")
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x03\0\0\xff\xff\0\0\0\0"
    Image.new("RGB", (64, 64)).save(tmp_path / "exif.jpg", exif=exif)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert image_fact(tmp_path / "big.png", verify=False).fault == ""
        assert "more pixels than Pillow" in image_fact(tmp_path / "bomb.png", verify=False).fault
        assert image_fact(tmp_path / "exif.jpg", verify=True).fault == ""
    assert not said
