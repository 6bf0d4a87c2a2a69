"""Edits of the table of sample prompts: each call is one step to undo, empty where nothing changes.

The order of prompts is that of their positions. Prompts that begin a table are the starter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.core.export.prompt_shapes import PromptShape
from app.core.export.recipes import DEFAULT, read_recipe
from app.core.export.starter import shaped_prompts, starter_prompts
from app.core.language import noted
from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Dataset, Prompt


def set_prompt(before: Prompt, after: Prompt) -> Edit:
    """Return the edit of one prompt."""
    return changing(before, after, label=noted("Sample prompt"))


def add_prompt(prompts: Sequence[Prompt], like: Prompt, *, after: int | None = None) -> Edit:
    """Return the edit that adds a prompt.

    Args:
        prompts: Those there are, in order.
        like: The new one; its id and position do not count.
        after: The place of the prompt that it follows; None: at the end.
    """
    place = len(prompts) if after is None else after + 1
    new = replace(like, id=0, position=place)
    rest = _placed([*prompts[:place], new, *prompts[place:]])
    return several(noted("Add a sample prompt"), [*rest, adding(new)])


def duplicate_prompt(prompts: Sequence[Prompt], place: int) -> Edit:
    """Return the edit that puts a copy of a prompt behind it."""
    edit = add_prompt(prompts, prompts[place], after=place)
    return replace(edit, label=noted("Duplicate a sample prompt"))


def remove_prompt(prompt: Prompt) -> Edit:
    """Return the edit that removes a prompt."""
    return removing(prompt, label=noted("Remove a sample prompt"))


def move_prompt(prompts: Sequence[Prompt], place: int, by: int) -> Edit:
    """Return the edit that moves a prompt up (``by`` below 0) or down, as far as there is room."""
    target = min(max(place + by, 0), len(prompts) - 1)
    order = [*prompts[:place], *prompts[place + 1 :]]
    order.insert(target, prompts[place])
    return several(noted("Move a sample prompt"), _placed(order) if target != place else [])


def _placed(order: Iterable[Prompt]) -> list[Edit]:
    """Return the edits that give prompts of the project the places they have in an order."""
    return [
        changing(prompt, replace(prompt, position=n))
        for n, prompt in enumerate(order)
        if prompt.id and prompt.position != n
    ]


def begin_prompts(
    clips: Sequence[Clip],
    datasets: Sequence[Dataset],
    *,
    trigger: str,
    shape: PromptShape | None = None,
    recipe: str = DEFAULT,
) -> Edit:
    """Return the edit that begins a table with captions of the clips, as the export does.

    Without captions, with the recipe's examples. Reads a file.

    Args:
        clips: The picked ones, in order.
        datasets: Those of the project.
        trigger: Of the project.
        shape: How large and long they are: a bucket of the plan. None: as the datasets say.
        recipe: Its name.
    """
    read, said = read_recipe(recipe), [clip.caption for clip in clips]
    own = starter_prompts(read, said, datasets, trigger=trigger, shape=shape)
    prompts = own or shaped_prompts(read.prompts, datasets, shape)
    return adding(*prompts, label=noted("Sample prompts"))


def blank_prompt(
    datasets: Sequence[Dataset], *, shape: PromptShape | None = None, recipe: str = DEFAULT
) -> Prompt:
    """Return a prompt without words, as large and long as what is trained. Reads a file."""
    (blank,) = shaped_prompts(read_recipe(recipe).prompts[:1], datasets, shape)
    return replace(blank, text="")


def resize_prompts(prompts: Iterable[Prompt], sizes: Iterable[Prompt]) -> Edit:
    """Return the edit that gives prompts the width, height and frames of others with their ids."""
    wanted = {each.id: each for each in sizes}
    changed = [
        changing(before, replace(before, width=to.width, height=to.height, frames=to.frames))
        for before in prompts
        if (to := wanted.get(before.id)) is not None
    ]
    return several(noted("Size of sample prompts"), changed)
