from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.captions.text import one_line, with_trigger
from app.core.export.prompts import prompt_line, prompts_text
from app.core.library.model import Prompt
from tests.core.export.trainer_prompts import encoded, line_to_prompt_dict, load_prompts


def prompt(text: str, **more: Any) -> Prompt:  # noqa: ANN401
    given: dict[str, Any] = {"width": 390, "height": 384, "frames": 46, "seed": 7, **more}
    return Prompt(position=0, text=text, **given)


def test_that_each_prompt_is_a_comment_and_a_line_with_its_options() -> None:
    shifted = prompt("A cat", flow_shift=3.0, cfg_scale=1.0, negative="3D, MMD")
    text = prompts_text([prompt("Woman dancing in the bar."), shifted], trigger="Studio style")
    assert text == (
        "# prompt 1\n"
        "Studio style. Woman dancing in the bar. --w 384 --h 384 --f 45 --d 7 --s 20\n"
        "# prompt 2\n"
        "Studio style. A cat --w 384 --h 384 --f 45 --d 7 --s 20 --fs 3.0 --l 1.0 --n 3D, MMD\n"
    )


def test_that_a_prompt_that_says_nothing_is_left_out() -> None:
    text = prompts_text([prompt(" \n"), prompt("A cat")], trigger="")
    assert text == "# prompt 1\nA cat --w 384 --h 384 --f 45 --d 7 --s 20\n"
    assert prompt_line(prompt(""), trigger="Style").startswith("Style --w 384")


@pytest.mark.parametrize(
    "text",
    [
        *("a girl -- running", "-- a girl --- x", "a well--known girl", "a --w 8 girl --n no"),
        *("# a girl", "#", "a\ngirl", 'she says "no -- yes"', "한국어 -- 텍스트", "—— x --"),
        # The trainer takes the words before the first option for one, too.
        *("I walk on the beach", "i --w 3", "N the north", "Of mice and men", "w 3 birds"),
        *("S 5 and more", "L 2.0 scale", "g .5", "FS 3 seconds", "ei ei", "d 1", "f 16 in the air"),
    ],
)
@pytest.mark.parametrize("trigger", ["", "I am", "# style"])
def test_that_the_trainer_reads_the_very_words_and_options(
    tmp_path: Path, text: str, trigger: str
) -> None:
    file = tmp_path / "sample_prompts.txt"
    row = prompt(text, negative=text, cfg_scale=5.0)
    file.write_bytes(prompts_text([row, row], trigger=trigger).encode("utf-8"))
    read = load_prompts(file)
    assert len(read) == 2
    for each in read:
        assert encoded(each.pop("prompt")) == with_trigger(text, trigger)
        assert encoded(each.pop("negative_prompt")) == one_line(text)
        assert each == {
            "width": 384,
            "height": 384,
            "frame_count": 45,
            "seed": 7,
            "sample_steps": 20,
            "cfg_scale": 5.0,
        }


_WORDS = st.lists(
    st.sampled_from(["--", "-", "i", "n", "of", "w", "8", "#", "l", "3.5", "a", '"', "fs", "한"]),
    min_size=1,
    max_size=8,
).map(" ".join)


@given(_WORDS, _WORDS)
def test_that_no_words_become_options(text: str, negative: str) -> None:
    read = line_to_prompt_dict(prompt_line(prompt(text, negative=negative), trigger="").strip())
    assert encoded(read["prompt"]) == text
    assert encoded(read["negative_prompt"]) == negative
    assert set(read) == {
        *("prompt", "width", "height", "frame_count", "seed", "sample_steps", "negative_prompt")
    }


@given(st.floats(0.01, 100), st.floats(0, 100), st.integers(0, 2**63 - 1))
def test_that_numbers_are_written_as_the_trainer_reads_them(
    shift: float, scale: float, seed: int
) -> None:
    line = prompt_line(prompt("a", flow_shift=shift, cfg_scale=scale, seed=seed), trigger="")
    read = line_to_prompt_dict(line)
    assert read["discrete_flow_shift"] == pytest.approx(shift, abs=1e-6)
    assert read["cfg_scale"] == pytest.approx(scale, abs=1e-6)
    assert read["seed"] == seed
