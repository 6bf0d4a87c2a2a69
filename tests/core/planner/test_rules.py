"""Which rules belong to which trainer."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import DatasetError
from app.core.planner.rules import (
    MUSUBI_0_3_4,
    MUSUBI_LATER,
    Rules,
    architecture_named,
    rules_for,
    rules_of_checkout,
)

SOURCE = """
class ImageDataset:
    def retrieve_latent_cache_batches(self, num_workers):
        selector = BucketSelector(self.resolution, self.enable_bucket, self.bucket_no_upscale)

class VideoDataset:
    def retrieve_latent_cache_batches(self, num_workers):
        selector = BucketSelector({arguments})

    def prepare_for_training(self):
        selector = BucketSelector(self.resolution, self.enable_bucket, self.bucket_no_upscale)
"""


@pytest.mark.parametrize(
    ("version", "rules"),
    [
        ("0.3.4", MUSUBI_0_3_4),
        ("v0.2.15", MUSUBI_0_3_4),
        ("30c658c4f4b0", MUSUBI_0_3_4),
        ("0.3.5", MUSUBI_LATER),
        ("1.0", MUSUBI_LATER),
    ],
)
def test_that_a_version_has_its_rules(version: str, rules: Rules) -> None:
    assert rules_for(version) is rules


def test_that_a_word_is_no_version() -> None:
    with pytest.raises(DatasetError, match="no version"):
        rules_for("newest")


@pytest.mark.parametrize(
    ("arguments", "honoured"),
    [
        ("self.resolution, architecture=self.architecture", False),
        ("self.resolution, self.enable_bucket, self.bucket_no_upscale, self.architecture", True),
        ("self.resolution,\n            enable_bucket=self.enable_bucket", True),
    ],
)
def test_that_an_installed_trainer_is_judged_by_its_source(
    tmp_path: Path, arguments: str, honoured: bool
) -> None:
    folder = tmp_path / "src" / "musubi_tuner" / "dataset"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.9"\n', encoding="utf-8")
    source = SOURCE.format(arguments=arguments)
    (folder / "image_video_dataset.py").write_text(source, encoding="utf-8")
    rules = rules_of_checkout(tmp_path)
    assert rules.name == "musubi 0.3.9"
    assert rules.video_bucket_flags is honoured


def test_that_another_folder_is_no_trainer(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"pyproject\.toml"):
        rules_of_checkout(tmp_path)


def test_that_an_unknown_architecture_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DatasetError, match="wan, hunyuan, framepack"):
        architecture_named("flux")
