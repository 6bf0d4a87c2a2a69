"""What went wrong, of texts that were not recorded."""

from __future__ import annotations

import re

import pytest

from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Kind
from app.core.training.progress.trouble import RULES, trouble_of
from tests import trainer_logs
from tests.core.training.progress.crashes import CRASHES, Crash
from tests.core.training.progress.expected import FAILED
from tests.core.training.progress.test_recorded_runs import read


def _name(each: Crash) -> str:
    return re.sub(r"\W+", "-", f"{each.step} {each.error.splitlines()[0]}")[:60]


@pytest.mark.parametrize("each", CRASHES, ids=_name)
def test_that_a_failure_says_what_and_what_to_do(each: Crash) -> None:
    trouble = trouble_of(each.text(), each.step, code=1)
    assert trouble is not None
    assert [word for word in each.words if word not in trouble.sentence] == []
    assert trouble.cure_key == each.key and trouble.kind != "unknown"
    assert trouble.sentence.endswith(".") and "{" not in trouble.sentence


@pytest.mark.parametrize("each", CRASHES, ids=_name)
def test_that_accelerate_around_it_and_a_terminal_change_nothing(each: Crash) -> None:
    kind: Kind = each.step  # type: ignore[assignment]
    tail = trainer_logs.log("f85_train_no_optimizer").decode()
    launcher = tail[tail.rindex("Traceback (most recent call last):") :]
    text = (each.text() + launcher).replace("\n", "\r\n").encode()
    for size in (1, len(text)):
        reader = LogReader(kind)
        for start in range(0, len(text), size):
            reader.feed(text[start : start + size])
        assert reader.finish(1).trouble == trouble_of(each.text(), each.step, code=1)


def test_that_every_rule_is_met_by_a_failure() -> None:
    found = [read(name).trouble for name in FAILED]
    found += [trouble_of(each.text(), each.step, code=1) for each in CRASHES]
    sentences = [trouble.sentence for trouble in found if trouble is not None]
    unmet = []
    for rule in RULES:
        words = re.split(r"\{\w+\}", " ".join(rule.sentence.split()))
        pattern = re.compile(".*".join(map(re.escape, words)), re.DOTALL)
        if not any(pattern.fullmatch(sentence) for sentence in sentences):
            unmet.append(rule.sentence)
    assert unmet == []


def test_that_a_cure_holds_values_to_set() -> None:
    def cure(text: str, step: str = "train") -> dict[str, object]:
        trouble = trouble_of(f"Traceback (most recent call last):\n  x\n{text}", step, code=1)
        assert trouble is not None
        return dict(trouble.cure)

    swap = "AssertionError: Cannot swap more than 39 blocks. Requested 40 blocks to swap."
    assert cure(swap) == {"train.blocks_to_swap": 39}
    dtype = "AssertionError: DiT weights are in fp16, mixed precision must be fp16 or no"
    assert cure(dtype) == {"train.mixed_precision": "fp16"}
    assert cure("KeyError: 'latents_image'") == {"cache_latents.i2v": True}


def test_that_memory_is_cured_by_the_next_step_of_the_recipe() -> None:
    text = "Traceback (most recent call last):\n  x\ntorch.OutOfMemoryError: CUDA out of memory."
    recipe = {"train.gradient_checkpointing": True, "train.blocks_to_swap": 10}
    trouble = trouble_of(text, "train", code=1, recipe=recipe)
    assert trouble is not None
    assert trouble.sentence == "The card ran out of memory: swap 14 blocks instead of 10."
    assert dict(trouble.cure) == {"train.blocks_to_swap": 14}


def test_that_the_command_says_what_a_missing_file_was_for() -> None:
    text = (
        "Traceback (most recent call last):\n  File x\n"
        "FileNotFoundError: [Errno 2] No such file or directory: 'C:\\\\m\\\\a.safetensors'"
    )
    argv = ("python", "train.py", "--network_weights", "C:\\m\\a.safetensors")
    trouble = trouble_of(text, "train", code=1, argv=argv)
    assert trouble is not None and "the LoRA to start from" in trouble.sentence
    assert trouble.cure_key == "train.network_weights"
    nobody = trouble_of(text, "train", code=1)
    assert nobody is not None and "Cannot find the file" in nobody.sentence


def test_that_an_option_of_the_smoke_test_is_one_of_training() -> None:
    trouble = trouble_of("x.py: error: unrecognized arguments: --odd 1", "smoke", code=2)
    assert trouble is not None and trouble.cure_key == "train.odd"


def test_that_an_unknown_error_is_quoted() -> None:
    text = "Traceback (most recent call last):\n  x\nfoo.bar.OddError: what nobody knows\n"
    trouble = trouble_of(text, "train", code=1)
    assert trouble is not None and trouble.kind == "unknown"
    expected = "The trainer ended with an error: foo.bar.OddError: what nobody knows."
    assert trouble.sentence == expected


def test_that_a_failure_without_a_word_names_its_code() -> None:
    trouble = trouble_of("", "train", code=3)
    assert trouble is not None and "code 3" in trouble.sentence


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (-9, "killed"),
        (137, "killed"),
        (-15, "outside"),
        (-2, "interrupted"),
        (0xC000013A, "interrupted"),
        (0xC000013A - (1 << 32), "interrupted"),
        (0xC0000005, "crashed"),
        (-11, "crashed"),
        (-34, "signal 34"),
    ],
)
def test_that_a_code_says_who_ended_it(code: int, word: str) -> None:
    trouble = trouble_of("INFO:x:y", "train", code=code)
    assert trouble is not None and word in trouble.sentence


def test_that_what_went_well_is_no_trouble() -> None:
    text = trainer_logs.log("08_resume").decode()
    assert trouble_of(text, "train", code=0) is None
    assert trouble_of("INFO:x:y", "train") is None


def test_that_an_error_that_training_went_on_after_is_none() -> None:
    reader = LogReader("train")
    reader.feed(b"Traceback (most recent call last):\n  File x\nValueError: only logged\n")
    reader.feed(b"\rsteps:  10%|#         | 1/10 [00:01<00:09,  1.0s/it, avr_loss=0.1]")
    assert reader.finish(None).trouble is None


def test_that_an_error_is_known_without_a_code() -> None:
    """A reader that came too late for the exit code has the log alone."""
    reader = LogReader("train")
    reader.feed(trainer_logs.log("f73_train_no_attn"))
    trouble = reader.finish(None).trouble
    assert trouble is not None and trouble.cure == {"train.sdpa": True}
