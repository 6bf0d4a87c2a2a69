from __future__ import annotations

import threading
import time

import pytest

from app.core.captions.machine import pacing
from app.core.captions.machine.pacing import Pacing, Rests, Retrying, Watch
from app.core.jobs import Stopped


def test_that_one_at_a_time_stays_one_at_a_time() -> None:
    one = Pacing(1)
    for _ in range(50):
        one.went_well()
    one.too_much()
    assert one.allowed == 1


def test_that_answers_allow_more_at_once_and_complaints_half(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now[0])
    many = Pacing(8)
    assert many.allowed == 4
    for _ in range(16):
        many.went_well()
    assert many.allowed == 5
    for _ in range(500):
        many.went_well()
    assert many.allowed == 8
    for _ in range(8):  # all that were under way complain of the same
        many.too_much()
    assert many.allowed == 4
    now[0] += 2
    many.too_much()
    assert many.allowed == 2


def test_that_pauses_double_up_to_the_longest() -> None:
    assert [Retrying().pause(n) for n in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_that_all_wait_while_the_server_rests() -> None:
    rests, begun = Rests(), time.monotonic()
    rests.rest(0.25)
    rests.rest(0.05)
    rests.wait(lambda left: None)
    assert time.monotonic() - begun >= 0.24


def test_that_a_rest_can_be_given_up() -> None:
    rests = Rests()
    rests.rest(60)

    def stop(left: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        rests.wait(stop)


def test_that_a_pause_in_which_several_wait_is_left_out_once() -> None:
    watch = Watch()

    def waits() -> None:
        with watch.stopped():
            time.sleep(0.4)

    time.sleep(0.1)
    threads = [threading.Thread(target=waits) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert 0.09 < watch.seconds < 0.35
