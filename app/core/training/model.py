"""What the files of a run's folder say; read tolerantly, written as JSON.

What is missing in a file, or of the wrong kind, is as by default: a run that a newer version or a
full disk has left is still shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeVar, cast, get_args

T = TypeVar("T")

StepName = Literal["check", "cache_latents", "cache_text", "smoke", "train", "generate"]
"""``generate`` makes films of checkpoints, by several commands; it is no part of a training."""

StateName = Literal["waiting", "running", "done", "failed", "stopped", "dead"]
"""``dead`` is never written: a reader says so when the supervisor is gone without an end."""

StepStateName = Literal["waiting", "running", "done", "failed", "stopped", "skipped"]
How = Literal["now", "checkpoint", "at"]

STEPS: tuple[StepName, ...] = get_args(StepName)
OF_A_TRAINING: tuple[StepName, ...] = tuple(each for each in STEPS if each != "generate")


@dataclass(frozen=True, slots=True)
class Command:
    """A program that a step runs.

    Attributes:
        argv: The program and its arguments, one token an item.
        env: What is set besides `process.environment`.
        folder: Where it runs.
    """

    step: StepName
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""


@dataclass(frozen=True, slots=True)
class FrozenFile:
    """A file that a run trains on, as it was when the run was made.

    Attributes:
        name: Within the project's dataset folder, with ``/``.
        size: Bytes.
        key: Of its content, as the export's manifest has it.
    """

    name: str
    size: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The bucket whose step has the most tokens.

    Attributes:
        words: Size and frames: ``384×208×45``.
        tokens: Of a full step.
        batch: Samples of it.
        seconds: Of it, as the plan said; None where it said nothing.
    """

    words: str = ""
    tokens: int = 0
    batch: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run's frozen inputs: ``run.json``.

    Attributes:
        id: The name of its folder.
        name: Of what it writes: ``--output_name``.
        project: The project's name.
        created: Unix seconds.
        task: ``--task`` of the trainer.
        preset: What the recipe was made from; may be empty.
        values: The recipe: values by option.
        steps: What runs, in order.
        gpu: The card, from 0.
        samples: Of an epoch, as the plan counts them; 0 where it is not known, as below. So are
            ``batches``, of which ``steps_per_epoch`` accumulates some.
        latent_batches: That caching latents counts, of each dataset; so are ``text_batches``.
        total_steps: Of this run alone.
        seconds_per_step: What the plan said; None where it said nothing.
        gib: Memory on the card, likewise, GiB.
        setup: What the plan estimated for, as JSON, with the card that is there.
        heaviest: The bucket whose step has the most tokens; None where it is not known.
        held_out: Clips and stills that are not trained but measured, of ``picks``.
        card_gib: Memory of the card, GiB; None where it is not known.
        trainer: Its version, for people.
        wrapper: Whether our script runs around the trainer's.
        parent: The id of the run it goes on from; empty: none.
        epochs_before: Epochs that were trained before it, with ``steps_before``.
        files: What it trains on.
    """

    id: str = ""
    name: str = ""
    project: str = ""
    created: float = 0.0
    task: str = ""
    preset: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepName, ...] = OF_A_TRAINING
    commands: tuple[Command, ...] = ()
    gpu: int = 0
    samples: int = 0
    batches: int = 0
    latent_batches: tuple[int, ...] = ()
    text_batches: tuple[int, ...] = ()
    steps_per_epoch: int = 0
    epochs: int = 0
    total_steps: int = 0
    seconds_per_step: float | None = None
    gib: float | None = None
    card_gib: float | None = None
    setup: str = ""
    heaviest: Heaviest | None = None
    trainer: str = ""
    wrapper: bool = False
    held_out: int = 0
    picks: int = 0
    parent: str = ""
    epochs_before: int = 0
    steps_before: int = 0
    files: tuple[FrozenFile, ...] = ()

    @property
    def number(self) -> str:
        """Its number in the project, as its folder's name begins: ``014``; may be empty."""
        number, dash, _ = self.id.partition("-")
        return number if dash and number.isdecimal() else ""

    @property
    def title(self) -> str:
        """What it is called: runs of one name are told apart by their number."""
        return " ".join(filter(None, (self.number, self.name))) if self.name else self.id

    def to_json(self) -> str:
        """Return it as the text of its file."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> Run | None:
        """Return the run of such a text; None where it is none."""
        value = _table(text)
        if value is None or not isinstance(value.get("id"), str):
            return None
        found = _read(cls, value)
        steps = [each for each in _items(value.get("steps")) if each in STEPS]
        commands = [_command(each) for each in _items(value.get("commands"))]
        files = [_frozen(each) for each in _items(value.get("files"))]
        heavy = value.get("heaviest")
        return _with(
            found,
            steps=tuple(steps),
            commands=tuple(each for each in commands if each is not None),
            files=tuple(each for each in files if each is not None),
            heaviest=_read(Heaviest, heavy) if isinstance(heavy, dict) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """How far a step is.

    Attributes:
        began: Unix seconds, with ``ended``; None: not yet.
        code: The exit code; None: none yet. Below 0: the signal that ended it.
        done: Batches or steps so far, of ``total``.
        pid: Of the step's process, with when that began, Unix seconds: both tell it apart.
    """

    name: StepName = "check"
    state: StepStateName = "waiting"
    began: float | None = None
    ended: float | None = None
    code: int | None = None
    done: int | None = None
    total: int | None = None
    pid: int | None = None
    pid_began: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """How far the training is.

    Attributes:
        epoch: From 1, of ``epochs``; 0: none has begun.
        step: Done so far, of ``steps``.
        loss: The trainer's mean over an epoch; None before the first step.
        seconds_per_step: Of the last steps, without pauses; None while it is not known.
        seconds_left: Pauses for samples and files included; None while it is not known.
    """

    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    loss: float | None = None
    seconds_per_step: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequest:
    """What somebody asked for: ``requests/stop.json``.

    Attributes:
        at: Unix seconds; of ``how`` = "at" only.
    """

    how: How = "now"
    at: float | None = None

    def to_json(self) -> str:
        """Return it as the text of its file."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> StopRequest | None:
        """Return the request of such a text; None where it is none."""
        value = _table(text)
        if value is None or value.get("how") not in get_args(How):
            return None
        found = _read(cls, value)
        return None if found.how == "at" and found.at is None else found


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """Where a run stands: ``state.json``, by its supervisor.

    Attributes:
        pid: Of the supervisor, with when it began, Unix seconds; None: none was there yet.
        heartbeat: When this was written, Unix seconds.
        stop: What was asked for and is not done yet.
        trouble: Why it failed and what to do, one sentence.
        trouble_kind: What it is of, as `progress.summary.Trouble` has it, with ``cure_key``,
            ``cure`` and ``trouble_path``; empty where nothing is known.
        last_words: The last lines of its log.
        phase: What happens now, in words.
        kept: What is there after a stop, one sentence.
        queue_place: How many wait in front of it; None: it does not wait.
    """

    state: StateName = "waiting"
    pid: int | None = None
    pid_began: float | None = None
    heartbeat: float = 0.0
    steps: tuple[StepState, ...] = ()
    point: Point | None = None
    stop: StopRequest | None = None
    trouble: str = ""
    trouble_kind: str = ""
    trouble_path: str = ""
    cure_key: str = ""
    cure: Mapping[str, Any] = field(default_factory=dict)
    last_words: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    phase: str = ""
    kept: str = ""
    queue_place: int | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""
        return self.state not in ("waiting", "running")

    def step(self, name: StepName) -> StepState | None:
        """Return how far a step is; None where the run has none of that name."""
        return next((each for each in self.steps if each.name == name), None)

    def to_json(self) -> str:
        """Return it as the text of its file."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> RunState:
        """Return the state of such a text; one that says nothing where it is none."""
        value = _table(text) or {}
        steps = [_read(StepState, each) for each in _items(value.get("steps")) if _is_step(each)]
        point, stop = value.get("point"), value.get("stop")
        return _with(
            _read(cls, value),
            steps=tuple(steps),
            point=_read(Point, point) if isinstance(point, dict) else None,
            stop=StopRequest.read(json.dumps(stop)) if isinstance(stop, dict) else None,
        )


# ------------------------------------------------------------------------------------- reading

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "StepName": STEPS,
    "StateName": get_args(StateName),
    "StepStateName": get_args(StepStateName),
    "How": get_args(How),
}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


_TAKES: Mapping[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and _is_number(value),
    "int | None": lambda value: isinstance(value, int) and _is_number(value),
    "float": _is_number,
    "float | None": _is_number,
    "tuple[str, ...]": lambda value: (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    ),
    "tuple[int, ...]": lambda value: (
        isinstance(value, list) and all(isinstance(each, int) and each < 1e9 for each in value)
    ),
    "Mapping[str, Any]": lambda value: isinstance(value, dict),
}


def _read(kind: type[T], value: Mapping[str, Any]) -> T:
    """Return the plain fields of a dataclass; the others are as by default."""
    known: dict[str, Any] = {}
    for name, hint in _hints(kind).items():
        found = value.get(name)
        if hint in _CHOICES:
            if found in _CHOICES[hint]:
                known[name] = found
        elif hint in _TAKES and _TAKES[hint](found):
            known[name] = tuple(found) if isinstance(found, list) else found
    return kind(**known)


def _hints(kind: type[Any]) -> Mapping[str, str]:
    return cast("Mapping[str, str]", kind.__annotations__)


def _with(value: T, **changes: object) -> T:
    from dataclasses import replace

    return cast("T", replace(cast("Any", value), **changes))


def _table(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_step(value: object) -> bool:
    return isinstance(value, dict) and value.get("name") in STEPS


def _command(value: object) -> Command | None:
    if not isinstance(value, dict) or value.get("step") not in STEPS:
        return None
    argv = tuple(each for each in _items(value.get("argv")) if isinstance(each, str))
    given = value.get("env")
    env = {str(name): str(each) for name, each in given.items()} if isinstance(given, dict) else {}
    folder = value.get("folder")
    return Command(value["step"], argv, env, folder if isinstance(folder, str) else "")


def _frozen(value: object) -> FrozenFile | None:
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None
    return _read(FrozenFile, value)
