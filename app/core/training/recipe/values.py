"""Values of options: as people type them, as they are kept, as the command line has them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.language import enumerated, tr
from app.core.training.recipe.options import Option

_INT = re.compile(r"[+-]?\d{1,15}")
_FLOAT = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?")
_OPTION = re.compile(r"--?[^\d.\s]")  # what argparse takes for an option inside of a list
_NEGATIVE = re.compile(r"-\d+|-\d*\.\d+")  # what argparse knows as a number
_PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?%")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # no command line takes these
_LONG = 4096  # letters of a value
_MANY = 1000  # values of a list
_FAR = 1e300  # no number of any option is nearly as great


def value_text(value: object) -> str:
    """Return one value as the command line has it: 5e-5, 3.0, 32.

    A float keeps its point, so that what was written 3.0 stays it.
    """
    if not isinstance(value, float):
        return str(value)
    if value and abs(value) < 1e-3:
        text = f"{value:e}"
        for digits in range(17):
            text = f"{value:.{digits}e}"
            if float(text) == value:
                break
        head, _, power = text.partition("e")
        return f"{head}e{int(power)}"
    return repr(value)


def tokens_of(option: Option, value: object) -> tuple[str, ...]:
    """Return an option that is set as tokens of a command line: ``--seed``, ``2025``.

    A value that begins with a dash is joined to its option, else it would be taken for another.
    """
    if option.kind == "flag":
        return (option.flag,) if value else ()
    texts = [value_text(each) for each in _listed(value)]
    if len(texts) == 1 and texts[0].startswith("-") and not _NEGATIVE.fullmatch(texts[0]):
        return (f"{option.flag}={texts[0]}",)
    return (option.flag, *texts)


def typed_value(option: Option, text: str) -> object:
    """Return what a person typed as a value; a list is typed with blanks, or a line each.

    Raises:
        ValueError: It can be none; the message is a sentence.
    """
    words = text.strip()
    if option.kind == "list":
        lines = words.splitlines()
        parts = lines if len(lines) > 1 else words.split()
        return tuple(_one(option, part.strip()) for part in parts if part.strip())
    return _one(option, words)


def trouble_of(option: Option, value: object) -> str:
    """Return why an option cannot be this, one sentence; empty where it can.

    A value out of the bounds that make sense is none: it can be asked for.
    """
    if option.kind == "flag":
        return "" if isinstance(value, bool) else tr("{option} is on or off.", option=option.flag)
    if isinstance(value, tuple | list) != (option.kind == "list"):
        if option.kind == "list":
            return tr("{option} takes several values.", option=option.flag)
        return tr("{option} takes one value.", option=option.flag)
    each = list(_listed(value))
    if option.count is not None and len(each) != option.count:
        return tr("{option} takes {count} values.", option=option.flag, count=option.count)
    if option.kind == "list" and (not each or len(each) > _MANY):
        return tr("{option} takes 1 to {most} values.", option=option.flag, most=_MANY)
    return next((trouble for one in each if (trouble := _trouble(option, one))), "")


def kept_value(option: Option, value: object) -> object:
    """Return a value as a recipe keeps it; None where the option cannot be this."""
    if isinstance(value, list):
        value = tuple(value)
    if trouble_of(option, value) or value is False:
        return None
    return value


def out_of_bounds(option: Option, value: object) -> str:
    """Return a sentence where a number lies outside the bounds that make sense; else nothing."""
    for each in _listed(value):
        if not isinstance(each, int | float) or isinstance(each, bool):
            continue
        if option.least is not None and each < option.least:
            return tr(
                "{option} is at least {least}.", option=option.flag, least=value_text(option.least)
            )
        if option.most is not None and each > option.most:
            return tr(
                "{option} is at most {most}.", option=option.flag, most=value_text(option.most)
            )
    return ""


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple | list) else (value,)


def _one(option: Option, text: str) -> object:
    made: object = text
    if option.type == "int" and _INT.fullmatch(text):
        made = int(text)
    elif option.type == "float" and _FLOAT.fullmatch(text):
        made = int(text) if _INT.fullmatch(text) else float(text)
    elif option.type == "amount" and not _PERCENT.fullmatch(text):
        made = int(text) if _INT.fullmatch(text) else _float(text)
    if trouble := _trouble(option, made):
        raise ValueError(trouble)
    return made


def _float(text: str) -> object:
    return float(text) if _FLOAT.fullmatch(text) else text


def _trouble(option: Option, value: object) -> str:
    """Return why one value of an option cannot be; empty where it can."""
    name, number = option.flag, isinstance(value, int | float) and not isinstance(value, bool)
    if number and not -_FAR < value < _FAR:  # type: ignore[operator]  # nor is NaN
        return tr("{option} takes a number.", option=name)
    if option.type == "int":
        return (
            ""
            if number and isinstance(value, int)
            else tr("{option} takes a whole number.", option=name)
        )
    if option.type == "float":
        return "" if number else tr("{option} takes a number, such as 1.5 or 5e-5.", option=name)
    if option.type == "amount":
        percent = isinstance(value, str) and _PERCENT.fullmatch(value)
        return (
            ""
            if number or percent
            else tr("{option} takes steps, a share such as 0.05, or 10%.", option=name)
        )
    if not isinstance(value, str):
        return tr("{option} takes a text.", option=name)
    if option.type == "choice":
        return (
            ""
            if value in option.choices
            else tr("{option} takes {choices}.", option=name, choices=_or(option.choices))
        )
    if option.kind == "list" and _OPTION.match(value):
        return tr(
            "{option} takes values that do not begin with a dash: the trainer would take one for "
            "another option.",
            option=name,
        )
    if len(value) > _LONG:
        return tr("{option} takes at most {most:,} letters.", option=name, most=_LONG)
    return tr("{option} takes one line of plain text.", option=name) if _ODD.search(value) else ""


def _or(choices: tuple[str, ...]) -> str:
    if len(choices) == 1:
        return choices[0]
    return tr("{first} or {last}", first=enumerated(choices[:-1]), last=choices[-1])
