"""What core says of a training, in another language."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import language
from app.core.clock import full_moment
from app.core.training.after.trial_presets import trial_presets
from app.core.training.curves.smoothing import Trend
from app.core.training.curves.summing_up import trend_words
from app.core.training.holding.choosing import Choice
from app.core.training.progress.exits import trouble_of_code
from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Totals
from app.core.training.progress.trouble import trouble_of
from app.core.training.recipe.options import every_option, groups, options
from app.core.training.recipe.presets import read_preset, title_of
from app.core.training.recipe.searching import lines_of
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import trouble_of as value_trouble
from app.core.training.recipe.warnings import warnings
from app.core.training.trainer.fitting import fits
from app.core.training.trainer.model_files import ModelFile, look_at_model
from app.core.training.trainer.sources import WHERE
from tests.conftest import Speaking

TEXTS = {
    # recipe
    "Memory": "메모리",
    "{option} takes a whole number.": "{option}: 정수여야 합니다.",
    "No length is given: 1,600 steps.": "길이가 없습니다: 1,600 단계.",
    "30 epochs": "30 에포크",
    "Use {value}": "{value} 사용",
    # progress
    "sampling {prompt}": "{prompt} 샘플링",
    "prompt {number} of {count}": "프롬프트 {count}개 중 {number}번째",
    "The trainer was ended by signal {number}.": "신호 {number}로 끝났습니다.",
    "The card ran out of memory{amount}: {rung}.": "{rung} (그래픽 카드 메모리 부족{amount})",
    "swap {more} blocks instead of {now}": "블록을 {now}개 대신 {more}개 교체",
    # trainer
    "{name} is {kind}, not {wanted}: choose {better}.": "{name}: {wanted} 아님, {better} 선택.",
    "a VAE": "VAE 파일",
    "a video model of Wan": "Wan 비디오 모델",
    WHERE["dit"]: "bf16 파일",
    "is a folder: choose the file in it": "폴더입니다",
    # curves, holding, clock
    "falling {slope} ± {error} per 1,000 steps": "천 단계마다 {slope} ± {error} 감소",
    "{number:,} of {all} are held out": "{all} 중 {number:,}",
    "{number:,} clips and stills": "클립 {number:,}개",
    "Nothing of {all} is held out": "{all} 중 없음",
    "{day} {month} {year} {time}": "{year}년 {month} {day}일 {time}",
    "Mar": "3월",
}


@pytest.fixture
def korean(speaking: Speaking) -> None:
    preset = read_preset("wan21-24gb")
    own = {preset.title: "스타일, 24 GB", preset.purpose: "스타일 훈련", preset.hints[0]: "첫 힌트"}
    rank = every_option()["train.network_dim"]
    trial = {each.title: "빠른 확인" for each in trial_presets() if each.name == "quick"}
    speaking({**TEXTS, **own, **trial, rank.short: "랭크", rank.why: "클수록 더 배웁니다"})


@pytest.mark.usefixtures("korean")
def test_options_say_what_they_do_and_are_found_by_both_languages() -> None:
    rank = every_option()["train.network_dim"]
    assert (rank.does, rank.reason) == ("랭크", "클수록 더 배웁니다")
    assert groups()["memory"] == "메모리"
    assert value_trouble(rank, "many") == "--network_dim: 정수여야 합니다."
    for query in ("랭크", rank.short):
        found = lines_of(options(), TrainingRecipe(), query)
        assert "train.network_dim" in [getattr(each, "key", "") for each in found]


@pytest.mark.usefixtures("korean")
def test_what_is_said_of_a_recipe_and_its_cure_are_translated() -> None:
    said = {each.sentence: each.label for each in warnings(TrainingRecipe())}
    assert said["길이가 없습니다: 1,600 단계."] == "30 에포크"
    assert "sdpa 사용" in said.values()


@pytest.mark.usefixtures("korean")
def test_presets_of_ours_follow_the_language_that_changes(tmp_path: Path) -> None:
    preset = read_preset("wan21-24gb")
    assert (preset.title, preset.purpose) == ("스타일, 24 GB", "스타일 훈련")
    assert preset.hints[0] == "첫 힌트"
    assert title_of("wan21-24gb") == "스타일, 24 GB"
    assert "빠른 확인" in [each.title for each in trial_presets()]
    language.use("en", tmp_path)
    assert title_of("wan21-24gb") == read_preset("wan21-24gb").title != preset.title
    assert "Quick look" in [each.title for each in trial_presets()]


@pytest.mark.usefixtures("korean")
def test_what_the_trainer_does_and_why_it_failed_are_translated() -> None:
    reader = LogReader("train", Totals(prompts=2))
    reader.feed(b"INFO:x:generating sample images at step 3\nINFO:x:prompt: rain\n")
    assert reader.summary.phase == "프롬프트 2개 중 1번째 샘플링"
    trouble = trouble_of_code(-10)
    assert trouble is not None
    assert trouble.sentence == "신호 10로 끝났습니다."
    text = "Traceback (most recent call last):\ntorch.OutOfMemoryError: CUDA out of memory."
    recipe = {"train.blocks_to_swap": 8, "train.gradient_checkpointing": True}
    trouble = trouble_of(text, "train", code=1, recipe=recipe)
    assert trouble is not None
    assert trouble.sentence == "블록을 8개 대신 12개 교체 (그래픽 카드 메모리 부족)"


@pytest.mark.usefixtures("korean")
def test_what_a_file_is_and_what_to_choose_instead_are_translated(tmp_path: Path) -> None:
    file = ModelFile(path=Path("a.safetensors"), kind="vae")
    assert fits("dit", "t2v-14B", file) == '"a.safetensors": Wan 비디오 모델 아님, bf16 파일 선택.'
    assert look_at_model(tmp_path).trouble == f'"{tmp_path.name}" 폴더입니다.'


@pytest.mark.usefixtures("korean")
def test_counts_slopes_and_times_stand_as_the_language_has_them() -> None:
    assert trend_words(Trend(-0.002, 0.0012)) == "천 단계마다 0.002 ± 0.0012 감소"
    assert Choice(total=240).words == "클립 240개 중 없음"
    assert full_moment(1_741_773_000).split("년 ")[1].startswith("3월 1")
