"""How shells and programs for Windows read a line, written from their documentation.

cmd: https://ss64.com/nt/syntax-esc.html and the phases described there. PowerShell: about_Parsing,
about_Quoting_Rules. Programs: "Parsing C command-line arguments" of Microsoft's runtime.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_QUOTES = "'\u2018\u2019\u201a\u201b"
_BARE_ENDS = " \t\n;|&()"


@dataclass
class Started:
    """What a shell started."""

    argv: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    folder: str = ""


def arguments_of(line: str) -> list[str]:
    """Return what a program for Windows makes of its command line, the program's name among it."""
    found: list[str] = []
    at = 0
    line = line.strip(" \t")
    first = True
    while at < len(line):
        made, at = _program(line, at) if first else _argument(line, at)
        found.append(made)
        first = False
        while at < len(line) and line[at] in " \t":
            at += 1
    return found


def _program(line: str, at: int) -> tuple[str, int]:
    """Read the name of the program: quotes only group, backslashes are plain."""
    made, quoted = "", False
    while at < len(line) and (quoted or line[at] not in " \t"):
        if line[at] == '"':
            quoted = not quoted
        else:
            made += line[at]
        at += 1
    return made, at


def _argument(line: str, at: int) -> tuple[str, int]:
    made, quoted = "", False
    while at < len(line) and (quoted or line[at] not in " \t"):
        slashes = 0
        while at < len(line) and line[at] == "\\":
            slashes, at = slashes + 1, at + 1
        if at < len(line) and line[at] == '"':
            made += "\\" * (slashes // 2)
            if slashes % 2:
                made += '"'
            elif quoted and line[at + 1 : at + 2] == '"':
                made, at = made + '"', at + 1
            else:
                quoted = not quoted
            at += 1
            continue
        made += "\\" * slashes
        if at < len(line) and (quoted or line[at] not in " \t"):
            made, at = made + line[at], at + 1
    return made, at


# ----------------------------------------------------------------------------------------- cmd


def cmd(text: str, variables: Mapping[str, str]) -> Started:
    """Return what typing a text at cmd's prompt starts last, and what was set before.

    Args:
        text: It.
        variables: Of the environment, by upper-case name.
    """
    done = Started()
    for command in _cmd_commands(text, variables):
        word = command.lstrip()
        if word.lower().startswith("cd /d "):
            done.folder = word[6:].strip().replace('"', "")
        elif word.lower().startswith("set "):
            name, value = _cmd_set(word[4:])
            done.env[name] = value
        else:
            done.argv = arguments_of(word)
    return done


def _cmd_set(rest: str) -> tuple[str, str]:
    if rest.startswith('"'):  # up to the last quote; what is behind it does not count
        rest = rest[1 : rest.rindex('"')]
    name, _, value = rest.partition("=")
    return name, value


def _cmd_commands(text: str, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield commands without carets, as they were after variables were put in, line by line."""
    lines = [_cmd_percent(line, variables) for line in text.split("\n")]
    whole, at, made, quoted = "\n".join(lines), 0, "", False
    while at < len(whole):
        letter = whole[at]
        if letter == '"':
            quoted, made = not quoted, made + letter
        elif letter == "\n":
            yield made
            made, quoted = "", False
        elif not quoted and letter == "^":
            at += 1
            if whole[at : at + 1] == "\n":  # goes on; the next letter is taken as it is
                at += 1
            made += whole[at : at + 1]
        elif not quoted and whole.startswith("&&", at):
            yield made
            made, at = "", at + 1
        elif not quoted and letter in "&|<>()":
            raise AssertionError(f"cmd would take {letter} at {whole[:at]!r}")
        else:
            made += letter
        at += 1
    yield made


def _cmd_percent(line: str, variables: Mapping[str, str]) -> str:
    """Put variables in as the prompt does: what is none stays as it is typed."""
    made, at = "", 0
    while at < len(line):
        if line[at] == "%":
            end = line.find("%", at + 1)
            if end > 0:
                name, colon, change = line[at + 1 : end].partition(":")
                if name.upper() in variables and name:
                    value = variables[name.upper()]
                    if colon and "=" in change:
                        old, _, new = change.partition("=")
                        value = re.sub(re.escape(old), new, value, flags=re.IGNORECASE)
                    made, at = made + value, end + 1
                    continue
        made, at = made + line[at], at + 1
    return made


# ---------------------------------------------------------------------------------- PowerShell


def powershell(text: str, *, newest: bool) -> Started:
    """Return what a text starts, pasted into Windows PowerShell, or into PowerShell 7.3 and later.

    Args:
        text: It.
        newest: The latter, which hands arguments on as they are, unless it is told otherwise.
    """
    done, legacy = Started(), not newest
    for words in _ps_statements(text):
        head = words[0][0]
        if head == "Set-Location":
            assert words[1][0] == "-LiteralPath"
            done.folder = words[2][0]
        elif head.startswith("$env:"):
            assert words[1][0] == "="
            done.env[head[5:]] = words[2][0]
        elif head == "$PSNativeCommandArgumentPassing":
            legacy = words[2][0] == "Legacy"
        else:
            assert head == "&"
            given = [word for word, _ in words[1:]]
            done.argv = _ps_legacy(given) if legacy else given
    return done


def _ps_legacy(given: list[str]) -> list[str]:
    """Hand arguments on as Windows PowerShell does: quotes around blanks, and nothing else."""
    line = f'"{given[0]}"'
    for each in given[1:]:
        line += f' "{each}"' if _needs_quotes(each) else f" {each}"
    return arguments_of(line)


def _needs_quotes(text: str) -> bool:
    """As NativeCommandParameterBinder.NeedQuotes."""
    needs, after_slash, quotes = False, False, 0
    for letter in text:
        if letter == '"' and not after_slash:
            quotes += 1
        elif letter.isspace() and quotes % 2 == 0:
            needs = True
        after_slash = letter == "\\"
    return needs


def _ps_statements(text: str) -> Iterator[list[tuple[str, bool]]]:
    """Yield statements as words, each with whether it was quoted."""
    words: list[tuple[str, bool]] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter in "\n;":
            if words:
                yield words
            words, at = [], at + 1
        elif letter == "`" and text[at + 1] == "\n":
            at += 2
        elif letter in " \t":
            at += 1
        elif letter in _QUOTES:
            word, at = _ps_quoted(text, at + 1)
            words.append((word, True))
        elif letter == "&":
            words.append(("&", False))
            at += 1
        else:
            end = at
            while end < len(text) and text[end] not in _BARE_ENDS:
                end += 1
            word = text[at:end]
            _check_bare(word, bool(words) and words[0][0] == "&")
            words.append((word, False))
            at = end
    if words:
        yield words


def _check_bare(word: str, argument: bool) -> None:
    """Refuse a bare word that PowerShell would read as something else."""
    if not argument:
        return
    assert not set(word) & set("`$\"'@#{},<>|%!*?~[]" + _QUOTES), word
    if word.startswith("-"):  # -a.b becomes two arguments, -a:b as well
        assert not set(word) & set(".:"), word


def _ps_quoted(text: str, at: int) -> tuple[str, int]:
    made = ""
    while True:
        if text[at] in _QUOTES:
            if text[at + 1 : at + 2] and text[at + 1] in _QUOTES:
                made, at = made + text[at], at + 2
                continue
            end = at + 1
            assert end == len(text) or text[end] in " \n;", text[end:]
            return made, end
        made, at = made + text[at], at + 1
