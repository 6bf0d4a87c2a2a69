"""Sentences about films, shots, clips and captions in another language than English."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import language
from app.core.captions.lint import FEWEST_WORDS, MOST_TOKENS, MOST_WORDS, lint_named
from app.core.captions.prompt_fields import with_field
from app.core.captions.sidecar import read_sidecar
from app.core.checks.mixing import mixed_end
from app.core.errors import AppError
from app.core.library.edits import adding
from app.core.library.model import Prompt, Shot, Still
from app.core.library.picking import split_shot
from app.core.library.stills import Stills
from app.core.media.opening import open_film
from app.core.shots.detectors import DETECTORS
from tests.conftest import Speaking


def test_that_a_number_that_is_none_is_refused_in_the_language_of_the_person(
    speaking: Speaking,
) -> None:
    sentence = "{what} is a number from {least:g} to {most:g}, such as 5.0; nothing leaves it to "
    prompt = Prompt(position=0, text="a fox", width=832, height=480, frames=81)
    speaking({f"{sentence}the trainer.": "{most:g}以下の{what}", "Guidance": "ガイダンス"})
    with pytest.raises(AppError, match="以下のガイダンス"):
        with_field(prompt, "cfg_scale", "much")


def test_that_a_warning_names_the_encoding_in_the_language_of_the_person(
    speaking: Speaking, tmp_path: Path
) -> None:
    said = '"{name}" is saved with a byte order mark, which harms training: save it as UTF-8.'
    speaking({said: "{name}にBOMがある"})
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa fox")
    assert read_sidecar(tmp_path / "a.txt").warning == "a.txtにBOMがある"


def test_that_a_finding_is_said_in_the_language_of_the_person(speaking: Speaking) -> None:
    said = "At its end the clip is mixed with something else: end before frame {frame}."
    speaking({said: "{frame}の前で終える", "fade at the end": "終わりのフェード"})
    found = mixed_end("fade", 48)
    assert (found.text, found.why) == ("終わりのフェード", "48の前で終える")


def test_that_a_step_keeps_its_english_name_so_that_it_can_be_shown_in_any_language(
    speaking: Speaking,
) -> None:
    speaking({"Split shot": "ショットを分割", "Add": "追加"})
    assert split_shot(Shot(source=1, start=0, end=20), 5).label == "Split shot"
    assert adding(Still(source=1, frame=3)).label == "Add"


def test_that_what_was_made_is_counted_in_the_language_of_the_person(speaking: Speaking) -> None:
    speaking({"{stills} made": "{stills}を作成", "{number:,} stills": "静止画{number:,}枚"})
    assert Stills(adding(), 3, 0).sentence == "静止画3枚を作成."


def test_that_a_file_that_is_no_film_is_refused_in_the_language_of_the_person(
    speaking: Speaking, tmp_path: Path
) -> None:
    speaking({'"{path}" is empty; copy or download it again.': "{path}は空です"})
    film = tmp_path / "a.mp4"
    film.touch()
    with pytest.raises(AppError, match="は空です"):
        open_film(film)


def test_that_detectors_are_named_in_english_until_they_are_shown(speaking: Speaking) -> None:
    speaking({"Exact": "正確"})
    assert DETECTORS["exact"].label == "Exact"
    assert language.tr(DETECTORS["exact"].label) == "正確"


def test_that_lints_say_the_numbers_they_are_found_by() -> None:
    assert str(MOST_TOKENS) in lint_named("tokens").title
    assert str(MOST_TOKENS) in lint_named("tokens").help
    assert str(FEWEST_WORDS) in lint_named("short").title
    assert str(MOST_WORDS) in lint_named("long").title
