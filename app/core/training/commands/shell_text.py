"""The words of a pasted text: command lines as cmd, PowerShell and bash read them.

Lenient where a person's text has suffered: a line that begins with an option goes on with the one
before it, also where the sign for that was lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.training.commands.shells import Shell

UNKNOWN = "\ue000"
"""Stands before a variable that the text does not set; it follows as it is written."""

_GOES_ON = re.compile(r"\s*--?[A-Za-z_]")
_CMD_SET = re.compile(r'@?set\s+"?([A-Za-z_]\w*)=(.*?)"?\s*$', re.IGNORECASE)
_CMD_NAME = re.compile(r"%([A-Za-z_]\w*)%")
_CMD_HERE = re.compile(r"%~[a-z]*\d", re.IGNORECASE)  # the folder of the .bat file, and the like
_PS_SET = re.compile(r"\$(?:env:)?[A-Za-z_]\w*\s*=(?!=)", re.IGNORECASE)
_PS_NAME = re.compile(r"\$(?:\{(?:env:)?([A-Za-z_]\w*)\}|(?:env:)?([A-Za-z_]\w*))", re.IGNORECASE)
_BASH_NAME = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_BASH_SET = re.compile(r"[A-Za-z_]\w*=")
_PS_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a shell starts at once: its words, and the variables that are set by then."""

    words: tuple[str, ...]
    variables: Mapping[str, str]


def shell_of(text: str) -> Shell:
    """Return what a text was written for, by its signs; a drive letter speaks for cmd."""
    ends = [line.rstrip()[-1:] for line in text.splitlines()]
    signs: dict[Shell, int] = {
        "cmd": ends.count("^") + len(re.findall(r"(?im)^\s*@?(?:set |rem |echo off|call )", text)),
        "powershell": ends.count("`")
        + len(re.findall(r"(?im)^\s*(?:&\s|\$\w+(?::\w+)?\s*=)", text)),
        "bash": ends.count("\\") + len(re.findall(r"(?m)^\s*(?:export |source |#!)", text)),
    }
    best = max(signs, key=lambda shell: signs[shell])
    if signs[best]:
        return best
    return "cmd" if re.search(r"(?i)(?<![\w/])[a-z]:\\|%\w+%", text) else "bash"


def statements(text: str, shell: Shell) -> Iterator[Statement]:
    """Yield what a shell would start, one after the other; assignments are carried out.

    Nothing is looked up outside the text: see `UNKNOWN`.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if shell == "cmd":
        yield from _cmd_statements(text)
    else:
        yield from _Walk(text, shell).statements()


# ---------------------------------------------------------------------------------------- cmd


def _cmd_statements(text: str) -> Iterator[Statement]:
    """Yield statements as cmd cuts them and as the C library cuts their words."""
    known: dict[str, str] = {}
    for line in _cmd_lines(text):
        if re.match(r"\s*(?:@?rem\b|::)", line, re.IGNORECASE):
            continue
        line = _CMD_NAME.sub(lambda name: _value(known, name[1].upper(), name[0]), line)
        line = _CMD_HERE.sub(lambda name: UNKNOWN + name[0], line)
        line = line.replace("%%", "%")
        for part in _cmd_parts(line):
            setting = _CMD_SET.match(part.strip())
            if setting:
                known[setting[1].upper()] = setting[2]
                continue
            words = tuple(_c_words(part.strip().removeprefix("@")))
            if words:
                yield Statement(words, dict(known))


def _cmd_lines(text: str) -> Iterator[str]:
    whole, open_ = "", False
    for line in text.split("\n"):
        if not open_ and whole.strip() and _GOES_ON.match(line):
            whole += " "
        elif not open_:
            yield whole
            whole = ""
        bare = line.rstrip()
        open_ = (len(bare) - len(bare.rstrip("^"))) % 2 == 1
        whole += bare[:-1] if open_ else line
    yield whole


def _value(known: Mapping[str, str], name: str, written: str) -> str:
    return known.get(name, UNKNOWN + written)


def _cmd_parts(line: str) -> Iterator[str]:
    """Cut a line at ``&``, ``|`` and redirections outside quotes; take ``^`` away."""
    part, quoted, place = "", False, 0
    while place < len(line):
        sign = line[place]
        if sign == '"':
            quoted = not quoted
        if quoted or sign not in "^&|<>":
            part += sign
        elif sign == "^":
            place += 1
            part += line[place : place + 1]
        elif sign in "&|":
            yield part
            part = ""
        else:
            part, place = _without_redirection(part, line, place)
            continue
        place += 1
    yield part


def _without_redirection(part: str, line: str, place: int) -> tuple[str, int]:
    """Return what stands before a redirection, and where it ends."""
    found = re.compile(r'[<>]{1,2}\s*(?:&\d|"[^"]*"|[^\s&|<>]*)').match(line, place)
    assert found is not None, "called at < or >"
    return re.sub(r"(?<!\S)\d$", "", part), found.end()


def _c_words(line: str) -> Iterator[str]:
    """Yield words as a program of Windows cuts its command line."""
    word, begun, quoted, place = "", False, False, 0
    while place < len(line):
        sign = line[place]
        if sign == "\\":
            run = len(line) - place - len(line[place:].lstrip("\\"))
            place += run
            if line[place : place + 1] == '"':
                word += "\\" * (run // 2)
                if run % 2:
                    word += '"'
                    place += 1
            else:
                word += "\\" * run
            begun = True
            continue
        if sign == '"':
            if quoted and line[place + 1 : place + 2] == '"':
                word += '"'
                place += 1
            else:
                quoted = not quoted
            begun = True
        elif sign.isspace() and not quoted:
            if begun:
                yield word
            word, begun = "", False
        else:
            word, begun = word + sign, True
        place += 1
    if begun:
        yield word


# ----------------------------------------------------------------------------- PowerShell, bash


@dataclass
class _Walk:
    """Goes through a text of PowerShell or bash, a sign at a time."""

    text: str
    shell: Shell
    place: int = 0
    word: str | None = None  # None: between words
    skipped: bool = False  # the next word is where output goes
    words: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    @property
    def escape(self) -> str:
        """The sign that takes the next one's meaning."""
        return "`" if self.shell == "powershell" else "\\"

    def statements(self) -> Iterator[Statement]:
        """Yield what is started."""
        while self.place < len(self.text):
            if self._step():
                yield from self._ended()
        self._end_word()
        yield from self._ended()

    def _step(self) -> bool:
        """Take the next sign; return whether a statement ends with it."""
        sign = self.text[self.place]
        if sign == self.escape:
            self._take_escaped()
        elif sign in "'\"":
            self._take_quoted(sign)
        elif sign == "$":
            self._take_setting_or_variable()
        elif sign == "#" and self.word is None:
            end = self.text.find("\n", self.place)
            self.place = len(self.text) if end < 0 else end
        elif sign in "\n;|" or (sign == "&" and (self.word is not None or self.words)):
            return self._end_statement(sign)
        elif sign in "<>":
            self._take_redirection()
        elif sign.isspace() or sign == "&":  # PowerShell calls a program in quotes so
            self._end_word()
            self.place += 1
        else:
            self._add(sign, 1)
        return False

    def _add(self, text: str, length: int) -> None:
        """Add to the word what stands for the next ``length`` signs."""
        self.word = (self.word or "") + text
        self.place += length

    def _take_escaped(self) -> None:
        rest = re.compile(r"[ \t]*(?:\n|$)").match(self.text, self.place + 1)
        after = self.text[self.place + 1 : self.place + 2]
        if rest is not None:  # the line goes on; blanks behind the sign are not meant
            if self.shell == "powershell" or rest.end() - rest.start() > 1:
                self._end_word()
            self.place = rest.end()
        else:
            self._add(_PS_ESCAPES.get(after, after) if self.escape == "`" else after, 2)

    def _take_quoted(self, quote: str) -> None:
        self._add("", 1)
        while self.place < len(self.text):
            sign, after = self.text[self.place], self.text[self.place + 1 : self.place + 2]
            if sign == quote and after == quote and self.shell == "powershell":
                self._add(quote, 2)
            elif sign == quote:
                break
            elif quote == '"' and sign == self.escape and self._escapes(after):
                self._add("" if after == "\n" else _PS_ESCAPES.get(after, after), 2)
            elif quote == '"' and sign == "$":
                self._take_variable()
            else:
                self._add(sign, 1)
        self.place += 1

    def _escapes(self, after: str) -> bool:
        return self.shell == "powershell" or after in '$`"\\\n'

    def _take_setting_or_variable(self) -> None:
        setting = _PS_SET.match(self.text, self.place) if self.shell == "powershell" else None
        if setting is None or self.words or self.word is not None:
            self._take_variable()
        else:
            self._add("".join(setting[0].split()), len(setting[0]))
            self._end_word()

    def _take_variable(self) -> None:
        pattern = _PS_NAME if self.shell == "powershell" else _BASH_NAME
        found = pattern.match(self.text, self.place)
        if found is None:
            self._add("$", 1)
            return
        name = found[1] or found[2]
        key = name.upper() if self.shell == "powershell" else name
        self._add(_value(self.known, key, found[0]), len(found[0]))

    def _take_redirection(self) -> None:
        if self.word is not None and self.word.isdigit():
            self.word = None
        self._end_word()
        found = re.compile(r"[<>]{1,2}(&\d)?").match(self.text, self.place)
        assert found is not None, "called at < or >"
        self.place = found.end()
        self.skipped = found[1] is None

    def _end_word(self) -> None:
        if self.word is not None:
            if not self.skipped:
                self.words.append(self.word)
            self.skipped = False
        self.word = None

    def _end_statement(self, sign: str) -> bool:
        self._end_word()
        self.skipped = False
        self.place += 1
        return not (sign == "\n" and self.words and _GOES_ON.match(self.text, self.place))

    def _ended(self) -> Iterator[Statement]:
        words, self.words = self.words, []
        while words and (taken := self._settings(words)):
            del words[:taken]
        if self.known.get("PSNATIVECOMMANDARGUMENTPASSING", "").casefold() == "legacy":
            words = [_as_handed_on(word) for word in words]
        if words:
            yield Statement(tuple(words), dict(self.known))

    def _settings(self, words: list[str]) -> int:
        """Carry out an assignment at the head of words; return how many words it takes."""
        if self.shell == "powershell":
            if not (words[0].startswith("$") and words[0].endswith("=")):
                return 0
            self.known[words[0][1:-1].rpartition(":")[2].upper()] = " ".join(words[1:])
            return len(words)
        if words[0] in ("export", "declare", "local"):
            return 1
        if not _BASH_SET.match(words[0]):
            return 0
        name, _, value = words[0].partition("=")
        self.known[name] = value
        return 1


def _as_handed_on(word: str) -> str:
    """Return what a program gets of a word from Windows PowerShell, which leaves quotes alone."""
    return "".join(_c_words(word)) if '"' in word else word
