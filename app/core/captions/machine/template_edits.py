"""Templates while they are worked on: changed, copied, removed; then what is to be written."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.core.captions.machine.templates import SYSTEM, Template
from app.core.language import tr

_EMPTY = "Describe what happens in one paragraph.\nNames you may use: {names}."


class TemplateDesk:
    """All templates as they are by now; the folder is as it was until `kept` and `gone` are done.

    Args:
        templates: All there are, each name once.
        originals: Those that came with the program, as they came.
    """

    def __init__(self, templates: Sequence[Template], originals: Sequence[Template] = ()) -> None:
        self._before = {each.name: each for each in templates}
        self._now = dict(self._before)
        self._originals = {each.name: each for each in originals}

    @property
    def all(self) -> list[Template]:
        """The templates, in their order; new ones last."""
        return list(self._now.values())

    def named(self, name: str) -> Template:
        """Return the template of a name; raises KeyError."""
        return self._now[name]

    def is_shipped(self, name: str) -> bool:
        """Return whether a template came with the program, changed or not."""
        return name in self._originals

    def change(self, template: Template) -> None:
        """Take a template as it is now."""
        original = self._originals.get(template.name)
        same = original is not None and _alike(original, template)
        self._now[template.name] = dataclasses.replace(template, own=not same)

    def add(self, title: str) -> Template:
        """Add a template of one's own, for clips and stills."""
        made = Template(
            name=self._free("own"), title=title, kind="any", text=_EMPTY, system=SYSTEM, own=True
        )
        self._now[made.name] = made
        return made

    def copy(self, name: str, title: str) -> Template:
        """Add a copy of a template; its title is put into the ``{}`` of ``title``."""
        of = self._now[name]
        made = dataclasses.replace(
            of, name=self._free(f"{name}-copy"), title=title.format(tr(of.title)), own=True
        )
        self._now[made.name] = made
        return made

    def remove(self, name: str) -> None:
        """Remove a template of one's own; of one that came with the program, what was changed."""
        if name in self._originals:
            self._now[name] = self._originals[name]
        else:
            del self._now[name]

    @property
    def kept(self) -> list[Template]:
        """The templates to be written; those without a text are not."""
        return [
            each for name, each in self._now.items()
            if each.own and each.text.strip() and each != self._before.get(name)
        ]  # fmt: skip

    @property
    def gone(self) -> list[str]:
        """Names of files to be removed."""
        return [
            name for name, each in self._before.items()
            if each.own and (name not in self._now or not self._now[name].own)
        ]  # fmt: skip

    def _free(self, name: str) -> str:
        taken = self._now.keys() | self._before.keys()
        numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
        return next(each for each in (name, *numbered) if each not in taken)


def _alike(one: Template, other: Template) -> bool:
    return dataclasses.replace(one, own=other.own) == other
