"""A pinned plan of a project: what is kept of its datasets, and the way back to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Dataset, Settings
from app.core.planner.tables.pinned import Difference, Pinned, difference, pin

if TYPE_CHECKING:
    from app.core.export.plan_view import PlanView


def kept_of(datasets: Sequence[Dataset], settings: Settings) -> str:
    """Return what a pin keeps beside the numbers: the datasets, the person's text, the setup."""
    return json.dumps(
        {
            "datasets": adding(*datasets).to_json(),
            "dataset_file": settings.dataset_file,
            "setup": settings.setup,
            "architecture": settings.architecture,
        },
        ensure_ascii=False,
    )


def pin_of(view: PlanView, at: str) -> Pinned:
    """Return the plan of a view as a pin.

    Args:
        view: It.
        at: The time, ISO 8601.
    """
    project = view.project
    datasets = () if project is None or project.proposed else project.datasets
    kept = "" if project is None else kept_of(datasets, project.settings)
    made = pin(view.plan, view.ledger, view.sums.table, view.costs)
    return replace(made, text=view.text, kept=kept, at=at)


def difference_of(view: PlanView, pinned: Pinned) -> Difference:
    """Return how the plan of a view differs from a pinned one."""
    return difference(pinned, view.plan, view.ledger, view.sums.table, view.costs)


def pinning(settings: Settings, pinned: Pinned | None, label: str) -> Edit:
    """Return the edit that keeps a pin in the project, or with None lets it go."""
    text = pinned.to_json() if pinned is not None else ""
    return changing(settings, replace(settings, pinned=text), label=label)


def back_to(pinned: Pinned, datasets: Sequence[Dataset], settings: Settings, label: str) -> Edit:
    """Return the edit that gives a project the pinned datasets, their text and setup again.

    The pin stays. It is empty where nothing differs.

    Args:
        pinned: With what `kept_of` gave; where it holds none of that, nothing is changed.
        datasets: The project's as they are.
        settings: Of the project.
        label: Names the edit.
    """
    try:
        kept = json.loads(pinned.kept)
        then = [
            row for row in Edit.from_json("", kept["datasets"]).added if isinstance(row, Dataset)
        ]
        after = replace(
            settings,
            dataset_file=str(kept["dataset_file"]),
            setup=str(kept["setup"]),
            architecture=str(kept["architecture"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Edit(label)
    now = {row.id: row for row in datasets}
    wanted = {row.id: row for row in then}
    anew = _of_swapped_names(now, wanted)
    gone = [row for row in datasets if row.id not in wanted or row.id in anew]
    edits = [removing(*gone)] if gone else []
    edits += [changing(now[row.id], row) for row in then if row.id in now and row.id not in anew]
    back = [row for row in then if row.id not in now or row.id in anew]
    edits += [adding(*back)] if back else []
    edits.append(changing(settings, after))
    return replace(several(label, edits), label=label)


def _of_swapped_names(now: dict[int, Dataset], wanted: dict[int, Dataset]) -> set[int]:
    """Return the datasets whose names others have now: they cannot be changed one by one."""
    owners = {row.name.casefold(): row.id for row in now.values()}
    return {
        row.id
        for row in wanted.values()
        if row.id in now and owners.get(row.name.casefold(), row.id) not in (row.id,)
    }
