"""The worker script in a real process, over real pipes; torch and transformers are stand-ins."""

from __future__ import annotations

import ast
import io
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from app.core import paths
from app.core.captions.machine.asking import BackendError, Frame, Question
from app.core.captions.machine.worker import Loading, WorkerBackend
from app.core.captions.machine.worker_pipe import WorkerPipe
from app.core.jobs import Progress, Stopped, ignore

LIBRARIES = Path(__file__).parent / "libraries"
PYTHON = Path(sys.executable)


def model_folder(folder: Path, kind: str = "qwen2_5_vl") -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model_type": kind}), encoding="utf-8")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return model_folder(tmp_path / "Modèle 한 VL")


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(LIBRARIES), "ONCE": str(tmp_path / "once")}


@pytest.fixture
def backend(model: Path, variables: dict[str, str]) -> Iterator[WorkerBackend]:
    made = WorkerBackend(PYTHON, str(model), variables=variables)
    yield made
    made.close()


def frame(seconds: float, size: tuple[int, int] = (32, 16)) -> Frame:
    data = io.BytesIO()
    Image.new("RGB", size, (90, 120, 40)).save(data, "JPEG")
    return Frame(data.getvalue(), seconds)


def question(prompt: str, kind: Any = "text", *seconds: float, **more: Any) -> Question:  # noqa: ANN401
    frames = tuple(frame(each) for each in seconds)
    return Question(key=("clip", 1), kind=kind, prompt=prompt, frames=frames, **more)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until_gone(pid: int) -> None:
    end = time.monotonic() + 10
    while not gone(pid):
        assert time.monotonic() < end, "it still runs"
        time.sleep(0.02)


# ------------------------------------------------------------------------------------- answers


def test_that_a_film_is_shown_as_one_with_the_times_of_its_pictures(backend: WorkerBackend) -> None:
    asked = question("Beschreibe 이것", "video", 0.0, 0.4, 0.8, 1.2, system="Du bist", seed=4)
    answer = backend.ask(asked, ignore)
    assert answer.raw == "Réponse 한국어: Du bist <video> Beschreibe 이것 film of 4 at 2.50 seed 4"
    assert (answer.model, answer.finish) == ("Modèle 한 VL", "stop")
    assert (answer.tokens_in, answer.tokens_out) == (3, 2)


def test_that_a_still_is_a_picture_and_a_text_is_none(backend: WorkerBackend) -> None:
    still = backend.ask(question("Look", "image", 0.0), ignore)
    assert "<image> Look pictures [(32, 16)]" in still.raw
    assert backend.ask(question("Refine this"), ignore).raw == "Réponse 한국어: Refine this seed 1"


def test_that_the_model_is_loaded_once_and_freed_at_the_end(backend: WorkerBackend) -> None:
    backend.ask(question("one"), ignore)
    first = backend.pid
    backend.ask(question("two"), ignore)
    assert first is not None and backend.pid == first
    backend.close()
    assert backend.pid is None
    until_gone(first)
    backend.close()


def test_that_a_reply_cut_at_the_limit_says_so(backend: WorkerBackend) -> None:
    answer = backend.ask(question("LONG", max_tokens=8), ignore)
    assert (answer.finish, answer.tokens_out) == ("length", 8)


def test_that_what_libraries_print_is_never_an_answer(backend: WorkerBackend) -> None:
    answer = backend.ask(question("PRINT this"), ignore)
    assert answer.raw == "Réponse 한국어: PRINT this seed 1"


# --------------------------------------------------------------------------------------- faults


def test_that_a_crash_is_started_once_more_for_the_same_question(backend: WorkerBackend) -> None:
    assert "CRASH-ONCE" in backend.ask(question("CRASH-ONCE"), ignore).raw


def test_that_after_two_crashes_the_next_question_goes_on(backend: WorkerBackend) -> None:
    with pytest.raises(BackendError, match="crashed twice") as caught:
        backend.ask(question("CRASH"), ignore)
    assert not caught.value.fatal and not caught.value.again
    assert "the driver has gone" in caught.value.detail
    assert "fine" in backend.ask(question("fine"), ignore).raw


def test_that_a_worker_that_hangs_is_ended_and_the_next_question_goes_on(
    model: Path, variables: dict[str, str]
) -> None:
    backend = WorkerBackend(PYTHON, str(model), answer_seconds=1.0, variables=variables)
    pids: list[int | None] = []
    with pytest.raises(BackendError, match="gave no answer in 1 seconds"):
        backend.ask(question("HANG"), lambda _: pids.append(backend.pid))
    assert pids[-1] is not None
    until_gone(pids[-1])
    assert "fine" in backend.ask(question("fine"), ignore).raw
    backend.close()


def test_that_too_little_memory_asks_for_fewer_pictures(backend: WorkerBackend) -> None:
    with pytest.raises(BackendError) as caught:
        backend.ask(question("MEMORY"), ignore)
    assert caught.value.too_long and not caught.value.fatal
    pid = backend.pid
    assert "fine" in backend.ask(question("fine"), ignore).raw
    assert backend.pid == pid


def test_that_it_is_given_up_after_failing_again_and_again(backend: WorkerBackend) -> None:
    fatal = []
    for _ in range(3):
        with pytest.raises(BackendError, match="shapes do not match") as caught:
            backend.ask(question("FAULT"), ignore)
        fatal.append(caught.value.fatal)
    assert fatal == [False, False, True]


def test_that_an_answer_of_nothing_is_said(backend: WorkerBackend) -> None:
    with pytest.raises(BackendError, match="answered with nothing"):
        backend.ask(question("SILENT"), ignore)


def test_that_stopping_ends_the_worker_with_all_it_started(
    backend: WorkerBackend, variables: dict[str, str]
) -> None:
    child = Path(variables["ONCE"])

    def stop_once_started(_: Progress) -> None:
        if child.exists() and child.read_text():
            raise Stopped

    with pytest.raises(Stopped):
        backend.ask(question("CHILD"), stop_once_started)
    assert backend.ask(question("fine"), ignore).raw
    until_gone(int(child.read_text()))


def test_that_closing_from_another_thread_stops_a_question(backend: WorkerBackend) -> None:
    seen = threading.Event()

    def close() -> None:
        seen.wait(20)
        backend.close()

    closer = threading.Thread(target=close)
    closer.start()
    backend.ask(question("fine"), ignore)
    with pytest.raises(Stopped):
        backend.ask(question("HANG"), lambda _: seen.set())
    closer.join()


def test_that_a_worker_ends_when_nobody_listens_any_more(variables: dict[str, str]) -> None:
    pipe = WorkerPipe(PYTHON, variables)
    assert pipe.request("hello", seconds=30, checkpoint=ignore)["protocol"] == 1
    pipe._program.stdin.close()
    until_gone(pipe.pid)
    pipe.close()


# --------------------------------------------------------------------------- what cannot be loaded


def refused(model: str, variables: dict[str, str], *, python: Path = PYTHON) -> BackendError:
    backend = WorkerBackend(python, model, variables=variables)
    with pytest.raises(BackendError) as caught:
        backend.ask(question("fine"), ignore)
    assert backend.pid is None
    assert caught.value.fatal
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("heavy", "qwen2_5_vl", "not enough memory for heavy"),
        ("broken", "qwen2_5_vl", "no file named model.safetensors"),
        ("deadly", "qwen2_5_vl", "ended with code 11"),
        ("new", "qwen3_vl", "Qwen3-VL needs transformers 4.57 or newer"),
        ("odd", "mystery", 'of the type "mystery" needs transformers'),
    ],
)
def test_that_a_model_that_cannot_be_loaded_is_said_in_a_sentence(
    tmp_path: Path, variables: dict[str, str], name: str, kind: str, sentence: str
) -> None:
    error = refused(str(model_folder(tmp_path / name, kind)), variables)
    assert sentence in str(error)


def test_that_a_wrong_folder_is_said_with_what_to_choose(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    assert "config.json is missing; choose the folder" in str(refused(str(tmp_path), variables))
    (tmp_path / "q.gguf").touch()
    assert "GGUF files are for llama-server" in str(refused(str(tmp_path), variables))
    assert "There is no folder" in str(refused(str(tmp_path / "nothing"), variables))


def test_that_a_card_or_4_bit_that_are_not_there_are_said(
    model: Path, variables: dict[str, str]
) -> None:
    for loading, sentence in (
        (Loading(device="cuda"), "finds no graphics card"),
        (Loading(four_bit=True), "has no bitsandbytes and accelerate"),
    ):
        backend = WorkerBackend(PYTHON, str(model), loading, variables=variables)
        with pytest.raises(BackendError, match=sentence):
            backend.ask(question("fine"), ignore)


def test_that_a_python_without_torch_is_said(model: Path) -> None:
    bare = {"PYTHONPATH": str(LIBRARIES / "nothing"), "PYTHONNOUSERSITE": "1"}
    python = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")
    error = refused(str(model), bare, python=python)
    assert "has no torch" in str(error)


def test_that_what_is_no_python_is_said(
    model: Path, variables: dict[str, str], tmp_path: Path
) -> None:
    missing = refused(str(model), variables, python=tmp_path / "python")
    assert "Cannot run" in str(missing)
    assert "Cannot run" in str(refused(str(model), variables, python=tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="a script is a program of its own")
@pytest.mark.parametrize(
    "body",
    [
        "print('usage: tool [options]')",
        "import sys; sys.stdout.buffer.write(b'\\xff\\x00{half')",
        "print('{\"id\": 1, \"ok\": tr', end='')",
        "print('[' * 100_000)",
        "import sys; sys.exit(4)",
    ],
)
def test_that_garbage_instead_of_an_answer_is_no_python(
    tmp_path: Path, model: Path, variables: dict[str, str], body: str
) -> None:
    tool = tmp_path / "tool"
    tool.write_text(f"#!{sys.executable}\n{body}\n")
    tool.chmod(0o755)
    assert "does not work as a Python 3.10" in str(refused(str(model), variables, python=tool))


def test_that_an_answer_after_garbage_is_taken(
    tmp_path: Path, model: Path, variables: dict[str, str]
) -> None:
    noisy = tmp_path / "noisy"
    noisy.mkdir()
    words = 'import os\nos.write(1, "{\\"id\\": 1}\\nHallo 한\\n{half".encode() + b"\\xff\\n")\n'
    (noisy / "sitecustomize.py").write_text(words, encoding="utf-8")
    path = os.pathsep.join([str(noisy), str(LIBRARIES)])
    backend = WorkerBackend(PYTHON, str(model), variables={**variables, "PYTHONPATH": path})
    assert "fine" in backend.ask(question("fine"), ignore).raw
    backend.close()


def test_that_the_script_is_python_3_10_and_imports_nothing_of_ours() -> None:
    text = (paths.resources() / "trainer" / "caption_worker.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 10))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import)
                for name in node.names}  # fmt: skip
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {str(name).partition(".")[0] for name in imported}
    assert roots - set(sys.stdlib_module_names) == {"torch", "transformers", "numpy", "PIL"}
