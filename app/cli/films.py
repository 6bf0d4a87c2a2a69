"""Commands on one film: probe, shots, conform, clip."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import output
from app.cli.output import JsonFlag
from app.cli.values import crop_value, rate_text, rate_value, size_value, timecode
from app.core import store
from app.core.cache import Cache
from app.core.errors import SourceError

if TYPE_CHECKING:
    from app.core.media.index import FrameIndex
    from app.core.shots.cuts import Cut
    from app.core.shots.detect import Detection

FilmArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A film; it is only read.", readable=False)
]
StartOption = Annotated[int, typer.Option("--start", min=0, help="First frame.")]
EndOption = Annotated[int, typer.Option("--end", min=1, help="Frame after the last one.")]
RateOption = Annotated[
    str, typer.Option("--rate", metavar="RATE", help="Frames per second: 16, 24000/1001, 29.97.")
]


_QUICK = 2_000  # frames that are decoded in a few seconds


class Detector(StrEnum):
    """How cuts are found."""

    exact = "exact"
    fast = "fast"
    neural = "neural"
    adaptive = "adaptive"
    content = "content"
    hash = "hash"
    histogram = "histogram"
    threshold = "threshold"


DetectorOption = Annotated[
    Detector,
    typer.Option(
        help="exact: every frame. fast: half the decoding. neural: TransNetV2, needs torch. "
        "The others are PySceneDetect's; to them every cut is hard."
    ),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        help="How sure a cut must be, 0-1; lower finds more. For PySceneDetect's detectors on "
        "their own scales: adaptive 3, content 27, hash 0.35, histogram 0.2, threshold 12.",
    ),
]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(probe)
    app.command()(shots)
    app.command()(conform)
    app.command()(clip)


def probe(file: FilmArgument, as_json: JsonFlag = False) -> None:
    """Say what a film is: size, rate, length, codec, damage.

    A film of up to 2,000 frames, or one that looks damaged, is decoded once to be sure.

    `rushes probe film.mp4`
    """
    from app.core.media.probe import probe as probe_film

    facts = output.run("Reading", probe_film, file, cache=Cache(), sure_up_to=_QUICK)
    found = facts.to_json()
    if as_json:
        output.print_json(found)
        return
    output.facts((name.replace("_", " "), "-" if v is None else v) for name, v in found.items())


def shots(
    file: FilmArgument,
    detector: DetectorOption = Detector.exact,
    threshold: ThresholdOption = None,
    other: Annotated[
        Detector | None,
        typer.Option("--compare", help="Another detector, at its own threshold: what differs?"),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="OUT.csv",
            help="Write the shots as PySceneDetect does.",
            readable=False,
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the cuts of a film: hard cuts, dissolves and fades.

    The scores are kept: another threshold answers at once. The CSV counts frames from 1, as
    `scenedetect list-scenes` does; it holds the shots, without the frames of dissolves and fades.

    `rushes shots film.mp4 --threshold 0.4 --compare adaptive`
    """
    check_threshold(detector, threshold)
    if table is not None and table.suffix.lower() != ".csv":
        raise typer.BadParameter(f'"{table}" must end in .csv', param_hint="--csv")
    found = _detected(file, detector, threshold)
    second = None if other is None else _detected(file, other, None)
    if found.damaged_after is not None:
        output.warn(
            f'"{file}" is damaged: it cannot be decoded from frame {found.damaged_after} on; '
            "the cuts are those before it."
        )
    index = open_index(file)
    if table is not None:
        from app.core.shots.scene_csv import write_scenes

        write_scenes(table, found.shots, index)
    if as_json:
        output.print_json(found.to_json() | _compared_json(found, second, other))
        return
    _print_cuts(found.cuts, index)
    output.say(f"{len(found.cuts)} cuts in {found.frames} frames.")
    if second is not None and other is not None:
        _print_comparison(found, second, other, index)
    if table is not None:
        output.say(f"{table}: {len(found.shots)} shots.")


def check_threshold(detector: Detector, threshold: float | None) -> None:
    """Refuse a threshold outside of the detector's scale, as wrong usage."""
    from app.core.shots.detectors import DETECTORS

    known = DETECTORS[detector.value]
    if threshold is not None and not known.least <= threshold <= known.most:
        raise typer.BadParameter(
            f"{threshold:g} is not in {detector.value}'s range {known.least:g}-{known.most:g}.",
            param_hint="--threshold",
        )


def _detected(file: Path, detector: Detector, threshold: float | None) -> Detection:
    from app.core.shots.detect import detect

    return output.run(
        "Finding cuts",
        detect,
        file,
        detector=detector.value,
        threshold=threshold,
        cache=Cache(),
    )


def _compared_json(
    found: Detection, second: Detection | None, other: Detector | None
) -> dict[str, object]:
    from app.core.shots.compare import compare

    if second is None or other is None:
        return {}
    return {"compare": {"detector": other.value, **compare(found, second).to_json()}}


def _print_cuts(cuts: Iterable[Cut], index: FrameIndex) -> None:
    rows = (
        (n, cut.frame, cut.end, timecode(index.time(cut.frame)), cut.kind, f"{cut.score:.2f}")
        for n, cut in enumerate(cuts, start=1)
    )
    output.table(("> ", ">frame", ">end", ">time", "kind", ">score"), rows)


def _print_comparison(
    found: Detection, second: Detection, other: Detector, index: FrameIndex
) -> None:
    from app.core.shots.compare import compare

    compared = compare(found, second)
    for cuts, text in (
        (compared.only_first, f"which {other.value} lacks"),
        (compared.only_second, f"which only {other.value} has"),
    ):
        output.say(f"Cuts {text}: {len(cuts) or 'none'}.")
        if cuts:
            _print_cuts(cuts, index)


def conform(
    file: FilmArgument,
    start: StartOption,
    end: EndOption,
    rate: RateOption = "16",
    as_json: JsonFlag = False,
) -> None:
    """Name the frames of a range that preview, counts and export use at a constant rate.

    `rushes conform film.mp4 --start 240 --end 312`
    """
    from app.core.media.conform import conform as conform_frames
    from app.core.planner.windows import round_frames

    fps = rate_value(rate)
    index = open_index(file)
    check_range(index, start, end)
    frames = conform_frames(index, start, end, fps)
    if as_json:
        output.print_json({"rate": rate_text(fps), "frames": frames})
        return
    output.say(" ".join(map(str, frames)))
    fits = round_frames(len(frames))
    output.say(f"{len(frames)} frames at {float(fps):g} fps; the trainer's 4n+1: {fits}.")


def clip(
    file: FilmArgument,
    start: StartOption,
    end: EndOption,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="OUT.mp4", help="The clip to write.", readable=False),
    ],
    rate: RateOption = "16",
    crop: Annotated[
        str | None, typer.Option(metavar="W:H:X:Y", help="Part of the upright picture to keep.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="WxH", help="Scale to cover, then cut the centre.")
    ] = None,
    crf: Annotated[int, typer.Option(min=0, max=51, help="x264 quality; lower is better.")] = 12,
    lossless: Annotated[bool, typer.Option("--lossless", help="Keep every pixel.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Export one clip: constant rate, H.264, upright, square pixels; read back and counted.

    `rushes clip film.mp4 --start 240 --end 312 -o clip.mp4 --crop 1920:1040:0:20`
    """
    from app.core.media.encode import ClipSpec, export_clips
    from app.core.media.geometry import Crop, Size

    if out.suffix.lower() != ".mp4":
        raise typer.BadParameter(f'"{out}" must end in .mp4', param_hint="--out")
    spec = ClipSpec(
        file,
        start,
        end,
        rate_value(rate),
        crop=Crop(*crop_value(crop)) if crop else None,
        size=Size(*size_value(size)) if size else None,
        crf=crf,
        lossless=lossless,
    )
    store.sweep(out.parent)
    (result,) = output.run("Exporting", export_clips, [(spec, out)], cache=Cache())
    if result.error is not None:
        raise result.error
    assert result.size is not None  # known wherever there is no error
    made = {
        "file": str(out),
        "frames": len(result.frames),
        "width": result.size.width,
        "height": result.size.height,
        "rate": rate_text(spec.rate),
        "notes": list(result.notes),
    }
    if as_json:
        output.print_json(made)
        return
    output.say(
        f"{out}: {len(result.frames)} frames at {rate} fps, {result.size}, read back and counted."
    )
    for note in result.notes:
        output.say(note)


def open_index(file: Path) -> FrameIndex:
    """Return the film's index, from the cache where it is there."""
    from app.core.media.index import index_file

    return output.run("Reading", index_file, file, cache=Cache())


def check_range(index: FrameIndex, start: int, end: int) -> None:
    """Refuse a range that is empty or outside the film.

    Raises:
        SourceError: It is.
    """
    if not 0 <= start < end <= len(index):
        name = index.key.path.name
        raise SourceError(
            f'Frames {start}-{end} are not in "{name}": it has frames 0-{len(index)}; '
            "choose a start below the end within them."
        )
