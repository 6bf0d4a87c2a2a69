"""What a model is told to write: templates that ship with the program, and a person's own.

A template is a text file, UTF-8: lines such as ``title: …``, ``kind: video`` and ``system: …``, an
empty line, then the text. In a person's folder a file of the same name takes the place of ours. In
the text ``{trigger}``, ``{names}`` and ``{idea}`` are filled in; a line that names what there is
none of is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from app.core import paths, store
from app.core.captions.foreign import decode_text
from app.core.captions.text import one_line
from app.core.errors import WriteError, cannot

Kind = Literal["video", "image", "text", "any"]
"""What a template asks about: a clip, a still, words alone; or clips and stills alike."""

SYSTEM = (
    "You caption video clips for training a text-to-video model. Output only the caption, one "
    "paragraph, plain text."
)
_SYSTEM_OF_STILLS = (
    "You caption pictures for training a text-to-video model. Output only the caption, one "
    "paragraph, plain text."
)
_FIRST = (
    *("video-wan", "video-short", "video-seed", "image-wan", "image-short", "image-seed"),
    "prompt-helper",
)
_SUFFIX = ".txt"
_LARGEST = 64 * 1024  # bytes of a file that may be a template
_HEAD = re.compile(r"(title|kind|system)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_SLOT = re.compile(r"\{(trigger|names|idea)\}")
_PUNCTUATION = ".,:;!?-–— "
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A prompt with slots.

    Attributes:
        name: Of its file, without the suffix; kept with each caption that came of it.
        title: For people.
        kind: What it asks about.
        text: With its slots.
        system: What the model is told to be.
        own: Whether a person wrote it, or changed ours.
    """

    name: str
    title: str
    kind: Kind
    text: str
    system: str = SYSTEM
    own: bool = False

    @property
    def hash(self) -> str:
        """16 hexadecimal digits that tell this wording from any other."""
        return hashlib.sha256(f"{self.system}\n\n{self.text}".encode()).hexdigest()[:16]

    def suits(self, kind: str) -> bool:
        """Whether it asks about "video" or "image", as a clip or a still is one."""
        return self.kind == kind or (self.kind == "any" and kind != "text")


def templates(folder: Path | None = None) -> list[Template]:
    """Return all templates: those that ship first, recommended ones before others.

    A file that cannot be read is passed over.

    Args:
        folder: Of the person's own; None for the usual place.
    """
    found = {each.name: each for each in originals()}
    found.update({each.name: each for each in _in(folder or own_folder(), own=True)})
    order = {name: place for place, name in enumerate(_FIRST)}
    return sorted(found.values(), key=lambda each: (order.get(each.name, len(order)), each.name))


def originals() -> list[Template]:
    """Return the templates that ship, as they came."""
    return list(_in(paths.resources() / "prompts", own=False))


def template(name: str, kind: str, folder: Path | None = None) -> Template:
    """Return the template of a name; the recommended one of its kind where that one is gone."""
    every = templates(folder)
    named = next((each for each in every if each.name == name and each.suits(kind)), None)
    return named or next(each for each in every if each.suits(kind))


def own_folder() -> Path:
    """Return the folder of the person's own templates."""
    return paths.settings_folder() / "prompts"


def keep(changed: Template, folder: Path | None = None) -> Template:
    """Write a template among the person's own; return it as it is then.

    Raises `WriteError`.
    """
    name = _UNSAFE.sub("-", one_line(changed.name)).strip(". ")[:80] or "prompt"
    head = f"title: {one_line(changed.title)}\nkind: {changed.kind}\n"
    if changed.system != _system(changed.kind):
        head += f"system: {one_line(changed.system)}\n"
    place = folder or own_folder()
    text = changed.text.strip().encode("utf-8", "replace").decode()
    store.write_text(place / f"{name}{_SUFFIX}", f"{head}\n{text}\n")
    return next(each for each in templates(place) if each.name == name)


def forget(name: str, folder: Path | None = None) -> None:
    """Remove a person's own template; ours of the same name comes back.

    Raises `WriteError`.
    """
    path = (folder or own_folder()) / f"{name}{_SUFFIX}"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(cannot("remove", path, error), detail=str(error)) from error


def filled(template: Template, trigger: str = "", names: Sequence[str] = (), idea: str = "") -> str:
    """Return the prompt as it is sent.

    Args:
        template: With its slots; where it has none for the names or the idea, they stand at its
            end.
        trigger: Of the project; a full stop at its end is not doubled.
        names: Of characters, that the model may use.
        idea: What a prompt is to be made of.
    """
    slots = {
        "trigger": one_line(trigger).rstrip(_PUNCTUATION),
        "names": ", ".join(filter(None, map(one_line, names))),
        "idea": one_line(idea),
    }
    text = template.text
    if "{names}" not in text and template.kind != "text":
        text += "\nNames you may use: {names}."
    if "{idea}" not in text:
        text += "\n{idea}"
    lines = (line for line in text.splitlines() if all(slots[name] for name in _slots(line)))
    return _SLOT.sub(lambda slot: slots[slot[1]], "\n".join(lines)).strip()


def _slots(line: str) -> Iterable[str]:
    return (found[1] for found in _SLOT.finditer(line))


def _in(folder: Path, *, own: bool) -> Iterator[Template]:
    if not paths.is_folder(folder):
        return
    try:
        files = sorted(folder.glob(f"*{_SUFFIX}"))
    except OSError:
        return
    for path in files:
        try:
            data = paths.bytes_of(path) if path.stat().st_size <= _LARGEST else b""
        except OSError:
            continue
        made = _read(path.stem, decode_text(data), own=own)
        if made.text:
            yield made


def _read(name: str, text: str, *, own: bool) -> Template:
    said: dict[str, str] = {}
    lines = text.lstrip("\ufeff").splitlines()
    while lines and (head := _HEAD.fullmatch(lines[0].strip())):
        said[head[1].lower()] = head[2].strip()
        lines.pop(0)
    kind = said.get("kind", "any").lower()
    known = cast("Kind", kind if kind in get_args(Kind) else "any")
    return Template(
        name=name,
        title=said.get("title") or name,
        kind=known,
        text="\n".join(lines).strip(),
        system=said.get("system", _system(known)),
        own=own,
    )


def _system(kind: Kind) -> str:
    """Return what a model is told to be where a template does not say."""
    return {"image": _SYSTEM_OF_STILLS, "text": ""}.get(kind, SYSTEM)
