"""Names, kinds and sizes of the tensors in a file that torch wrote, without torch.

Such a file is a zip with a pickle ``NAME/data.pkl`` and a file for each tensor's bytes; before
torch 1.6 it was five pickles and the bytes. A pickle is a program: here its opcodes are followed
with values that stand for what it would make, and nothing it names is ever imported or called.
"""

from __future__ import annotations

import io
import pickletools
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from app.core import paths
from app.core.language import tr
from app.core.training.trainer.headers import Header, NoWeights, Tensor, refuse_other_files

PTH = (".pth", ".pt", ".bin", ".ckpt")
MOST = 64 << 20  # bytes of a pickle
_MOST_STEPS = 3_000_000
_OLD = 0x1950A86A20F9469CFC6C  # the first thing in a file of torch before 1.6
_STORAGES = {
    **{"DoubleStorage": "fp64", "FloatStorage": "fp32", "HalfStorage": "fp16"},
    **{"BFloat16Storage": "bf16", "LongStorage": "i64", "IntStorage": "i32"},
    **{"ShortStorage": "i16", "CharStorage": "i8", "ByteStorage": "u8", "BoolStorage": "bool"},
    **{"float8_e4m3fn": "fp8_e4m3fn", "float8_e5m2": "fp8_e5m2", "bfloat16": "bf16"},
    **{"float16": "fp16", "float32": "fp32"},
}
_AROUND = ("state_dict", "model_state_dict", "model", "module", "ema", "params")
_DEEP = 3
NO_ZIP = (
    *(zipfile.BadZipFile, zlib.error),
    *(NotImplementedError, RuntimeError, EOFError, ValueError),
)


def read_pth(path: Path) -> Header:
    """Return what a file says of itself; it has no metadata.

    Raises:
        NoWeights: It is damaged, or no file of weights.
        OSError: It cannot be read.
    """
    size = path.stat().st_size
    with paths.opened(path) as file:
        start = file.read(64)
        refuse_other_files(start)
        file.seek(0)
        made = _zipped(file) if start.startswith(b"PK") else _old(io.BytesIO(file.read(MOST)))
    try:
        tensors = dict(_tensors(made, _DEEP))
    except RecursionError:
        raise NoWeights(tr("is no file of weights inside")) from None
    if not tensors:
        raise NoWeights(tr("holds no weights by name: it may be another program's file"))
    return Header(tensors, {}, size)


def _zipped(file: IO[bytes]) -> Any:  # noqa: ANN401 -- whatever the pickle makes
    try:
        with zipfile.ZipFile(file) as packed:
            names = [each for each in packed.infolist() if each.filename.endswith("/data.pkl")]
            if not names:
                raise NoWeights(tr("is a zip file, but none of torch"))
            if names[0].file_size > MOST:
                raise NoWeights(tr("has an index larger than any model's"))
            with packed.open(names[0]) as inside:
                return _made(io.BytesIO(inside.read(MOST)))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ):
        raise NoWeights(tr("is cut short or damaged: download it again")) from None


def _old(file: IO[bytes]) -> Any:  # noqa: ANN401
    """Return what the fourth pickle makes: behind a magic number, a version, facts of a machine."""
    if _made(file) != _OLD:
        raise NoWeights(tr("is no file of torch inside: download it again"))
    _made(file)
    _made(file)
    return _made(file)


# ------------------------------------------------------------------------------ following a pickle


@dataclass(frozen=True, slots=True)
class Named:
    """Stands for what a pickle would import."""

    name: str


@dataclass(slots=True)
class _Call:
    """Stands for what something would make; what is put into it is kept."""

    what: Any
    args: Any
    items: dict[Any, Any] = field(default_factory=dict)


class _Mark:
    """A place on the stack."""


@dataclass(slots=True)
class Machine:
    """Where a pickle is: its stack, and what it has set aside."""

    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)

    def above(self) -> list[Any]:
        """Take what is above the last mark, and the mark."""
        at = len(self.stack) - 1
        while not isinstance(self.stack[at], _Mark):  # from the top: a file may have a million
            at -= 1
        found = self.stack[at + 1 :]
        del self.stack[at:]
        return found

    def put(self, pairs: list[Any]) -> None:
        """Put names and values into what lies on top."""
        top = self.stack[-1]
        into = top.items if isinstance(top, _Call) else top
        if isinstance(into, dict):
            into.update({k: v for k, v in zip(pairs[::2], pairs[1::2], strict=False) if _plain(k)})


def _plain(key: object) -> bool:
    return isinstance(key, str | int)


def _made(file: IO[bytes]) -> Any:  # noqa: ANN401
    """Return what the next pickle of a file makes, with stand-ins for all but plain values."""
    machine = Machine()
    try:
        for steps, (opcode, value, _) in enumerate(pickletools.genops(file)):
            if steps > _MOST_STEPS:
                raise NoWeights(tr("has an index larger than any model's"))
            step(machine, opcode.name, value)
        return machine.stack.pop()
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
        raise NoWeights(tr("is damaged inside, or no file of torch: download it again")) from None


def step(machine: Machine, name: str, value: object) -> None:
    """Do what an opcode does."""
    special = _OPCODES.get(name)
    if special is not None:
        special(machine, value)
    elif name.startswith(("BINGET", "LONG_BINGET", "GET")):
        machine.stack.append(machine.memo[_number(value)])
    elif name.startswith(("BINPUT", "LONG_BINPUT", "PUT")):
        machine.memo[_number(value)] = machine.stack[-1]
    elif value is not None:  # a number or a text
        machine.stack.append(value)
    elif name not in _NOTHING:
        raise ValueError(name)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _tuple_of(count: int) -> Callable[[Machine, object], None]:
    def make(machine: Machine, _value: object) -> None:
        items = tuple(machine.stack[-count:]) if count else ()
        del machine.stack[len(machine.stack) - count :]
        machine.stack.append(items)

    return make


def _call(machine: Machine, _value: object) -> None:
    args, what = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(_Call(what, args))


def _global(machine: Machine, value: object) -> None:
    machine.stack.append(Named(str(value)))


def _stack_global(machine: Machine, _value: object) -> None:
    name, module = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(Named(f"{module} {name}"))


def _append(machine: Machine, _value: object) -> None:
    item = machine.stack.pop()
    if isinstance(machine.stack[-1], list):
        machine.stack[-1].append(item)


def _appends(machine: Machine, _value: object) -> None:
    items = machine.above()
    if isinstance(machine.stack[-1], list):
        machine.stack[-1].extend(items)


def _set_item(machine: Machine, _value: object) -> None:
    item, key = machine.stack.pop(), machine.stack.pop()
    machine.put([key, item])


def _dict(machine: Machine, _value: object) -> None:
    items = machine.above()
    machine.stack.append({})
    machine.put(items)


def _build(machine: Machine, _value: object) -> None:
    machine.stack.pop()  # attributes, as a state dict has them


def _drop(machine: Machine, _value: object) -> None:
    machine.above()


def _stored(machine: Machine, _value: object) -> None:
    machine.stack.append(_Call(Named("storage"), machine.stack.pop()))


def _memoize(machine: Machine, _value: object) -> None:
    machine.memo[len(machine.memo)] = machine.stack[-1]


_NOTHING = frozenset(("PROTO", "FRAME", "STOP"))
_OPCODES: Mapping[str, Callable[[Machine, object], None]] = {
    **{name: lambda machine, value: None for name in _NOTHING},
    "MARK": lambda machine, value: machine.stack.append(_Mark()),
    "POP": _build,
    "POP_MARK": _drop,
    "DUP": lambda machine, value: machine.stack.append(machine.stack[-1]),
    "NONE": lambda machine, value: machine.stack.append(None),
    "NEWTRUE": lambda machine, value: machine.stack.append(True),
    "NEWFALSE": lambda machine, value: machine.stack.append(False),
    "EMPTY_DICT": lambda machine, value: machine.stack.append({}),
    "EMPTY_LIST": lambda machine, value: machine.stack.append([]),
    "EMPTY_SET": lambda machine, value: machine.stack.append([]),
    "EMPTY_TUPLE": _tuple_of(0),
    **{"TUPLE1": _tuple_of(1), "TUPLE2": _tuple_of(2), "TUPLE3": _tuple_of(3)},
    "TUPLE": lambda machine, value: machine.stack.append(tuple(machine.above())),
    "LIST": lambda machine, value: machine.stack.append(machine.above()),
    "FROZENSET": lambda machine, value: machine.stack.append(machine.above()),
    "DICT": _dict,
    "ADDITEMS": _appends,
    **{"GLOBAL": _global, "STACK_GLOBAL": _stack_global, "REDUCE": _call, "NEWOBJ": _call},
    **{"BINPERSID": _stored, "APPEND": _append, "APPENDS": _appends, "SETITEM": _set_item},
    "SETITEMS": lambda machine, value: machine.put(machine.above()),
    **{"BUILD": _build, "MEMOIZE": _memoize},
}


# ------------------------------------------------------------------------------------- its tensors


def _tensors(made: object, deep: int) -> Iterator[tuple[str, Tensor]]:
    """Yield the tensors of a state dict; it may lie in another dict."""
    items = made.items if isinstance(made, _Call) else made
    if not isinstance(items, dict):
        return
    found = [(str(name), each) for name, value in items.items() if (each := _tensor(value))]
    if found:
        yield from found
        return
    for name in _AROUND:
        if deep and name in items:
            yield from _tensors(items[name], deep - 1)
            return


def _tensor(made: object) -> Tensor | None:
    """Return the tensor that a call would make; None where it would make something else."""
    if not isinstance(made, _Call):
        return None
    args = made.args if isinstance(made.args, tuple) else ()
    name = made.what.name.rpartition(" ")[2] if isinstance(made.what, Named) else ""
    if name == "_rebuild_parameter" and args:
        return _tensor(args[0])
    if not name.startswith("_rebuild_tensor") or len(args) < 3:
        return None
    shape = args[2]
    if not isinstance(shape, tuple) or not all(isinstance(each, int) for each in shape):
        return None
    return Tensor(_dtype(args), shape)


def _dtype(args: tuple[Any, ...]) -> str:
    """Return the kind of a tensor's numbers: its storage says it, or, for new kinds, it itself."""
    for each in (*args[3:], *(args[0].args if isinstance(args[0], _Call) else ())):
        if isinstance(each, Named):
            found = _STORAGES.get(each.name.rpartition(" ")[2])
            if found:
                return found
    return "unknown"
