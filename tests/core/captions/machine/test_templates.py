from __future__ import annotations

from pathlib import Path

import pytest

from app.core.captions.machine.templates import (
    Template,
    filled,
    forget,
    keep,
    own_folder,
    template,
    templates,
)


def named(name: str) -> Template:
    return next(each for each in templates() if each.name == name)


def test_that_there_is_a_recommended_template_for_clips_stills_and_words() -> None:
    firsts = [
        next(each.name for each in templates() if each.suits(kind))
        for kind in ("video", "image", "text")
    ]
    assert firsts == ["video-wan", "image-wan", "prompt-helper"]
    assert template("gone", "image").name == "image-wan"
    assert template("image-wan", "video").name == "video-wan"


def test_that_the_seeds_prompts_are_what_the_seed_says() -> None:
    assert filled(named("video-seed"), "Studio Ghibli style") == (
        "Describe this video in great detail.\n"
        "The output description MUST start unaltered with 'Studio Ghibli style. '."
    )
    image = filled(named("image-seed"), "Studio Ghibli style.")
    assert "MUST start unaltered with 'Studio Ghibli style. ' and then" in image
    assert image.endswith(
        "Template: 'Studio Ghibli style. {subject action/description}. {environment and "
        "lighting}. {style and technical specifications}'."
    )


def test_that_a_line_about_what_there_is_none_of_is_left_out() -> None:
    assert filled(named("video-seed")) == "Describe this video in great detail."
    assert "Names" not in filled(named("video-wan"), "T")
    assert "{" not in filled(named("prompt-helper"), "", (), "a fox")


def test_that_names_are_said_even_where_a_template_has_no_place_for_them() -> None:
    assert filled(named("video-wan"), "T", ["Kiki", " Jiji\n"]).endswith("it is: Kiki, Jiji.")
    assert filled(named("video-seed"), "T", ["Kiki"]).endswith("Names you may use: Kiki.")


def test_that_what_is_filled_in_is_not_filled_in_again() -> None:
    text = filled(named("prompt-helper"), "{idea}", ["{trigger}"], "say {names}")
    assert text.endswith("Idea: say {names}")
    assert 'Begin with "{idea}."' in text


def test_that_a_persons_template_takes_the_place_of_ours_until_it_is_forgotten() -> None:
    ours = named("video-wan")
    changed = Template(name="video-wan", title="Mine", kind="video", text="Say: 여우 {trigger}")
    kept = keep(changed)
    assert (own_folder() / "video-wan.txt").read_text("utf-8").endswith("Say: 여우 {trigger}\n")
    assert kept.own
    assert kept == named("video-wan")
    assert kept.hash != ours.hash
    forget("video-wan")
    forget("video-wan")
    assert named("video-wan") == ours


def test_that_a_new_template_keeps_its_system_and_gets_a_name_files_can_have(
    tmp_path: Path,
) -> None:
    made = keep(
        Template(name="../my: prompt?", title="A\nB", kind="any", text="Do it.", system="Brief."),
        tmp_path,
    )
    assert (made.name, made.title, made.system) == ("-my- prompt-", "A B", "Brief.")
    assert made.suits("video")
    assert made.suits("image")
    assert not made.suits("text")
    assert [path.name for path in tmp_path.iterdir()] == ["-my- prompt-.txt"]


@pytest.mark.parametrize(
    "data",
    [
        b"Describe it: \xbf\xa9\xbf\xec",
        "Describe it.".encode("utf-16"),
        b"kind: nonsense\n\nDo it.",
    ],
)
def test_that_a_file_of_any_encoding_is_a_template(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mine.txt").write_bytes(data)
    (found,) = [each for each in templates(tmp_path) if each.own]
    assert (found.name, found.title, found.kind) == ("mine", "mine", "any")
    assert found.text


def test_that_what_is_no_template_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"title: x\n\n")
    (tmp_path / "huge.txt").write_bytes(b"x" * 100_000)
    (tmp_path / "folder.txt").mkdir()
    assert not [each for each in templates(tmp_path) if each.own]
