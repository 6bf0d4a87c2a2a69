from __future__ import annotations

import pytest

from app.core.export.prompts import prompts_text
from app.core.library.model import Prompt


def prompt(text: str, flow_shift: float | None = None, cfg_scale: float | None = None) -> Prompt:
    return Prompt(
        position=0,
        text=text,
        width=390,
        height=384,
        frames=46,
        seed=7,
        flow_shift=flow_shift,
        cfg_scale=cfg_scale,
    )


def test_that_each_prompt_is_a_comment_and_a_line_with_its_options() -> None:
    text = prompts_text(
        [prompt("Woman dancing in the bar."), prompt("A cat", 3.0, 1.0)], trigger="Studio style"
    )
    assert text == (
        "# prompt 1\n"
        "Studio style. Woman dancing in the bar. --w 384 --h 384 --f 45 --d 7 --s 20\n"
        "# prompt 2\n"
        "Studio style. A cat --w 384 --h 384 --f 45 --d 7 --s 20 --fs 3.0 --l 1.0\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a girl -- running", "a girl - running"),
        ("-- a girl --- x", "- a girl - x"),
        ("a well--known girl", "a well--known girl"),
        ("# a girl", "a girl"),
        ("a\ngirl", "a girl"),
    ],
)
def test_that_words_are_never_taken_for_options_or_comments(text: str, line: str) -> None:
    written = prompts_text([prompt(text)], trigger="").splitlines()[1]
    assert written.split(" --w ")[0] == line
