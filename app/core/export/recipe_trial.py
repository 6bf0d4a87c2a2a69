"""What a recipe would give for the clips and stills there are, without putting it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.core.amounts import counted
from app.core.errors import DatasetError
from app.core.export.choosing import Candidate, chooser, chosen
from app.core.export.dataset_text import render
from app.core.export.dataset_toml import places_in
from app.core.export.films import Films
from app.core.export.forecast import Forecast
from app.core.export.planned import ProjectPlan
from app.core.export.recipe_edit import settings_with, setup_with, text_with
from app.core.export.recipes import Recipe
from app.core.export.starter import Material, starter_datasets
from app.core.language import tr
from app.core.library.model import Clip, Dataset
from app.core.planner.costs.cost import Costs, epoch_seconds
from app.core.planner.costs.setups import Setup, setup_of
from app.core.planner.document import parse_document
from app.core.planner.facts import DatasetFacts, Source, Sources, VideoFact
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan, Planner
from app.core.planner.rules import ARCHITECTURES
from app.core.planner.schema import Config, configure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a recipe gives.

    Attributes:
        rows: The datasets as they would be put.
        samples: Per epoch; None where the trainer would stop. So are ``steps``.
        heaviest: Width, height and frames of the bucket that decides on the memory; None: none.
        gib: Memory of the training process at it; 0.0 where nothing is known of it: of any
            model but Wan. So are ``seconds``.
        gib_error: How far that may be off, either way.
        swap: Blocks that are swapped then: with fewer, the same size takes more memory.
        fits: Whether the card holds that.
        seconds: Of an epoch, estimated.
        seconds_error: How far that may be off, either way.
        trouble: Why the trainer would stop, one sentence; empty where it would not.
        notes: What else is to be said.
    """

    rows: tuple[Dataset, ...]
    samples: int | None = None
    steps: int | None = None
    heaviest: tuple[int, int, int] | None = None
    gib: float = 0.0
    gib_error: float = 0.0
    swap: int = 0
    fits: bool = True
    seconds: float = 0.0
    seconds_error: float = 0.0
    trouble: str = ""
    notes: tuple[str, ...] = ()


def outcome_words(outcome: Outcome) -> str:
    """Return what a recipe gives, in one line; where the trainer would stop, why."""
    if outcome.trouble:
        return outcome.trouble
    if not outcome.samples or outcome.steps is None or outcome.heaviest is None:
        return tr("Nothing to train: no clip or still is in it.")
    counts = (
        counted(outcome.samples, "sample"),
        counted(outcome.steps, "step"),
        tr("heaviest {size}", size="×".join(map(str, outcome.heaviest))),
    )
    if not outcome.gib:
        return " · ".join((*counts, tr("memory and time unknown")))
    hours, error = outcome.seconds / 3600, outcome.seconds_error / 3600
    if hours >= 1:
        long = tr("{hours:.1f} ± {error:.1f} h/epoch", hours=hours, error=error)
    else:
        long = tr("{minutes} min/epoch", minutes=max(1, round(60 * hours)))
    memory = f"{outcome.gib:.1f} ± {outcome.gib_error:.1f} GiB"
    return " · ".join((*counts, memory, tr("swap {blocks}", blocks=outcome.swap), long))


class ProjectTrial:
    """Tries recipes on a project.

    Args:
        plan: Of the project as it is now.
        films: Loaded; needed only for recipes of another rate than the project's.
    """

    def __init__(self, plan: ProjectPlan, films: Films | None = None) -> None:
        self._plan, self._films = plan, films
        self._files: dict[Fraction, list[tuple[Candidate, Source]]] = {}

    def outcome(self, recipe: Recipe, *, fitted: bool, rate: Fraction | None = None) -> Outcome:
        """Return what a recipe would give.

        Args:
            recipe: It.
            fitted: Its sizes and lengths are scaled down to the material first.
            rate: Frames per second of the clips; None: as the recipe says.
        """
        rate = rate or recipe.rate
        files = self._at(rate)
        rows = recipe.datasets
        if fitted:
            clips, stills = (
                [one.material for one, _ in files if isinstance(one.row, Clip) == is_clip]
                for is_clip in (True, False)
            )
            rows = tuple(starter_datasets(recipe, clips, stills))
        path = self._plan.plan.config.document.path
        places = places_in(path.parent)
        try:
            now = settings_with(recipe, rows, self._plan.settings, places, rate=rate)
            text = render(rows, now, places)
            facts = [DatasetFacts(sources=_read(each, files)) for each in rows]
        except DatasetError as error:
            return Outcome(rows, trouble=str(error))
        config = configure(parse_document(path, text))
        return _outcome(recipe, rows, config, facts, setup_of(now.setup))

    def _at(self, rate: Fraction) -> list[tuple[Candidate, Source]]:
        """Return the files of the picks at a rate, by name."""
        if rate not in self._files:
            again = None if rate == self._plan.settings.rate else self._again(rate)
            found = []
            for piece in self._plan.pieces:
                material, listed = piece.material, piece.listed
                if material is None or listed is None:
                    continue
                if again is not None and isinstance(piece.row, Clip):
                    made = again(piece.row)
                    if made is None:
                        continue
                    material = made
                    listed = replace(listed, fact=VideoFact(made.frames, *made.size, rate=rate))
                stem = self._plan.stems.get(piece.row.source, "")
                found.append((Candidate(piece.row, stem, material), listed))
            self._files[rate] = sorted(found, key=lambda each: each[1].file)
        return self._files[rate]

    def _again(self, rate: Fraction) -> Callable[[Clip], Material | None]:
        """Return what tells a clip's file at another rate; None where there will be none."""
        forecast, films = Forecast(rate), self._films

        def material(clip: Clip) -> Material | None:
            if films is None:
                return None
            try:
                made = forecast.of(clip, films.of(clip.source))
            except KeyError:
                return None
            return None if isinstance(made, str) else made

        return material


class FileTrial:
    """Tries recipes on a dataset file of its own.

    Args:
        plan: Of the file as it is now.
        text: The file.
        setup: What is estimated for.
    """

    def __init__(self, plan: Plan, text: str, setup: Setup) -> None:
        self._plan, self._text, self._setup = plan, text, setup
        self._folders: dict[str, list[Sources]] = {"video": [], "image": []}
        for dataset in plan.datasets:
            self._folders[dataset.config.kind].append(dataset.facts.sources)

    def outcome(self, recipe: Recipe, *, fitted: bool, rate: Fraction | None = None) -> Outcome:
        """Return what a recipe would give; see `ProjectTrial.outcome`.

        The file says itself which rate its clips have: ``rate`` is no matter.
        """
        rows: tuple[Dataset, ...] = recipe.datasets
        if fitted:
            clips, stills = (_materials(self._folders[kind][:1]) for kind in ("video", "image"))
            rows = tuple(starter_datasets(recipe, clips, stills))
        text, notes = text_with(self._text, recipe, rows)
        config = configure(parse_document(self._plan.config.document.path, text))
        counts = {"video": 0, "image": 0}
        facts: list[DatasetFacts] = []
        for each in config.datasets:
            there = self._folders[each.kind]
            place = min(counts[each.kind], len(there) - 1)
            facts.append(DatasetFacts(sources=there[place] if there else Sources()))
            counts[each.kind] += 1
        setup = setup_with(recipe, self._setup)
        return replace(_outcome(recipe, rows, config, facts, setup), notes=tuple(notes))


def _read(dataset: Dataset, files: Iterable[tuple[Candidate, Source]]) -> Sources:
    """Return what a dataset reads of the files."""
    kind = {
        one.row.id: (one, source)
        for one, source in files
        if isinstance(one.row, Clip) == (dataset.kind == "video")
    }
    kept = chosen(chooser(dataset.filter), [one for one, _ in kind.values()])
    return Sources([kind[one.row.id][1] for one in kept])


def _materials(folders: Sequence[Sources]) -> list[Material]:
    return [
        Material(fact.frames if isinstance(fact, VideoFact) else 1, (fact.width, fact.height))
        for sources in folders
        for fact in (source.fact for source in sources.items)
        if not fact.fault and fact.width > 0 and fact.height > 0
    ]


def _outcome(
    recipe: Recipe,
    rows: tuple[Dataset, ...],
    config: Config,
    facts: Sequence[DatasetFacts],
    setup: Setup,
) -> Outcome:
    plan = Planner(ARCHITECTURES[recipe.architecture]).plan(config, facts)
    stops = [*plan.errors, *(found for found in plan.warnings if found.fatal)]
    trouble = stops[0].text if stops else ""
    book = ledger(plan, [row.name for row in rows])
    if book.samples is None:
        return Outcome(rows, trouble=trouble)
    costs, heaviest = Costs(setup, architecture=recipe.architecture), book.heaviest
    outcome = Outcome(rows, book.samples, book.steps, trouble=trouble)
    if heaviest is None:
        return outcome
    outcome = replace(outcome, heaviest=(heaviest.width, heaviest.height, heaviest.frames))
    if not costs.known:
        return outcome
    seconds, error = epoch_seconds(book.rows, costs)
    batch = max(1, min(heaviest.batch_size, heaviest.samples))
    estimate = costs.of(heaviest.step_tokens, batch)
    return replace(
        outcome,
        seconds=seconds,
        seconds_error=error,
        gib=estimate.gib,
        gib_error=estimate.gib_error,
        swap=setup.swapped,
        fits=costs.fits(estimate),
    )
