"""Arrays and facts come back from bytes as they were, in any thread, or not at all."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as shapes

from app.core.arrays import pack, unpack

KINDS = (
    *("?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"),
    *(">i2", ">u4", ">i8", ">f4", ">f8"),
)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
FACTS = st.dictionaries(st.text(), st.one_of(PLAIN, st.lists(PLAIN)), max_size=4)
ARRAYS = st.dictionaries(
    st.text(),
    st.sampled_from(KINDS).flatmap(
        lambda kind: shapes.arrays(kind, shapes.array_shapes(min_dims=0, min_side=0, max_side=5))
    ),
    max_size=4,
)
EXAMPLE: dict[str, Any] = {
    "times": np.arange(7),
    "flags": np.array([True, False, True]),
    "halves": np.linspace(0, 1, 5, dtype=np.float16),
}


@given(FACTS, ARRAYS, st.booleans())
def test_that_facts_and_arrays_come_back_as_they_were(
    facts: dict[str, Any], arrays: dict[str, Any], deflated: bool
) -> None:
    again, columns = unpack(pack(facts, arrays, deflated=deflated))
    assert again == facts
    assert columns.keys() == arrays.keys()
    for name, array in arrays.items():
        assert columns[name].shape == array.shape
        assert columns[name].dtype == array.dtype.newbyteorder("=")
        assert columns[name].tobytes() == array.astype(columns[name].dtype).tobytes()
        assert columns[name].flags.aligned
        assert not columns[name].flags.writeable


def test_that_a_view_is_packed_in_reading_order() -> None:
    table = np.arange(12).reshape(3, 4)
    _, columns = unpack(pack({}, {"turned": table.T, "thinned": table[::2, ::-1]}))
    assert np.array_equal(columns["turned"], table.T)
    assert np.array_equal(columns["thinned"], table[::2, ::-1])


@pytest.mark.parametrize("kind", ["O", "c16", "U3", "M8[s]", "i4,f4"])
def test_that_arrays_of_anything_but_numbers_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="cannot pack an array of"):
        pack({}, {"odd": np.zeros(2, kind)})


@pytest.mark.parametrize("deflated", [False, True])
def test_that_bytes_with_one_bit_changed_are_refused(deflated: bool) -> None:
    data = pack({"codec": "h264"}, EXAMPLE, deflated=deflated)
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(ValueError, match="packed arrays"):
            unpack(bytes(damaged))


@pytest.mark.parametrize("deflated", [False, True])
def test_that_bytes_too_few_or_too_many_are_refused(deflated: bool) -> None:
    data = pack({"codec": "h264"}, EXAMPLE, deflated=deflated)
    for damaged in [data[:length] for length in range(len(data))] + [data + b"\0", data + data]:
        with pytest.raises(ValueError, match="packed arrays"):
            unpack(damaged)


@given(st.binary())
def test_that_bytes_of_another_kind_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="packed arrays"):
        unpack(data)


class _Rubbish:
    """A cycle whose finalizer has another thread read, and waits for it."""

    def __init__(self, read: Callable[[], None]) -> None:
        self.itself, self.read = self, read

    def __del__(self) -> None:
        other = threading.Thread(target=self.read)
        other.start()
        other.join()


def test_that_reading_is_never_disturbed_by_another_thread_and_collected_rubbish() -> None:
    # At each of these moments in turn. NumPy's own files fail at 7 of them on Python 3.11.
    data = pack({"numbers": list(range(20))}, EXAMPLE)
    whole: list[bool] = []

    def read() -> None:
        facts, columns = unpack(data)
        whole.append(len(facts["numbers"]) == 20 and len(columns["times"]) == 7)

    thresholds = gc.get_threshold()
    gc.collect()
    gc.freeze()  # or each round would look through all that pytest has loaded
    try:
        for allocations in range(1, 200):
            _Rubbish(read)
            gc.set_threshold(allocations, 1000, 1000)
            read()
            gc.set_threshold(*thresholds)
            gc.collect()
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
    assert all(whole)
    assert len(whole) > 300


def test_that_many_threads_read_at_once() -> None:
    data = pack({"numbers": list(range(20))}, EXAMPLE, deflated=True)
    with ThreadPoolExecutor(4) as pool:
        for facts, columns in pool.map(unpack, [data] * 4000):
            assert len(facts["numbers"]) == 20
            assert np.array_equal(columns["times"], EXAMPLE["times"])


def test_that_importing_it_loads_no_numpy() -> None:
    program = "import sys, app.core.arrays; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
