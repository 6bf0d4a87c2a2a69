"""What others wrote and this program carries: names, versions, licences and their texts.

``THIRD-PARTY.txt`` is made when the program is frozen (packaging/notices.py), from the packages
that are there then. It is one text for people that `split` takes apart again; from a checkout,
where it is not, the packages' own metadata say less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata

from app.core import paths
from app.core.errors import AppError, cannot

NOTICES = "THIRD-PARTY.txt"  # among the resources
OURS = "rushes"
_LINE = "=" * 78
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_HOMES = ("homepage", "home", "source code", "source", "repository", "github", "documentation")
_LONGEST = 80  # characters of a licence's name; some packages put its text there


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of one work that the program carries, or of several at once.

    Attributes:
        licence: Its name, as the package says it; empty for none.
        home: An address; empty for none.
        text: What its licence files say; empty where only the metadata are there.
    """

    name: str
    version: str = ""
    licence: str = ""
    home: str = ""
    text: str = ""

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}".strip()

    @property
    def whole(self) -> str:
        """All that is said of it, to be read."""
        head = (self.title, self.licence, self.home)
        return "\n".join(each for each in head if each) + f"\n\n{self.text}".rstrip()


def notices() -> list[Notice]:
    """Return what the program carries; the file's notices, or a short list from the metadata.

    It reads files: several hundred from a checkout.

    Raises:
        AppError: The file is there and cannot be read.
    """
    path = paths.resources() / NOTICES
    try:
        return split(paths.text_of(path, "replace"))
    except FileNotFoundError:
        return [notice_of(each) for each in carried()]
    except OSError as error:
        raise AppError(cannot("read", path, error), detail=str(error)) from error


def found_in(notice: Notice, words: str) -> bool:
    """Return whether all words stand somewhere in a notice, in whatever case."""
    said = notice.whole.lower()
    return all(word in said for word in words.lower().split())


def joined(parts: Iterable[Notice]) -> str:
    """Return notices as one text for people, which `split` reads."""
    return "\n".join(_written(each) for each in parts)


def _written(notice: Notice) -> str:
    said = [("Licence", notice.licence), ("Home page", notice.home)]
    facts = "".join(f"{name}: {value}\n" for name, value in said if value)
    body = f"\n{notice.text.strip()}\n" if notice.text.strip() else ""
    return f"{_LINE}\n{notice.name}\t{notice.version}".rstrip("\t") + f"\n{_LINE}\n{facts}{body}"


def split(text: str) -> list[Notice]:
    """Return the notices that `joined` made a text of."""
    parts = re.split(rf"^{_LINE}\n(.*)\n{_LINE}\n", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    return [
        _read(title, body) for title, body in zip(parts[1::2], parts[2::2], strict=True) if title
    ]


def _read(title: str, body: str) -> Notice:
    name, _, number = title.partition("\t")
    facts, _, text = body.partition("\n\n") if not body.startswith("\n") else ("", "", body)
    said = dict(line.split(": ", 1) for line in facts.splitlines() if ": " in line)
    return Notice(name, number, said.get("Licence", ""), said.get("Home page", ""), text.strip())


def carried(root: str = OURS) -> list[metadata.Distribution]:
    """Return the installed packages that a package needs, and those that they need, by name.

    Markers are not read: what they rule out here is not installed either. Extras are left out.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # it is for another system
            continue
        key = canonical(package.name)
        if key not in found:
            found[key] = package
            waiting += _needs(package)
    found.pop(canonical(root), None)
    return [found[key] for key in sorted(found)]


def canonical(name: str) -> str:
    """Return a package's name as every spelling of it has it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(package: metadata.Distribution) -> Iterator[str]:
    for line in package.requires or ():
        what, _, marker = line.partition(";")
        name = _NAME.match(what.strip())
        if name and "extra" not in marker:
            yield name[0]


def notice_of(package: metadata.Distribution, text: str = "") -> Notice:
    """Return the notice of an installed package."""
    return Notice(package.name, package.version, licence_of(package), home_of(package), text)


def licence_of(package: metadata.Distribution) -> str:
    """Return the name of a package's licence, as near as its metadata say it."""
    said = package.metadata
    named = [*(said.get_all("License-Expression") or ()), *(said.get_all("License") or ())]
    for each in named:
        line = str(each).strip()
        if line not in ("", "UNKNOWN") and "\n" not in line and len(line) <= _LONGEST:
            return line
    kinds = [each for each in said.get_all("Classifier") or () if each.startswith("License ::")]
    return ", ".join(str(each).rpartition(" :: ")[2] for each in kinds)


def home_of(package: metadata.Distribution) -> str:
    """Return the address of a package's own page; empty for none."""
    said = package.metadata
    links = dict(
        (name.strip().lower(), link.strip())
        for name, _, link in (each.partition(",") for each in said.get_all("Project-URL") or ())
    )
    plain = str((said.get_all("Home-page") or [""])[0]).strip()
    best = [plain, *(links[name] for name in _HOMES if name in links), *links.values()]
    return next((each for each in best if each), "")
