"""What a plan costs as a whole, and what to do about it, ready to be shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.core.language import tr
from app.core.planner.advice.ladder import Rung, heaviest_of, ladder
from app.core.planner.advice.other_values import Sizes, lengths_of
from app.core.planner.advice.targets import Gain, Way, few_of, find_ways, weigh
from app.core.planner.costs.caching import Span, caching_of
from app.core.planner.costs.cost import HEADROOM, KNOWN, Costs, Estimate, Ram, epoch_seconds
from app.core.planner.ledger import Row
from app.core.planner.plan import Plan
from app.core.planner.resolutions import tokens_of
from app.core.planner.rules import FRAME_STEP

Verdict = Literal["fits", "tight", "over"]

_LONGEST = 129  # frames that are tried where nothing is known of memory


@dataclass(frozen=True, slots=True)
class Step:
    """A bucket and what one of its steps costs."""

    row: Row
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Advice:
    """What a plan costs.

    Attributes:
        costs: Of the setup.
        steps: Every bucket that is trained, the heaviest first: the first decides on memory.
        verdict: ``fits`` with its error; ``tight``: within the card, but not with its error.
        least: The fewest blocks to swap with which it fits; None where none do.
        recommended: The same with a GiB to spare.
        ram: System memory.
        step: Seconds of a step on the average of an epoch, and their error.
        epoch: The same of an epoch.
        whole: The same of all epochs, or of all steps where those are counted.
        caching: Seconds of both caching steps, roughly.
        ladder: What to do when memory runs out.
        unsure: Why memory or time may be off by more than their error, each a sentence.
    """

    costs: Costs
    steps: tuple[Step, ...]
    verdict: Verdict
    least: int | None
    recommended: int | None
    ram: Ram
    step: tuple[float, float]
    epoch: tuple[float, float]
    whole: tuple[float, float]
    caching: Span
    ladder: tuple[Rung, ...]
    unsure: tuple[str, ...] = ()

    @property
    def heaviest(self) -> Step:
        """The bucket that decides on memory."""
        return self.steps[0]

    @property
    def needs(self) -> float:
        """What its step takes of the card, the desktop included, GiB."""
        return self.costs.needs(self.heaviest.estimate)

    @property
    def sentence(self) -> str:
        """Whether it fits and with what, one sentence."""
        setup = self.costs.setup
        card, swap = f"{setup.card_gib:g} GiB", setup.swapped
        if self.verdict == "fits":
            return tr("Fits {card} with blocks_to_swap {swap}.", card=card, swap=swap)
        if self.verdict == "tight":
            start = tr(
                "Just fits {card} with blocks_to_swap {swap}, if the estimate holds",
                card=card,
                swap=swap,
            )
        else:
            start = tr("Does not fit {card} with blocks_to_swap {swap}", card=card, swap=swap)
        if self.least is None:
            return tr(
                "{verdict}; no blocks_to_swap is enough: go down the ladder below.", verdict=start
            )
        return tr("{verdict}; {least} is enough.", verdict=start, least=self.least)

    @property
    def swaps(self) -> str:
        """The least and the recommended blocks_to_swap, one sentence; "" where none is enough."""
        if self.least is None:
            return ""
        if self.recommended is None:
            return tr(
                "Swap at least {least}; none leaves {spare:g} GiB to spare.",
                least=self.least,
                spare=HEADROOM,
            )
        if self.recommended == self.least:
            return tr(
                "Swap at least {least}, which leaves {spare:g} GiB to spare.",
                least=self.least,
                spare=HEADROOM,
            )
        return tr(
            "Swap at least {least}; {recommended} leaves {spare:g} GiB to spare, "
            "for samples and other programs.",
            least=self.least,
            recommended=self.recommended,
            spare=HEADROOM,
        )


Shape = tuple[int, int, int]  # width, height, frames of a sample


def advise(
    plan: Plan, rows: Iterable[Row], costs: Costs, samples: Iterable[Shape] = ()
) -> Advice | None:
    """Return what a plan costs; None where nothing is trained, or nothing is known of the model.

    Args:
        plan: It.
        rows: Its ledger's.
        costs: Of the setup.
        samples: What is made to look at while training.
    """
    trained = [row for row in rows if row.samples and row.batches]
    if plan.architecture.name not in KNOWN or not trained:
        return None
    first = heaviest_of(trained)
    tokens, batch = first.step_tokens, first.step_batch
    estimate = costs.of(tokens, batch)
    seconds, error = epoch_seconds(trained, costs)
    batches, setup = sum(row.batches for row in trained), costs.setup
    times = setup.all_steps(batches) / setup.steps_of(batches)
    return Advice(
        costs=costs,
        steps=tuple(_steps(trained, costs)),
        verdict=_verdict(estimate, costs),
        least=costs.least_swap(tokens, batch),
        recommended=costs.recommended_swap(tokens, batch),
        ram=costs.ram(tokens),
        step=(seconds / batches, error / batches),
        epoch=(seconds, error),
        whole=(times * seconds, times * error),
        caching=caching_seconds(plan, trained),
        ladder=ladder(plan, trained, costs),
        unsure=(*estimate.unsure, *_larger_samples(samples, first)),
    )


def _larger_samples(samples: Iterable[Shape], heaviest: Row) -> Iterator[str]:
    """Yield that a sample is larger than what is trained, as the largest of them."""
    sizes = {shape: tokens_of(shape[:2], shape[2]) for shape in samples}
    if not sizes:
        return
    shape = max(sizes, key=lambda each: sizes[each])
    if sizes[shape] > heaviest.step_tokens:
        width, height, frames = shape
        yield (
            tr(
                "A sample prompt asks for {width}×{height}×{frames}, more than the largest "
                "bucket: making it while training may take more memory than training itself.",
                width=width,
                height=height,
                frames=frames,
            )
        )


def _steps(rows: Sequence[Row], costs: Costs) -> list[Step]:
    steps = [Step(row, costs.of(row.step_tokens, row.step_batch)) for row in rows]
    return sorted(steps, key=lambda step: (-step.row.step_tokens, -step.row.tokens))


def _verdict(estimate: Estimate, costs: Costs) -> Verdict:
    if costs.surely_fits(estimate):
        return "fits"
    return "tight" if costs.fits(estimate) else "over"


def caching_seconds(plan: Plan, rows: Iterable[Row]) -> Span:
    """Return the seconds of caching latents and captions."""
    pixels = sum(row.windows * row.width * row.height * row.frames for row in rows)
    return caching_of(pixels, sum(len(dataset.facts.sources) for dataset in plan.datasets))


def most_frames(costs: Costs, tokens_of_a_frame: int, batch: int) -> int:
    """Return the longest window that fits, 4n + 1 frames; 0 where none does.

    Args:
        costs: Of the setup.
        tokens_of_a_frame: Of one latent frame of the largest bucket.
        batch: Samples of a step.
    """
    latent = costs.most_tokens() // max(1, tokens_of_a_frame * batch)
    return FRAME_STEP * (latent - 1) + 1 if latent >= 1 else 0


# ------------------------------------------------------------------ windows


@dataclass(frozen=True, slots=True)
class Windows:
    """Ways to cut the windows of a dataset.

    Attributes:
        now: What it cuts as it is; None where it takes whole clips.
        ways: What uses most frames first, each with the seconds of an epoch of it; None where
            nothing is known of the model.
        most: The longest window that fits the card, frames; None where that is not known.
        clips: How many there are.
    """

    now: tuple[Gain, float | None] | None
    ways: tuple[tuple[Gain, float | None], ...]
    most: int | None
    clips: int


def advise_windows(plan: Plan, dataset: int, costs: Costs, *, least: int) -> Windows:
    """Return which windows use most frames of the clips of a dataset.

    Args:
        plan: As it is.
        dataset: Its place in the file, from 0; it must be one of clips.
        costs: Of the setup.
        least: The shortest window that is wanted, frames.
    """
    config, lengths = plan.datasets[dataset].config, lengths_of(plan, dataset)
    sizes = Sizes(plan, dataset).buckets(config).values()
    frame = max((tokens_of(size, 1) for size in sizes), default=0)
    batch = max(1, config.batch_size)
    known = plan.architecture.name in KNOWN
    most = most_frames(costs, frame, batch) if known and frame else None
    section = config.fp_latent_window_size if plan.architecture.sections else 0
    least = max(least, FRAME_STEP * section + 1)  # shorter ones stop the trainer
    slow = config.source_fps is not None and config.source_fps < plan.architecture.rate

    def timed(gain: Gain) -> tuple[Gain, float | None]:
        if section > 0:
            gain = _in_sections(gain, section)
        if not known:
            return gain, None
        steps = (
            max(0, config.num_repeats)
            * samples
            / batch
            * costs.of(batch * frame * ((length - 1) // FRAME_STEP + 1), batch).seconds
            for length, samples in gain.by_length
        )
        return gain, sum(steps)

    now = None
    if config.mode != "full":
        way = Way(config.mode, config.targets, max(1, config.frame_sample), config.frame_stride)
        ends = max(config.targets, default=1) if config.mode == "head" else None
        now = timed(weigh(lengths_of(plan, dataset, ends) if slow else lengths, way))
    ways = find_ways(lengths, most=_LONGEST if most is None else most, least=least)
    if slow:  # `head` ends before it holds a whole window
        ways = [gain for gain in ways if gain.way.mode != "head"]
    return Windows(now, tuple(map(timed, few_of(ways))), most, sum(lengths.values()))


def _in_sections(gain: Gain, section: int) -> Gain:
    """Return what is gained where every window is trained in sections of so many latent frames."""
    by_length = tuple(
        (length, samples * max(1, (length - 1) // FRAME_STEP // section))
        for length, samples in gain.by_length
    )
    return replace(gain, samples=sum(samples for _, samples in by_length), by_length=by_length)
