"""What of a recipe may be another where a training goes on, what has no effect, what must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.core.language import enumerated, noted, tr
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.resuming.point import Kind

Grade = Literal["bad", "warn", "info"]

_SHAPES = noted("the weights have the shapes of {was}, and cannot be loaded into others")
_MUST_NOT: Mapping[str, str] = {
    "train.task": noted("the weights were trained on another model"),
    "train.network_module": _SHAPES,
    "train.network_dim": _SHAPES,
    "train.network_args": _SHAPES,
    "train.network_alpha": noted(
        "what was learnt at {was} would count otherwise at once: the LoRA would jump"
    ),
}
_OF_A_STATE: Mapping[str, str] = {
    "train.optimizer_type": noted("the state holds the memory of {was}, which another cannot read"),
}
_WITHOUT_EFFECT = {
    "train.learning_rate": noted(
        "{name} {now} has no effect: the state brings the learning rate of before, {was}. To "
        "change it, begin from the weights."
    ),
    "train.optimizer_args": noted(
        "{name} {now} has no effect: the state brings what its optimizer was told of before, "
        "{was}. To change it, begin from the weights."
    ),
}
_DEFAULTS: Mapping[str, Any] = {"train.network_alpha": 1, "train.network_dim": 4}
_COUNTED = ("train.max_train_epochs", "train.max_train_steps", "train.output_name")


@dataclass(frozen=True, slots=True)
class Change:
    """An option that is another than in the run that is gone on from.

    Attributes:
        grade: "bad": it must not be; "warn": it has no effect; "info": it may be.
        sentence: Why.
    """

    grade: Grade
    key: str
    sentence: str


def changes(before: Mapping[str, Any], recipe: TrainingRecipe, kind: Kind) -> tuple[Change, ...]:
    """Return in what a recipe differs from a run's, the worst first.

    Args:
        before: The values of the run.
        recipe: What is to be trained now.
        kind: Whether it goes on from a state, or begins from weights.
    """
    old = TrainingRecipe("", before)
    found = [*_changes(old, recipe, kind)]
    order = ("bad", "warn", "info")
    return tuple(sorted(found, key=lambda each: order.index(each.grade)))


def _changes(old: TrainingRecipe, new: TrainingRecipe, kind: Kind) -> Iterator[Change]:
    refused = {**_MUST_NOT, **(_OF_A_STATE if kind == "state" else {})}
    free = []
    for key in dict.fromkeys((*old.values, *new.values)):
        was, now = _value(old, key), _value(new, key)
        if was == now or key in _COUNTED or not key.startswith("train."):
            continue
        name = key.partition(".")[2]
        if key in refused:
            why = tr(refused[key], was=f"{name} {_said(was)}")
            said = tr(
                "{name} is {now}, was {was}: {why}.",
                name=name,
                now=_said(now),
                was=_said(was),
                why=why,
            )
            yield Change("bad", key, said)
        elif kind == "state" and key in _WITHOUT_EFFECT:
            said = tr(_WITHOUT_EFFECT[key], name=name, now=_said(now), was=_said(was))
            yield Change("warn", key, said)
        else:
            said = tr("{name} {now} (was {was})", name=name, now=_said(now), was=_said(was))
            free.append((key, said))
    if free:
        said = tr("Changed, which it may be: {changes}.", changes=enumerated(s for _, s in free))
        yield Change("info", free[0][0], said)


def _value(recipe: TrainingRecipe, key: str) -> Any:  # noqa: ANN401 -- as the option's type is
    found = recipe[key]
    if found is None:
        found = _DEFAULTS.get(key)
    return tuple(map(str, found)) if isinstance(found, list | tuple) else found


def _said(value: Any) -> str:  # noqa: ANN401 -- as the option's type is
    if value is None:
        return tr("not set")
    if value is False:
        return tr("off")
    if value is True:
        return tr("on")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or tr("none")
    return str(value)
