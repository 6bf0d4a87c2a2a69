"""What a dataset file without a project loses: reasons, cures of its text, advice for the rest."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from app.core.export.cures import Cure, cured_text
from app.core.export.cures_effects import Effects, FileSwap
from app.core.export.cures_groups import Group
from app.core.export.cures_offered import Offers
from app.core.export.cures_picks import find_groups, group_sum
from app.core.export.cures_ranges import Shots
from app.core.export.cures_reasons import longest_free
from app.core.export.films import Films
from app.core.planner.document import parse_document
from app.core.planner.facts import DatasetFacts, Ignored, Source, Sources, VideoFact
from app.core.planner.ledger import losses
from app.core.planner.plan import Plan, Planner
from app.core.planner.schema import configure
from tests.core.planner.entry_files import (
    GENERAL,
    clips,
    image_entry,
    pictures,
    sources,
    video_entry,
)
from tests.core.planner.test_plan import AUTHOR, author_plan

NO_SHOTS = Shots(())


def text_of(*entries: dict[str, Any]) -> str:
    return tomlkit.dumps({"general": GENERAL, "datasets": list(entries)})


def planned(text: str, *facts: DatasetFacts) -> Plan:
    return Planner().plan(configure(parse_document(Path("dataset.toml"), text)), facts)


def groups_of(plan: Plan) -> tuple[Group, ...]:
    return find_groups(plan, (), None, Films())


def cures_of(plan: Plan, group: Group, place: int = 0) -> tuple[Cure, ...]:
    return Offers(plan, None, Films()).cures(group, group.member(place), NO_SHOTS)


def holds_its_word(text: str, facts: tuple[DatasetFacts, ...], cure: Cure, group: Group) -> None:
    """Check what a cure says against the plan of the changed text."""
    if cure.text is None or cure.effect is None:
        return
    before, after = planned(text, *facts), planned(cured_text(cure, text) or "", *facts)
    of = cure.text.dataset if group.dataset is None else group.dataset
    sums = [sum(own.samples or 0 for own in plan.datasets) for plan in (before, after)]
    assert (cure.effect.all_before, cure.effect.all_after) == tuple(sums)
    if group.dataset is not None:
        own = before.datasets[of].samples, after.datasets[of].samples
        assert (cure.effect.before, cure.effect.after) == own


# ------------------------------------------------------------------ the author's


def test_that_the_two_clips_of_exactly_45_frames_are_named() -> None:
    plan = author_plan()
    (group,) = [each for each in groups_of(plan) if each.lost]
    assert group_sum(group) == "2 clips · 2 samples lost"
    assert [member.file for member in group.members()] == ["clip_003.mp4", "clip_007.mp4"]
    assert group.member(1).batch.says == (
        "2 windows share start 0: 1 sample lost; 46 frames would give both."
    )
    assert group.member(1).batch.missing == 1


def test_that_a_target_that_the_two_reach_costs_the_others_no_sample() -> None:
    plan = author_plan()
    group = groups_of(plan)[0]
    cures = {cure.label: cure for cure in cures_of(plan, group)}
    lower = cures["Lower 45 to 41"]
    assert lower.effect is not None and lower.effect.words == "478 → 480"
    assert (lower.effect.all_before, lower.effect.all_after) == (1078, 1080)
    facts = tuple(own.facts for own in plan.datasets)
    for cure in cures.values():
        holds_its_word(text_of(*AUTHOR), facts, cure, group)


# ------------------------------------------------------------------ reasons


def test_that_groups_lose_in_all_what_the_losses_of_the_ledger_lose() -> None:
    films = clips(3, 12, 40, 45, 45, 46, 200)
    entries = video_entry(
        frame_extraction="uniform", target_frames=[9, 45], frame_sample=3, num_repeats=2
    )
    plan = planned(text_of(entries), films)
    found = sum(group.lost for group in groups_of(plan))
    assert found == sum(loss.lost for loss in losses(plan)) > 0


def test_that_the_largest_loss_stands_first_and_a_stop_before_it() -> None:
    films = sources(
        Source("v/a.mp4", VideoFact(9, 96, 64)),
        Source("v/b.mp4", VideoFact(4, 96, 64, fault="it stops decoding; replace it")),
        *(Source(f"v/c{n}.mp4", VideoFact(20, 96, 64)) for n in range(4)),
    )
    plan = planned(text_of(video_entry(target_frames=[13, 33])), films)
    found = groups_of(plan)
    assert [(group.head, group.count) for group in found[:3]] == [
        ("The trainer stops on these files", 1),
        ("Too short for 33 frames", 5),
        ("Too short for 13 frames", 1),
    ]
    assert found[0].stops and found[0].member(0).batch.says == "It stops decoding; replace it."


def test_that_clips_which_miss_least_come_first_in_a_group() -> None:
    plan = planned(text_of(video_entry(target_frames=[45])), clips(20, 44, 30, 60))
    group = groups_of(plan)[0]
    assert [member.batch.missing for member in group.members()] == [1, 15, 25]
    assert [group.member(n).file for n in range(group.count)] == ["b.mp4", "c.mp4", "a.mp4"]


def test_that_two_files_of_one_stem_say_which_one_is_trained() -> None:
    films = sources(
        Source("v/a.mkv", VideoFact(21, 96, 64)), Source("v/a.mp4", VideoFact(21, 96, 64))
    )
    plan = planned(text_of(video_entry(target_frames=[21])), films)
    group = groups_of(plan)[0]
    assert (group.reason, group.lost, group.member(0).file) == ("names", 1, "a.mkv")
    assert group.member(0).batch.says.startswith("a.mp4 writes 1 cache file of this name too")
    (advice,) = cures_of(plan, group)
    assert advice.kind == "rename" and not advice.acts


def test_that_pictures_without_a_caption_file_and_passed_over_files_are_told_once() -> None:
    ignored = (
        Ignored("b.png", "no caption file with its name"),
        Ignored("more", "a folder; the trainer does not look into it"),
    )
    seen = dataclasses.replace(pictures((96, 64)), ignored=ignored)
    other = image_entry(cache_directory="c2", num_repeats=2)
    plan = planned(text_of(image_entry(num_repeats=3), other), seen, seen)
    uncaptioned, folder = groups_of(plan)
    assert (uncaptioned.reason, uncaptioned.lost, uncaptioned.count) == ("uncaptioned", 3, 1)
    assert folder.head == "Passed over: a folder; the trainer does not look into it"
    (cure,) = cures_of(plan, folder)
    assert cure.label == "Read this folder, too" and cure.effect is None
    text = text_of(image_entry(num_repeats=3), other)
    after = configure(parse_document(Path("d.toml"), cured_text(cure, text) or "")).datasets
    assert [entry.directory for entry in after] == ["i", "i/more", "i"]
    assert after[1].cache_directory == "i/more/cache" and after[1].num_repeats == 3


def test_that_a_missing_caption_of_a_clip_stops_the_trainer() -> None:
    films = sources(Source("v/a.mp4", VideoFact(21, 96, 64), "missing"))
    plan = planned(text_of(video_entry(target_frames=[21])), films)
    group = groups_of(plan)[0]
    assert group.stops and group.head == "The trainer stops on their captions"
    assert group.member(0).batch.says == "No caption file."


def test_that_empty_captions_of_a_folder_are_told_once() -> None:
    films = sources(Source("v/a.mp4", VideoFact(21, 96, 64), notes=("empty caption",)))
    other = video_entry(target_frames=[21], cache_directory="c2")
    plan = planned(text_of(video_entry(target_frames=[21]), other), films, films)
    assert [(group.reason, group.count) for group in groups_of(plan)] == [("bare", 1)]


def test_that_what_no_window_takes_is_found_between_windows_too() -> None:
    assert longest_free([(0, 10), (30, 10)], 45) == 20
    assert longest_free([(0, 10), (5, 20)], 60) == 35
    assert longest_free([], 7) == 7


def test_that_a_file_whose_entry_changed_is_not_cured() -> None:
    text = text_of(video_entry(target_frames=[45]))
    plan = planned(text, clips(44, 60))
    cure = cures_of(plan, groups_of(plan)[0])[0]
    assert cure.label == "Lower 45 to 41"
    assert cured_text(cure, text) is not None
    assert cured_text(cure, text_of(video_entry(target_frames=[45], num_repeats=2))) is None
    assert cured_text(cure, "") is None


def test_that_comments_outlive_a_cure() -> None:
    text = text_of(video_entry(target_frames=[45])).replace(
        "target_frames = [45]", "target_frames = [45]  # mine"
    )
    plan = planned(text, clips(44, 60))
    cure = cures_of(plan, groups_of(plan)[0])[0]
    assert "# mine" in (cured_text(cure, text) or "")


@pytest.mark.parametrize("seed", range(25))
def test_that_every_cure_of_a_file_gives_exactly_what_it_says(seed: int) -> None:
    chance = random.Random(seed)
    films = DatasetFacts(
        Sources(
            [
                Source(f"v/{n // 2 if n < 4 else n}.{'mkv' if n % 2 else 'mp4'}", fact)
                for n in range(12)
                if (fact := VideoFact(chance.randint(1, 130), *chance.choice([(96, 64), (64, 96)])))
            ]
        )
    )
    rate = {"source_fps": 24.0} if chance.random() < 0.3 else {}
    entries = [
        video_entry(
            cache_directory=f"c{n}",
            frame_extraction=chance.choice(("head", "chunk", "slide", "uniform", "full")),
            target_frames=chance.sample((1, 9, 21, 33, 45, 81), chance.randint(1, 3)),
            frame_sample=chance.randint(0, 5),
            frame_stride=chance.randint(1, 20),
            max_frames=chance.choice((17, 45, 129)),
            num_repeats=chance.randint(0, 3),
            batch_size=chance.randint(1, 3),
            **rate,
        )
        for n in range(2)
    ]
    if chance.random() < 0.2:  # one cache folder in two spellings
        entries[1]["cache_directory"] = "c0/"
    text = text_of(*entries)
    facts = (films, films)
    plan = planned(text, *facts)
    offers = Offers(plan, None, Films())
    for group in groups_of(plan):
        for place in range(min(3, group.count)):
            for cure in offers.cures(group, group.member(place), NO_SHOTS):
                holds_its_word(text, facts, cure, group)
        for cure in offers.of_all(group, NO_SHOTS):
            holds_its_word(text, facts, cure, group)


def test_that_a_file_that_moves_between_datasets_is_counted_in_both() -> None:
    text = text_of(
        video_entry(target_frames=[9]), video_entry(cache_directory="c2", target_frames=[21])
    )
    plan = planned(text, clips(12, 60), clips(60))
    effects = Effects(plan)
    grown = VideoFact(30, 96, 64)
    stays = effects.of_files([FileSwap(True, "a.mp4", grown, reads=frozenset({0, 1}))])
    assert stays == (2, 1)  # a.mp4 is read by both already: the second's is shorter now
    moves = effects.of_files([FileSwap(True, "b.mp4", grown, reads=frozenset({1}))])
    assert moves == (1, 2)
    leaves = effects.of_files([FileSwap(True, "a.mp4", grown, reads=frozenset({0}))])
    assert leaves == (2, 0)
