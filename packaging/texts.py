#!/usr/bin/env python3
"""Texts of the program and their translations.

    python packaging/texts.py missing ko [FILE]   what a catalog lacks, as JSON to fill in
    python packaging/texts.py take ko FILE        put filled-in texts into the catalog
    python packaging/texts.py check               say what is wrong with the catalogs

A catalog is ``resources/languages/CODE.json``: English texts and theirs, in the order of the
English ones. ``app/core/language.py`` says how texts are marked in the code.
"""

from __future__ import annotations

import ast
import json
import re
import string
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CATALOGS = ROOT / "resources" / "languages"
OTHER_LANGUAGES = ("ko", "ja")

# Functions whose first argument is a text; `translate` has it second, after who shows it.
ASKING = {"tr", "noted"}

# What builds tables: where in a call its texts stand, by place or by name.
TABLES: dict[str, tuple[int | str, ...]] = {
    "Command": (1, 3),
    "Key": (2, 4, "label", "help", "unset", "models"),
    "Lint": (1, 2, 4),
    "Phase": (1, "words"),
    "Remark": (1, 2, "many", "one"),
    "Rule": (2, "sentence"),
}

# Texts in files beside the program: which keys hold them.
OPTION_KEYS = {"title", "short", "why"}
PRESET_KEYS = {"title", "short", "purpose", "hints"}


def main() -> int:
    """Do what the command line says; return 1 where a catalog is wrong."""
    match sys.argv[1:]:
        case ["missing", code, *file]:
            texts = json.dumps(missing(code), ensure_ascii=False, indent=1)
            if file:
                Path(file[0]).write_text(f"{texts}\n", encoding="utf-8")
            else:
                print(texts)
        case ["take", code, file]:
            return say(take(code, json.loads(Path(file).read_text(encoding="utf-8"))))
        case ["check"]:
            return say([fault for code in OTHER_LANGUAGES for fault in faults(code)])
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def say(sentences: list[str]) -> int:
    """Print sentences; return 1 where there are any."""
    for sentence in sentences:
        print(sentence)
    return 1 if sentences else 0


# ---------------------------------------------------------------------------------------- catalogs


def catalog(code: str) -> dict[str, str]:
    """Return a catalog: English texts and theirs; empty where there is none."""
    path = CATALOGS / f"{code}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def missing(code: str) -> dict[str, str]:
    """Return the texts that a catalog lacks, each with an empty one to fill in."""
    known = catalog(code)
    return {text: "" for text in found_texts() if not known.get(text)}


def take(code: str, filled: dict[str, str]) -> list[str]:
    """Put texts into a catalog and take out what nothing shows any more; return what was wrong."""
    texts = found_texts()
    wrong = [why for text, said in filled.items() if said and (why := fault(text, said))]
    good = {text: said for text, said in filled.items() if said and not fault(text, said)}
    kept = {
        text: said
        for text, said in sorted({**catalog(code), **good}.items())
        if text.partition("|")[2] in texts or text in texts
    }
    written = json.dumps(kept, ensure_ascii=False, indent=0)
    (CATALOGS / f"{code}.json").write_text(f"{written}\n", encoding="utf-8", newline="\n")
    return wrong


def faults(code: str) -> list[str]:
    """Return what is wrong with a catalog: texts that are missing, left over, or cannot be."""
    texts, known = found_texts(), catalog(code)
    lacking = [f"{code}: {text!r} has no translation" for text in texts if not known.get(text)]
    over = [
        f"{code}: {text!r} is shown nowhere"
        for text in known
        if text not in texts and text.partition("|")[2] not in texts
    ]
    wrong = [why for text, said in known.items() if (why := fault(text, said))]
    return lacking + over + [f"{code}: {why}" for why in wrong]


def fault(text: str, said: str) -> str:
    """Return why a translation cannot stand for a text; empty where it can."""
    _, bar, after = text.partition("|")
    wanted, got = values(after if bar and text not in found_texts() else text), values(said)
    if wanted is None:  # braces that are no values
        return ""
    if got is None or set(wanted) != set(got):
        return f"{text!r}: {said!r} must hold the values {sorted(set(wanted))}"
    if text.strip() and not said.strip():
        return f"{text!r} is empty"
    return ""


def values(text: str) -> list[str] | None:
    """Return the values that a text holds: names, or numbers of those without; None: no format.

    ``{} of {}`` holds 0 and 1, and so does ``{1}: {0}``, as other languages may need it.
    """
    try:
        fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    percents = re.findall(r"%(?:\d*[sd]|n)", text)
    if any(name and not re.match(r"\w+$|\w+[.\[]", name) for name in fields):
        return None  # words in braces
    return [name or str(place) for place, name in enumerate(fields)] + percents


# ---------------------------------------------------------------------------------------- finding


_FOUND: dict[str, list[str]] = {}


def found_texts() -> dict[str, list[str]]:
    """Return all texts of the program, in the order of the alphabet, each with its places."""
    if not _FOUND:
        every: dict[str, list[str]] = {}
        for text, place in [*in_code(), *in_options(), *in_presets(), *in_prompts()]:
            if re.search(r"[^\W\d_]", text):  # a dash needs no translation
                every.setdefault(text, []).append(place)
        _FOUND.update(sorted(every.items()))
    return _FOUND


def in_code() -> Iterator[tuple[str, str]]:
    """Yield the texts that are marked in the code, and where."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        where = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text in of_call(node):
                    yield text, f"{where}:{node.lineno}"


def of_call(call: ast.Call) -> Iterator[str]:
    """Yield the texts of a call that shows or marks some."""
    called = call.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in ASKING and call.args:
        yield from literals(call.args[0])
    elif name == "translate" and len(call.args) > 1:
        yield from literals(call.args[1])
    elif name == "counted" and len(call.args) > 1:
        yield from counted(call)
    for place in TABLES.get(name, ()):
        if isinstance(place, int) and place < len(call.args):
            yield from literals(call.args[place])
        for keyword in call.keywords:
            if keyword.arg == place:
                yield from literals(keyword.value)


def counted(call: ast.Call) -> Iterator[str]:
    """Yield what `amounts.counted` looks up: the number and what there are several of."""
    plurals = [*call.args[2:], *(each.value for each in call.keywords if each.arg == "plural")]
    if plurals:
        for several in literals(plurals[0]):
            yield f"{{number:,}} {several}"
        return
    for noun in literals(call.args[1]):
        yield f"{{number:,}} {noun}s"


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts an argument may be: a literal, or one of several."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        for each in node.elts:
            yield from literals(each)


def in_options() -> Iterator[tuple[str, str]]:
    """Yield the texts on the trainer's options."""
    path = ROOT / "resources" / "trainer" / "options.json"
    yield from of_data(json.loads(path.read_text(encoding="utf-8")), OPTION_KEYS, path.name)


def in_presets() -> Iterator[tuple[str, str]]:
    """Yield the texts on recipes."""
    for path in sorted((ROOT / "resources" / "presets").rglob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from of_data(data, PRESET_KEYS, path.name)


def in_prompts() -> Iterator[tuple[str, str]]:
    """Yield the titles of prompts for captioning models."""
    for path in sorted((ROOT / "resources" / "prompts").glob("*.txt")):
        for title in re.findall(r"(?m)^title:[ \t]*(.+?)[ \t]*$", path.read_text(encoding="utf-8")):
            yield title, path.name


def of_data(data: object, keys: set[str], place: str) -> Iterator[tuple[str, str]]:
    """Yield the texts that stand under some keys, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in keys:
                texts = value if isinstance(value, list) else [value]
                yield from ((text, place) for text in texts if isinstance(text, str))
            yield from of_data(value, keys, place)
    elif isinstance(data, list):
        for each in data:
            yield from of_data(each, keys, place)


if __name__ == "__main__":
    raise SystemExit(main())
