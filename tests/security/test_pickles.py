"""A state or a file of weights of a stranger is read without running what it holds."""

from __future__ import annotations

import io
import os
import pickle
import tarfile
import zipfile
from collections import OrderedDict
from pathlib import Path

import pytest

from app.core.training.resuming.state_files import look_at_state
from app.core.training.trainer.headers import NoWeights, read_header
from app.core.training.trainer.pickle_names import strange_names
from tests.core.training.resuming.makers import write_state


class Evil:
    """Leaves a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


def zipped(path: Path, data: bytes, name: str = "archive/data.pkl") -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, data)
    return path


@pytest.mark.parametrize("protocol", range(5))
@pytest.mark.parametrize("packed", [True, False])
def test_that_what_a_file_would_run_is_known_and_not_run(
    tmp_path: Path, protocol: int, packed: bool
) -> None:
    trace, file = tmp_path / "trace", tmp_path / "optimizer.bin"
    data = pickle.dumps({"state": [1, Evil(trace)]}, protocol)
    if packed:
        zipped(file, data)
    else:
        file.write_bytes(data)
    assert strange_names(file) in (("posix mkdir",), ("nt mkdir",))
    with pytest.raises(NoWeights):
        read_header(file.rename(file.with_suffix(".pth")))
    assert not trace.exists()


def test_that_programs_in_odd_places_are_seen(tmp_path: Path) -> None:
    evil = pickle.dumps(Evil(tmp_path / "trace"), 2)
    later = tmp_path / "later.bin"
    later.write_bytes(pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2) + evil)
    assert strange_names(later)
    old = tmp_path / "old.bin"
    with tarfile.open(old, "w") as packed:
        info = tarfile.TarInfo("pickle")
        info.size = len(evil)
        packed.addfile(info, io.BytesIO(evil))
    assert strange_names(old) == ("?",)
    second = tmp_path / "second.bin"
    with zipfile.ZipFile(second, "w") as made:
        made.writestr("archive/data.pkl", pickle.dumps({}))
        made.writestr("archive/OTHER.PKL", evil)
    assert strange_names(second)
    inst = tmp_path / "inst.bin"
    inst.write_bytes(b"(S'x'\nios\nsystem\n.")
    assert "os system" in strange_names(inst)


def test_that_what_states_hold_is_no_stranger(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    state = {
        "random_state": (3, (1, 2, 3), None),
        "numpy": ("MT19937", numpy.arange(9, dtype=numpy.uint32), 3, 0, 0.0),
        "scalar": numpy.float64(1.5),
        "order": OrderedDict(a=1),
        "all": [True, 1, 2.5, "x", b"y", {1, 2}, bytearray(b"z"), (1, (2,))],
    }
    for protocol in range(5):
        data = pickle.dumps(state, protocol)
        assert strange_names(zipped(tmp_path / f"{protocol}.pkl", data)) == ()


def test_that_nobody_goes_on_from_a_state_that_would_run_something(tmp_path: Path) -> None:
    state = write_state(tmp_path, "rain-000001-state")
    assert look_at_state(state).damaged == ""
    zipped(state / "random_states_0.pkl", pickle.dumps(Evil(tmp_path / "trace"), 2))
    said = look_at_state(state).damaged
    assert "must not be loaded" in said and "mkdir" in said
    assert not (tmp_path / "trace").exists()


def test_that_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.pth"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/data.pkl", bytes(70 << 20))
    assert file.stat().st_size < 1 << 20
    assert strange_names(file) == ("?",)
    with pytest.raises(NoWeights, match="larger than any"):
        read_header(file)
