"""Batches: 200 items over every fault; killed, paused, stopped, gone on with."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.cache import Cache
from app.core.captions.machine.asking import Answer, BackendError, Question
from app.core.captions.machine.captioning import Report, Retrying, caption_items
from app.core.captions.machine.templates import template
from app.core.captions.machine.wire import Patience
from app.core.errors import ProjectError
from app.core.jobs import Checkpoint, JobContext, Progress, Stopped, ignore
from app.core.library.captioned import Key
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip, Still
from app.core.library.project import Project
from tests.caption_client import AT_ONCE, BATCH, caption_all, keys_of
from tests.caption_server import ROOT, Running, caption_of
from tests.core.export.makers import add_numbered_film

TRIGGER = "Paper style"
MANY = 200
LONG = 24  # source frames of a clip: 16 that are trained, 4 that are shown

OK = ["ok"]
SORRY = "I'm sorry, but I can't help with that."
FOREVER = {  # what never gets a caption, by the number its first picture shows: so apart that no
    20: ["status", 413],  # three follow each other
    60: ["status", 400, {"error": "this server dislikes the picture"}],
    100: ["status", 500],
    140: ["much"],
    180: ["hang", 5],
    220: ["status", 429, None, {"Retry-After": "0"}],
    260: ["text", ""],
    300: ["half"],
}
PASSING = {  # what gets one at last
    10: [["status", 429, None, {"Retry-After": "0.05"}], OK],
    30: [["status", 500], ["status", 502, "<html>Bad gateway</html>"], ["status", 503], OK],
    50: [["half"], OK],
    70: [["reset"], ["reset"], OK],
    90: [["text", "  "], OK],
    110: [["raw", '{"choices": [{"mess'], OK],
    130: [["hang", 5], OK],
    150: [["status", 400, {"error": "exceeds the available context size"}], OK],
    170: [["text", "<think>Hm.</think>"], OK],
    190: [["text", "Paper style. The video shows a fox number 190 that runs. It st", "length"]],
    210: [["text", SORRY]],
    230: [["text", '```\n"**Caption:** paper style, A fox number 230 runs"\n```']],
    250: [["ok", 0.3]],
}
SAID = {
    190: "A fox number 190 that runs.",
    210: SORRY,
    230: "A fox number 230 runs.",
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with a trigger and a film that tells its numbers."""
    with Project.create(tmp_path / "p", "P") as made:
        made.change(made.settings, dataclasses.replace(made.settings, trigger=TRIGGER))
        yield made


def add_clips(project: Project, many: int, *, frames: int | None = None) -> list[Clip]:
    """Add clips whose first pictures show 0, 2, 4 and so on."""
    film = add_numbered_film(project, project.folder / "film.mp4", frames or 2 * many + LONG)
    return project.add([Clip(source=film.id, start=2 * n, end=2 * n + LONG) for n in range(many)])


def plan(server: Running) -> None:
    by = {str(number): [step] for number, step in FOREVER.items()}
    server.plan(OK, by={**by, **{str(number): steps for number, steps in PASSING.items()}})


def check_all(project: Project) -> None:
    """Check that every clip has one result of the batch, and the right one."""
    found = {each.row: each for each in project.machine_captions(batch=BATCH)}
    clips = project.clips()
    assert len(clips) == MANY
    assert sorted(found) == sorted(clip.id for clip in clips)
    for clip in clips:
        kept = found[clip.id]
        if clip.start in FOREVER:
            assert kept.trouble.endswith("."), kept
            assert kept.text == ""
        else:
            assert kept.text == SAID.get(clip.start, caption_of(clip.start)), kept
            assert not kept.trouble
        assert clip.caption == ""


def test_that_200_items_end_in_the_right_state_whatever_the_server_does(
    project: Project, server: Running
) -> None:
    add_clips(project, MANY)
    plan(server)
    heard: list[MachineCaption] = []
    report = caption_all(project, server.url, at_once=4, heard=heard)
    assert report == Report(captions=MANY - len(FOREVER), troubles=len(FOREVER))
    check_all(project)
    assert Counter(each.key for each in heard) == Counter(keys_of(project))
    assert max(asked["under_way"] for asked in server.asked) <= 4
    asked = Counter(each["number"] for each in server.asked)
    assert asked[0] == 1
    assert asked[60] == 1  # refused: not asked again
    assert asked[20] == 3  # 4, 2 and 1 pictures
    assert {asked[number] for number in (100, 140, 220, 260, 300)} == {5}
    pictures = [each["pictures"] for each in server.asked if each["number"] == 150]
    assert pictures == [4, 2]
    kept = {each.row: each for each in project.machine_captions()}
    rows = {clip.start: kept[clip.id] for clip in project.clips()}
    assert rows[190].details["truncated"] is True
    assert rows[210].details["refusal"] is True
    assert rows[140].details["raw_characters"] == 50_000
    assert rows[140].raw.startswith("word0 word1")
    assert rows[0].details["timestamps"] == [0.0, 0.312, 0.625, 0.938]
    assert rows[150].details["timestamps"] == [0.0, 0.938]
    assert (rows[0].model, rows[0].prompt) == ("qwen3-vl:8b", "video-wan")
    assert rows[0].prompt_hash == template("video-wan", "video").hash
    assert rows[0].seconds > 0
    assert rows[0].details["tokens_in"] == 700


def test_that_nothing_is_lost_or_doubled_when_the_process_is_killed_and_starts_again(
    project: Project, server: Running
) -> None:
    add_clips(project, MANY)
    plan(server)
    said: list[object] = []
    for lines in (70, 60, None):  # killed twice, then left to end
        said += _run_client(project.folder, server.url, lines)
    assert said[-1] == ["ended", ""]
    check_all(project)
    kept = Counter(map(tuple, said[:-1]))  # type: ignore[arg-type]
    assert max(kept.values()) == 1, "kept twice"
    asked = Counter(
        each["number"] for each in server.asked if each["number"] not in {*FOREVER, *PASSING}
    )
    assert set(asked) >= {2 * n for n in range(MANY)} - {*FOREVER, *PASSING}
    again = [number for number, times in asked.items() if times > 1]
    assert len(again) <= 2 * 3  # at most those under way when it was killed
    assert max(asked.values()) <= 3


def _run_client(folder: Path, url: str, lines: int | None) -> list[object]:
    """Run the client until it said so many lines, then kill it; None: let it end."""
    command = [sys.executable, "-m", "tests.caption_client", str(folder), url, "3"]
    said: list[object] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        for line in client.stdout:
            said.append(json.loads(line))
            if lines is not None and len(said) == lines:
                client.kill()
                break
        said += [json.loads(line) for line in client.stdout if line.endswith("]\n")]
    assert client.returncode == (0 if lines is None else 1 if os.name == "nt" else -9)
    return said


# ------------------------------------------------------- one process, one thing after the other


class Local:
    """A backend without a server: what it answers is said by a function."""

    name = "local"

    def __init__(self, answer: Callable[[Question], str], concurrency: int = 1) -> None:
        self.concurrency = concurrency
        self.asked: list[Question] = []
        self._answer = answer

    def ask(self, question: Question, checkpoint: Checkpoint) -> Answer:
        self.asked.append(question)
        checkpoint(Progress(0, 0))
        return Answer(raw=self._answer(question), model="m")

    def close(self) -> None:
        pass


def a_fox(question: Question) -> str:
    return "A fox runs."


def caption(
    project: Project,
    backend: Local,
    keys: list[Key] | None = None,
    *,
    checkpoint: Checkpoint = ignore,
    retrying: Retrying = AT_ONCE,
    batch: str = "b",
    name: str = "video-wan",
) -> Report:
    return caption_items(
        project,
        keys_of(project) if keys is None else keys,
        backend=backend,
        template=template(name, "video"),
        batch=batch,
        cache=Cache(project.folder / "cache"),
        retrying=retrying,
        checkpoint=checkpoint,
    )


def test_that_a_fatal_fault_ends_the_batch_and_what_is_done_stays(project: Project) -> None:
    add_clips(project, 6)

    def answer(question: Question) -> str:
        if len(backend.asked) == 3:
            raise BackendError("No such model.", fatal=True)
        return "A fox runs."

    backend = Local(answer)
    assert caption(project, backend) == Report(captions=2, left=4, ended="No such model.")
    assert [each.trouble for each in project.machine_captions()] == ["", ""]
    again = Local(a_fox)
    assert caption(project, again) == Report(captions=4, before=2)
    assert len(again.asked) == 4
    assert caption(project, Local(a_fox)) == Report(before=6)


def test_that_a_server_that_is_gone_ends_the_batch_and_spoils_no_item(project: Project) -> None:
    add_clips(project, 8)
    there = [True]

    def answer(question: Question) -> str:
        there[0] = there[0] and len(backend.asked) <= 3
        if not there[0]:
            raise BackendError("It cannot be reached.", again=True)
        return "A fox runs."

    backend = Local(answer)
    assert caption(project, backend) == Report(captions=3, left=5, ended="It cannot be reached.")
    assert len(backend.asked) == 3 + 3 * 5
    assert not [each for each in project.machine_captions() if each.trouble]
    assert caption(project, Local(a_fox)) == Report(captions=5, before=3)


def test_that_one_item_alone_gets_the_sentence(project: Project) -> None:
    clip = add_clips(project, 1)[0]

    def answer(question: Question) -> str:
        raise BackendError("It cannot be reached.", again=True)

    assert caption(project, Local(answer)) == Report(troubles=1)
    (kept,) = project.machine_captions()
    assert (kept.row, kept.trouble) == (clip.id, "It cannot be reached.")


def test_that_another_try_asks_with_another_seed(project: Project) -> None:
    add_clips(project, 1)
    backend = Local(lambda question: "..." if question.seed < 3 else "A fox runs.")
    assert caption(project, backend) == Report(captions=1)
    assert [question.seed for question in backend.asked] == [1, 2, 3]


def test_that_a_reply_without_a_caption_is_kept_with_its_trouble(project: Project) -> None:
    add_clips(project, 1)
    backend = Local(lambda question: "...")
    caption(project, backend)
    (kept,) = project.machine_captions()
    assert (kept.raw, kept.text, len(backend.asked)) == ("...", "", 5)
    assert kept.trouble.endswith(".")


def test_that_clips_and_stills_are_asked_about_in_their_own_words(project: Project) -> None:
    clip = add_clips(project, 1)[0]
    project.change(
        project.settings,
        dataclasses.replace(project.settings, names=("Kiki", "Jiji")),
    )
    project.add([Still(source=clip.source, frame=9)])
    backend = Local(a_fox)
    caption(project, backend)
    film, still = backend.asked
    assert (film.kind, len(film.frames), film.duration) == ("video", 4, 1.0)
    assert (still.kind, len(still.frames), still.duration) == ("image", 1, 0.0)
    assert film.prompt.startswith("These frames are in time order")
    assert "Kiki, Jiji" in film.prompt
    assert "pose and expression" in still.prompt
    assert "clips" in film.system
    assert "pictures" in still.system
    assert {each.prompt for each in project.machine_captions()} == {"video-wan", "image-wan"}


def test_that_a_film_that_is_gone_is_a_trouble_of_its_clips_alone(
    project: Project, tmp_path: Path
) -> None:
    other = add_numbered_film(project, tmp_path / "gone.mp4", 40)
    project.add([Clip(source=other.id, start=0, end=24)])
    add_clips(project, 2)
    (tmp_path / "gone.mp4").unlink()
    assert caption(project, Local(a_fox)) == Report(captions=2, troubles=1)
    assert "gone.mp4" in next(each.trouble for each in project.machine_captions() if each.trouble)


def test_that_what_was_removed_meanwhile_is_passed_over(project: Project) -> None:
    clips = add_clips(project, 3)
    keys = keys_of(project)
    project.remove([clips[1]])
    assert caption(project, Local(a_fox), [*keys, *keys]) == Report(captions=2, left=1)


def test_that_the_next_is_decoded_while_this_one_is_asked_about(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.captions.machine.frames import Pictures

    add_clips(project, 2)
    ready = threading.Event()
    decode = Pictures.of

    def noted(self: Pictures, row: Clip, checkpoint: Checkpoint = ignore) -> object:
        made = decode(self, row, checkpoint)
        if row.start == 2:
            ready.set()
        return made

    monkeypatch.setattr(Pictures, "of", noted)

    def answer(question: Question) -> str:
        assert ready.wait(10), "the next was not decoded"
        return "A fox runs."

    assert caption(project, Local(answer)) == Report(captions=2)


def test_that_a_pause_holds_it_and_a_resume_lets_it_go_on(project: Project) -> None:
    add_clips(project, 6)
    ctx = JobContext()

    def answer(question: Question) -> str:
        if len(backend.asked) == 2:
            ctx.pause()
        return "A fox runs."

    backend = Local(answer)
    done: list[Report] = []
    thread = threading.Thread(
        target=lambda: done.append(caption(project, backend, checkpoint=ctx.checkpoint))
    )
    thread.start()
    until = time.monotonic() + 10
    while len(backend.asked) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.5)
    assert len(backend.asked) == 2
    ctx.resume()
    thread.join(20)
    assert done == [Report(captions=6)]


def test_that_it_stops_within_a_second_and_goes_on_later(project: Project, server: Running) -> None:
    add_clips(project, 6)
    server.plan(OK, by={"4": [["hang", 60]]})
    ctx, stopped = JobContext(), []

    def stop_when_it_hangs() -> None:
        until = time.monotonic() + 20
        while not any("hangs" in note for note in server.notes) and time.monotonic() < until:
            time.sleep(0.02)
        ctx.stop()
        stopped.append(time.monotonic())

    thread = threading.Thread(target=stop_when_it_hangs)
    thread.start()
    patient = Patience(connect=2, text=60, image=60, video=60, first=60, look=2)
    with pytest.raises(Stopped):
        caption_all(project, server.url, checkpoint=ctx.checkpoint, patience=patient)
    ended = time.monotonic()
    thread.join()
    assert ended - stopped[0] < 1.0
    assert [each.text for each in project.machine_captions()] == [caption_of(0), caption_of(2)]
    server.plan(OK)
    assert caption_all(project, server.url) == Report(captions=4, before=2)


def test_that_progress_counts_what_was_done_before(project: Project) -> None:
    add_clips(project, 4)
    caption(project, Local(a_fox), keys_of(project)[:2])
    seen: list[Progress] = []
    caption(project, Local(a_fox), checkpoint=seen.append)
    assert (seen[0].done, seen[0].total) == (2, 4)
    assert max(progress.done for progress in seen) >= 3
    assert any(progress.what.endswith("s each") for progress in seen)


def test_that_a_project_that_cannot_be_written_ends_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_clips(project, 3)

    def refuse(caption: MachineCaption) -> MachineCaption:
        raise ProjectError("The disk is full.")

    monkeypatch.setattr(project, "keep_machine", refuse)
    with pytest.raises(ProjectError, match="disk is full"):
        caption(project, Local(a_fox))


def test_that_a_fault_of_our_own_is_no_trouble_of_an_item(project: Project) -> None:
    add_clips(project, 3)

    def answer(question: Question) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        caption(project, Local(answer))
    assert project.machine_captions() == []


def test_that_all_wait_when_the_server_asks_for_rest(project: Project) -> None:
    add_clips(project, 6)
    times: list[float] = []
    lock = threading.Lock()

    def answer(question: Question) -> str:
        with lock:
            times.append(time.monotonic())
            first = len(times) == 1
        if first:
            raise BackendError("Busy.", again=True, wait=0.6, busy=True)
        return "A fox runs."

    assert caption(project, Local(answer, 4)) == Report(captions=6)
    after = [each - times[0] for each in times[2:]]  # one more was under way already
    assert min(after) >= 0.5


def test_that_a_machine_caption_leaves_the_words_of_a_person_alone(project: Project) -> None:
    clip = add_clips(project, 1)[0]
    project.change(clip, dataclasses.replace(clip, caption="mine", done=True))
    caption(project, Local(a_fox))
    (now,) = project.clips()
    assert (now.caption, now.done) == ("mine", True)
