"""The frozen command lines of a run as they are on another machine: only paths differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.core import paths
from app.core.language import tr
from app.core.training.commands.command_lines import WRAPPER
from app.core.training.model import Command, StepName
from app.core.training.recipe.options import Option, Script, every_option
from app.core.training.runs.starting import RunError

RUN, EXTRA, MODELS, TRAINER = "run", "extra", "models", "trainer"  # folders of a packed run

_SCRIPTS: Mapping[StepName, Script] = {
    "cache_latents": "cache_latents",
    "cache_text": "cache_text",
    "train": "train",
}
PACKED: tuple[StepName, ...] = tuple(_SCRIPTS)
"""The steps that a packed run has: the others are Rushes' own."""

_MODELS = ("dit", "dit_high_noise", "vae", "t5", "clip")  # options
_VARIABLES = (  # that a run of ours sets: a name goes into a script as it is
    *("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONUNBUFFERED", "OMP_NUM_THREADS"),
    *("CUDA_DEVICE_ORDER", "CUDA_VISIBLE_DEVICES", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"),
    *("RUSHES_TRAINER_SCRIPT", "RUSHES_RUN"),
)
_READ_BESIDE = (".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".toml", ".txt")
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class Var(NamedTuple):
    """What stands for a place, or another thing of a machine, in a script."""

    name: str


Word: TypeAlias = tuple[str | Var, ...]
"""An argument, in pieces."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a person may have to say on the other machine.

    Attributes:
        name: Of the variable.
        default: What it is where nothing is said; empty: it must be said.
        what: For people.
        size: Bytes of the file; 0 where it is none.
        is_place: Whether it names a file or folder, that must be there.
    """

    name: str
    default: Word
    what: str
    size: int = 0
    is_place: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """A command as a script has it."""

    step: StepName
    argv: tuple[Word, ...]
    env: Mapping[str, Word]


@dataclass
class Moving:
    """Moves the commands of a run.

    Attributes:
        run: Its folder.
        settings: What they need, by name, the trainer first.
        extra: What else they read, by its name in the packed folder: states, weights.
    """

    run: Path
    settings: dict[str, Setting] = field(default_factory=dict)
    extra: dict[str, Path] = field(default_factory=dict)

    def command(self, command: Command) -> Moved:
        """Return a command for another machine.

        Raises:
            RunError: Its script is none of the trainer's.
        """
        self._set("MUSUBI", (Var("HERE"), "/musubi-tuner"), "The folder of musubi-tuner.")
        trainer = Path(command.folder)
        place = next(n for n, word in enumerate(command.argv) if word.endswith(".py"))
        argv: list[Word] = [(Var("PYTHON"),)]
        argv += self._options("launch", command.argv[1:place])
        argv.append(self._script(command.argv[place], trainer))
        argv += self._options(_SCRIPTS[command.step], command.argv[place + 1 :])
        env = {
            name: self._variable(name, text, trainer)
            for name, text in command.env.items()
            if name in _VARIABLES
        }
        return Moved(command.step, tuple(argv), env)

    # --------------------------------------------------------------------------------- pieces

    def _script(self, text: str, trainer: Path) -> Word:
        path = Path(text)
        if path == paths.resources() / "trainer" / WRAPPER or path.name == WRAPPER:
            return (f"{TRAINER}/{WRAPPER}",)
        if path.is_absolute():
            if not path.is_relative_to(trainer):
                raise RunError(
                    tr(
                        'The run starts "{script}", which is not in the trainer\'s folder: it '
                        "cannot be packed.",
                        script=text,
                    )
                )
            path = path.relative_to(trainer)
        return Var("MUSUBI"), f"/{path.as_posix()}"

    def _options(self, script: Script, words: Sequence[str]) -> Iterator[Word]:
        known = every_option()
        option: Option | None = None
        for word in words:
            if word.startswith("--"):
                option = known.get(f"{script}.{word.removeprefix('--').partition('=')[0]}")
                yield (word,)
            elif option is not None and option.secret:
                yield (self._set(option.name.upper(), (), option.short, is_place=False),)
            elif option is not None and option.type == "path":
                yield self._path(option, word)
            else:
                yield (word,)

    def _path(self, option: Option, text: str) -> Word:
        path = Path(text)
        if path.is_relative_to(self.run):
            return (f"{RUN}/{path.relative_to(self.run).as_posix()}",)
        if option.name in _MODELS:
            return (self._model(option, path),)
        if path.suffix.lower() not in _READ_BESIDE and not path.name.endswith("-state"):
            raise RunError(
                tr(
                    'The run reads "{path}" for {option}, as no training does: it is not packed.',
                    path=path,
                    option=option.flag,
                )
            )
        name = f"{EXTRA}/{path.name}"
        number = 2
        while self.extra.get(name, path) != path:
            name, number = f"{EXTRA}/{number}-{path.name}", number + 1
        self.extra[name] = path
        return (name,)

    def _model(self, option: Option, path: Path) -> Var:
        """Return the variable of a model; one role may have two files, in different steps."""
        default: Word = (Var("HERE"), f"/{MODELS}/{path.name}")
        name, number = option.name.upper(), 2
        while name in self.settings and self.settings[name].default != default:
            name, number = f"{option.name.upper()}_{number}", number + 1
        try:
            size = path.stat().st_size
        except OSError:
            size = 0
        return self._set(name, default, option.short, size=size)

    def _variable(self, name: str, text: str, trainer: Path) -> Word:
        if name == "RUSHES_TRAINER_SCRIPT":
            return self._script(text, trainer)
        if name == "RUSHES_RUN":
            return Var("HERE"), f"/{RUN}"
        if name == "CUDA_VISIBLE_DEVICES":
            return (self._set("GPU", ("0",), "The number of the card.", is_place=False),)
        if name in _OFFLINE:
            what = "0: the tokenizer may be fetched from Hugging Face, once."
            return (self._set("OFFLINE", ("1",), what, is_place=False),)
        return (text,)

    def _set(
        self, name: str, default: Word, what: str, *, size: int = 0, is_place: bool = True
    ) -> Var:
        self.settings.setdefault(name, Setting(name, default, what, size, is_place))
        return Var(name)
