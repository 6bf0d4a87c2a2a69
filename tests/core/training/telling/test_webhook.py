from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.core import settings
from app.core.secrets import Secrets
from app.core.training.model import Point, Run, RunState, StepState
from app.core.training.runs.starting import start
from app.core.training.telling import webhook
from app.core.training.telling.said import Said, said_of, without_paths
from app.core.training.telling.shapes import letter, shape_of
from app.core.training.telling.webhook import address_trouble, send
from tests.core.training.runs.conftest import Maker, make, project
from tests.core.training.runs.makers import until, until_ended
from tests.core.training.telling.receiver import Receiver

__all__ = ["make", "project"]  # fixtures

RUN = Run(id="003-rain", name="rain", project="Studio")
STATE = RunState(
    state="done",
    steps=(StepState(name="train", state="done", began=1000.0, ended=1000.0 + 3 * 3600),),
    point=Point(epoch=50, epochs=50, step=1550, steps=1550, loss=0.0812),
)
SAID = said_of(RUN, STATE)


class NoKeyring:
    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


NOTHING = Secrets(NoKeyring())


def test_what_is_told_has_epochs_loss_and_duration_in_a_sentence() -> None:
    assert SAID.sentence == "rain · Studio is done after 3.0 h, epoch 50 of 50, loss 0.0812."
    assert SAID.title == "Done: 003-rain"
    assert SAID.to_json() == {
        "program": "Rushes", "event": "run_ended", "run": "003-rain", "project": "Studio",
        "state": "done", "sentence": SAID.sentence, "epochs": 50, "epochs_wanted": 50,
        "steps": 1550, "loss": 0.0812, "seconds": 10800.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        'Cannot read "/home/me/films/secret.mp4": it is damaged.',
        "Cannot read C:\\Users\\me\\secret.mp4",
        "It is on \\\\server\\share\\secret",
    ],
)
def test_paths_are_never_told(text: str) -> None:
    assert "secret" not in without_paths(text)
    state = replace(STATE, state="failed", trouble=text)
    assert "secret" not in json.dumps(said_of(RUN, state).to_json())


@pytest.mark.parametrize(
    ("url", "shape"),
    [
        ("https://discord.com/api/webhooks/1/x", "discord"),
        ("https://hooks.slack.com/services/T/B/x", "slack"),
        ("https://ntfy.sh/my-trainings", "ntfy"),
        ("https://ntfy.example.org/t", "ntfy"),
        ("https://example.org/discord.com", "json"),
        ("https://notdiscord.com/x", "json"),
    ],
)
def test_receivers_are_known_by_their_address(url: str, shape: str) -> None:
    assert shape_of(url) == shape
    assert shape_of(url, "slack") == "slack"


def test_each_receiver_gets_what_it_takes() -> None:
    discord = json.loads(letter(SAID, "discord").body)
    assert discord["embeds"][0]["description"] == SAID.sentence
    assert discord["allowed_mentions"] == {"parse": []}
    slack = json.loads(letter(replace(SAID, run="<b>"), "slack").body)
    assert slack["text"].startswith("*Done: &lt;b&gt;*\n")
    ntfy = letter(replace(SAID, state="failed", run="비"), "ntfy")
    assert ntfy.body.decode() == SAID.sentence
    assert ntfy.headers["Title"] == "Failed: ?"  # headers are ASCII
    assert ntfy.headers["Priority"] == "high"


def test_it_is_sent_as_json_with_its_token() -> None:
    secrets = Secrets(NoKeyring())
    with Receiver() as receiver:
        secrets._session["http://127.0.0.1:" + receiver.address.split(":")[2][:-5]] = "s3cret"
        assert send(SAID, receiver.address, secrets=secrets).trouble == ""
    headers, body = receiver.got[0]
    assert json.loads(body) == SAID.to_json()
    assert headers["Authorization"] == "Bearer s3cret"
    assert len(receiver.got) == 1


def test_it_is_tried_twice_and_not_more() -> None:
    with Receiver(codes=[500, 204]) as receiver:
        assert send(SAID, receiver.address, secrets=NOTHING, pause=0.0).trouble == ""
        assert len(receiver.got) == 2
    with Receiver(codes=[404]) as receiver:
        said = send(SAID, receiver.address, secrets=NOTHING, pause=0.0).trouble
        assert len(receiver.got) == 2
    assert "could not be told to 127.0.0.1 (it answered 404)" in said


def test_a_receiver_that_is_silent_or_gone_takes_its_time_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "_SECONDS", 0.2)
    with Receiver(silent=True) as receiver:
        began = time.monotonic()
        said = send(SAID, receiver.address, secrets=NOTHING, pause=0.0).trouble
        assert time.monotonic() - began < 5
        gone = receiver.address
    assert "no answer" in said
    assert "ConnectError" in send(SAID, gone, secrets=NOTHING, pause=0.0).trouble


def test_a_keyring_that_raises_or_hangs_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(NoKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            time.sleep(2)
            return None

    monkeypatch.setattr(webhook, "_WHOLE", 0.2)
    with Receiver() as receiver:
        assert "no answer" in send(SAID, receiver.address, secrets=Secrets(Hanging())).trouble


def test_an_address_that_is_none_is_said() -> None:
    assert address_trouble("ntfy.sh/x").startswith("Give a whole address")
    assert address_trouble("") == ""
    assert "Give a whole address" in send(Said("a", "b", "done", "c"), "ftp://x").trouble


# ------------------------------------------------------------------------------- the supervisor


def _prefer(**values: object) -> None:
    settings.save(replace(settings.load(), **values))  # type: ignore[arg-type]


def test_the_supervisor_tells_the_end_with_no_window_there(make: Maker) -> None:
    with Receiver() as receiver:
        _prefer(webhook=receiver.address)
        folder = make()
        start(folder)
        until_ended(folder, 60)
        until(folder, lambda _: receiver.got, 20)
    value = json.loads(receiver.got[0][1])
    assert (value["run"], value["state"], value["epochs"]) == ("001-lora", "done", 2)
    assert str(folder.parent) not in receiver.got[0][1].decode()


def test_a_receiver_that_refuses_is_a_warning_of_a_run_that_is_done(make: Maker) -> None:
    with Receiver(codes=[500]) as receiver:
        _prefer(webhook=receiver.address)
        folder = make()
        start(folder)
        until_ended(folder, 60)
        state = until(folder, lambda found: "could not be told" in " ".join(found.warnings), 30)
    assert state.state == "done"


def test_settings_of_the_webhook_are_kept_and_the_token_is_not_among_them(tmp_path: Path) -> None:
    value = replace(settings.Preferences(), webhook="https://ntfy.sh/x", webhook_shape="ntfy")
    settings.save(replace(value, keep_awake=False), tmp_path)
    read = settings.load(tmp_path)
    assert (read.webhook, read.webhook_shape, read.keep_awake) == (
        "https://ntfy.sh/x", "ntfy", False
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://[::1",
        "file:///etc/passwd",
        "http://a:b/",
        "http://\ud800",
        "http://호스트\0/",
    ],
)
def test_that_an_address_that_is_none_harms_no_run(url: str) -> None:
    assert send(SAID, url, secrets=NOTHING, pause=0).trouble


def test_that_an_answer_without_end_is_not_read() -> None:
    with Receiver(endless=True) as receiver:
        assert send(SAID, receiver.address, secrets=NOTHING, pause=0).trouble == ""
        assert receiver.sent < 1 << 26
