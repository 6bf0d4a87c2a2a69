from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.core import settings
from app.core.captions.machine.asking import BackendError, Look
from app.core.captions.machine.captioners import (
    WORKER,
    Worker,
    backend_of,
    captioner_of,
    goes_out,
    is_here,
    is_set_up,
    look_of,
    name_of,
    reach,
    with_captioner,
)
from app.core.captions.machine.presets import Server
from app.core.captions.machine.worker_python import SHELF, PythonFacts
from app.core.errors import AppError
from app.core.jobs import ignore
from app.core.secrets import Secrets
from app.core.settings import Preferences
from tests.caption_server import MODEL, Running
from tests.core.test_secrets import InMemory

STUDIO = Server(preset="lmstudio", url="http://127.0.0.1:1234/v1", model="m", extra={"top_k": 20})
WORKS = Worker(python="/venv/bin/python", model="Qwen/Qwen3-VL-8B-Instruct", four_bit=True)


def test_that_captioners_are_set_up_side_by_side_and_kept(tmp_path: Path) -> None:
    assert not is_set_up(Preferences())
    value = with_captioner(with_captioner(Preferences(), STUDIO), WORKS)
    settings.save(value, tmp_path)
    read = settings.load(tmp_path)
    assert is_set_up(read) and read.captioner == WORKER
    assert captioner_of(read) == WORKS
    assert captioner_of(read, "lmstudio") == STUDIO
    assert captioner_of(read, "ollama") == Server.of("ollama")


def test_that_values_of_a_worker_without_a_sense_are_the_defaults() -> None:
    kept = {"python": 7, "model": "m", "four_bit": "yes", "frames": 9999, "preset": [], "x": 1}
    value = Preferences(captioner=WORKER, captioners={WORKER: kept})
    assert captioner_of(value) == Worker(model="m", frames=64)


def test_that_a_captioner_is_named_without_its_password() -> None:
    assert name_of(STUDIO) == "LM Studio · 127.0.0.1:1234"
    assert name_of(Server(preset="other", url="https://me:secret@host.example/v1")) == (
        "Another server · host.example"
    )
    assert name_of(WORKS) == "Qwen3-VL-8B-Instruct · this machine"
    assert name_of(Worker()) == "no model · this machine"


def test_that_it_is_told_who_shares_the_gpu_and_to_whom_pictures_go() -> None:
    cloud = Server.of("openai")
    near = Server(preset="other", url="http://192.168.1.7:8000/v1")
    assert [is_here(each) for each in (STUDIO, WORKS, cloud, near)] == [True, True, False, False]
    assert [goes_out(each) for each in (STUDIO, WORKS, cloud, near)] == [False, False, True, False]


def test_that_a_worker_is_shown_as_much_as_was_set_up() -> None:
    worker = Worker(frames=8, per_second=3.0, long_side=448, max_tokens=100)
    assert look_of(worker) == Look(frames=8, per_second=3.0, long_side=448, max_tokens=100)
    assert look_of(STUDIO) == STUDIO.look


def test_that_a_key_is_taken_from_the_keyring_of_its_own_address(server: Running) -> None:
    secrets = Secrets(InMemory())
    secrets.keep(server.url, "sk-mine")
    set_up = Server(preset="other", url=server.url, model=MODEL)
    backend = backend_of(set_up, secrets)
    assert "sk-mine" not in f"{backend!r}{backend.name}"
    backend.close()
    found = reach(set_up, secrets, None, ignore)
    assert found.models == (MODEL,)
    assert MODEL in found.words


def test_that_a_server_that_is_not_there_is_said_to_be_so() -> None:
    gone = Server(preset="other", url="http://127.0.0.1:9/v1")
    with pytest.raises(BackendError, match=r"127\.0\.0\.1:9"):
        reach(gone, Secrets(InMemory()), None, ignore)


@pytest.mark.parametrize(
    "captioner", [Server(preset="other"), Worker(), Worker(python="/x")], ids=str
)
def test_that_what_was_not_set_up_is_said_in_one_sentence(captioner: Server | Worker) -> None:
    with pytest.raises(AppError, match="set it up"):
        backend_of(captioner, Secrets(InMemory()))


@pytest.mark.parametrize("captioner", [Server(preset="other"), Worker()], ids=str)
def test_that_what_lacks_an_address_or_a_python_cannot_be_reached(
    captioner: Server | Worker,
) -> None:
    with pytest.raises(AppError):
        reach(captioner, Secrets(InMemory()), None, ignore)


def test_that_paths_in_quotation_marks_are_those_without() -> None:
    quoted = Worker(python='"/no where/python"', model='"C:\\models\\Qwen3-VL-8B"')
    assert name_of(quoted) == "Qwen3-VL-8B · this machine"
    assert backend_of(quoted, Secrets(InMemory())).name == "Qwen3-VL-8B"
    with pytest.raises(AppError, match=re.escape(f'Cannot run "{Path("/no where/python")}"')):
        reach(quoted, Secrets(InMemory()), None, ignore)


def test_that_a_worker_without_its_model_is_not_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = PythonFacts(python=Path("p"), version="3.12.1")
    monkeypatch.setattr(SHELF, "look_at", lambda *_: facts)
    lost = Worker(python="p", model=str(tmp_path))
    with pytest.raises(AppError, match=r"holds config\.json"):
        reach(lost, Secrets(InMemory()), None, ignore)
    (tmp_path / "config.json").write_text("{}")
    assert reach(lost, Secrets(InMemory()), None, ignore).words == "Python 3.12.1"
