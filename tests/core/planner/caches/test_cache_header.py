"""Headers of cache files, whole and damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.planner.caches.cache_header import CacheFact, read_fact, words_key
from tests.core.planner.caches.cache_files import write_latents, write_safetensors, write_text


def test_that_the_size_of_pictures_is_read(tmp_path: Path) -> None:
    path = write_latents(tmp_path / "a.safetensors", 45, 208, 384)
    assert read_fact(path) == CacheFact("latents", (12, 26, 48))


def test_that_the_latents_are_told_from_those_of_a_first_frame(tmp_path: Path) -> None:
    header = {
        "latents_image_9x9x9_bf16": _tensor([1, 9, 9, 9], 0, 4),
        "latents_2x3x4_bf16": _tensor([16, 2, 3, 4], 4, 8),
    }
    path = write_safetensors(tmp_path / "a.safetensors", header, 8)
    assert read_fact(path).shape == (2, 3, 4)


def test_that_captions_are_told_apart_as_the_trainer_reads_them(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.safetensors", "a cat\nruns")
    assert read_fact(path) == CacheFact("text", caption=words_key("  a cat\nruns \n"))
    assert words_key("a cat") != words_key("a  cat")


def test_that_a_caption_cache_may_not_say_its_words(tmp_path: Path) -> None:
    assert read_fact(write_text(tmp_path / "a.safetensors", None)) == CacheFact("text")


def test_that_a_model_is_no_cache(tmp_path: Path) -> None:
    header = {"lora_unet.lora_down.weight": _tensor([4, 4], 0, 32)}
    assert read_fact(write_safetensors(tmp_path / "a", header, 32)).kind == "other"


def test_that_a_model_is_no_damaged_cache(tmp_path: Path) -> None:
    path = tmp_path / "a_wan_te.safetensors"
    header = {"lora_unet.lora_down.weight": _tensor([4, 4], 0, 32)}
    write_safetensors(path, header, 9)  # it is being copied
    assert read_fact(path).kind == "other"
    write_safetensors(path, {"__metadata__": {"ss_tags": "x" * (2 << 20)}, **header}, 32)
    assert read_fact(path).kind == "other"
    trained = {"__metadata__": {"ss_network_dim": "32"}, "llm_a.weight": _tensor([4, 4], 0, 32)}
    assert read_fact(write_safetensors(path, trained, 32)).kind == "other"


@pytest.mark.parametrize("kept", [0, 5, 8, 60, -1])
def test_that_a_file_that_was_cut_short_is_damaged(tmp_path: Path, kept: int) -> None:
    path = write_latents(tmp_path / "a.safetensors", 45, 208, 384)
    path.write_bytes(path.read_bytes()[:kept])
    fact = read_fact(path)
    assert fact.kind == "damaged"
    assert "cut short" in fact.why


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"{",
        b'{"a": 1}',
        b'{"a": {"shape": [1], "data_offsets": [9, 0]}}',
        b'{"a": {"shape": [true], "data_offsets": [0, 0]}}',
        b"[" * 20_000,
        b"\xff\xff",
    ],
)
def test_that_a_header_without_sense_is_damaged(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    assert read_fact(path).kind == "damaged"


def test_that_a_header_of_any_length_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    length = 3 << 20
    with path.open("wb") as file:
        file.write(length.to_bytes(8, "little"))
        file.truncate(8 + length)
    assert read_fact(path).why == "it is no cache file inside"


def test_that_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in read_fact(tmp_path / "a.safetensors").why


def _tensor(shape: list[int], start: int, end: int) -> dict[str, object]:
    return json.loads(json.dumps({"dtype": "BF16", "shape": shape, "data_offsets": [start, end]}))
