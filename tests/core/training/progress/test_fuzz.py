"""No log, however broken, stops the reader."""

from __future__ import annotations

import random

import pytest

from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Totals
from tests import trainer_logs
from tests.core.training.progress.test_recorded_runs import kind_of

TOTALS = Totals(batches=(5, None), items=3, epoch_batches=0, epochs=0, steps=7, prompts=1)
JUNK = (
    *(b"\r", b"\n", b"\x1b[A", b"\x00", b"\xff\xfe", b"%|", b"[", b"]", b"INFO:", b"steps:"),
    *(b"Traceback (most recent call last):\n", b"999999999999/0 [", b"avr_loss=nan]", b"{0}{n}"),
    *(b"Encoding dataset [9999]\n", b"'" * 50, b"epoch 0/0\n", "█".encode()),
)


def read(name: str, data: bytes, code: int | None) -> None:
    for totals in (None, TOTALS):
        reader = LogReader(kind_of(name), totals)
        reader.feed(data, 1.0)
        assert isinstance(reader.summary.phase, str)
        found = reader.finish(code)
        assert all(isinstance(each, str) for each in (*found.warnings, *found.last_words))


@pytest.mark.parametrize("name", trainer_logs.names())
def test_that_a_log_that_is_cut_is_read(name: str) -> None:
    data = trainer_logs.log(name)
    for end in range(0, len(data), 997):
        read(name, data[:end], 1)
        whole, pieces = LogReader(kind_of(name)), LogReader(kind_of(name))
        whole.feed(data[:end])
        for start in range(0, end, 61):
            pieces.feed(data[start : min(end, start + 61)])
        assert whole.finish(1) == pieces.finish(1)


@pytest.mark.parametrize("name", trainer_logs.names())
def test_that_a_log_that_is_damaged_is_read(name: str) -> None:
    rolled = random.Random(name)
    for _ in range(12):
        data = bytearray(trainer_logs.log(name))
        for _ in range(rolled.randrange(1, 30)):
            at = rolled.randrange(len(data) + 1)
            kind = rolled.randrange(4)
            if kind == 0:
                data[at:at] = rolled.choice(JUNK) * rolled.randrange(1, 9)
            elif kind == 1:
                del data[at : at + rolled.randrange(200)]
            elif kind == 2:
                data[at : at + 8] = rolled.randbytes(8)
            else:
                piece = data[at : at + rolled.randrange(400)]
                other = rolled.randrange(len(data) + 1)
                data[other:other] = piece
        read(name, bytes(data), rolled.choice([0, 1, -9, None]))


def test_that_noise_is_read() -> None:
    rolled = random.Random(4)
    for _ in range(200):
        read("03_train", b"".join(rolled.choices(JUNK, k=200)), 1)
        read("01_latents", rolled.randbytes(2000), None)
