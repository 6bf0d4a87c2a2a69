"""Tokens: exactly as a SentencePiece model counts them, and about right without one."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from app.core.captions.tokens import (
    FILE,
    TokenCounter,
    best_counter,
    cleaned,
    counter,
    estimated,
    exact_counter,
    found_model,
)
from app.core.errors import SourceError

_PIECES = 150
_SENTENCES = [
    "a large white rabbit stretches in front of its burrow",
    "the rabbit walks through tall grass, the camera tracks left.",
    "a squirrel throws a nut and laughs; close-up, low angle",
    "soft morning light on a meadow, a butterfly lands on a pink flower",
] * 8


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny tokenizer, made as the one of UMT5 was: unigram, with bytes for unknown characters."""
    from sentencepiece import SentencePieceTrainer

    written = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(_SENTENCES),
        model_writer=written,
        vocab_size=_PIECES + 256,
        model_type="unigram",
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    path = tmp_path_factory.mktemp("tokenizer") / FILE
    path.write_bytes(written.getvalue())
    return path


def _pieces(model: Path) -> int:
    from sentencepiece import SentencePieceProcessor

    return int(SentencePieceProcessor(model_file=str(model)).vocab_size())


def test_that_a_model_counts_what_it_splits_and_the_end(model: Path) -> None:
    from sentencepiece import SentencePieceProcessor

    ours = exact_counter(model, _pieces(model))
    processor = SentencePieceProcessor(model_file=str(model))
    assert ours.exact
    assert ours.source == model
    for text in (*_SENTENCES[:4], "A rabbit walks", "grass-green, soft", ""):
        lower = text.lower()
        assert ours.count(lower) == len(processor.encode(lower)) + 1


def test_that_neighbouring_unknown_characters_are_one_token(model: Path) -> None:
    ours = exact_counter(model, _pieces(model))
    one = ours.count("rabbit 兎")
    assert ours.count("rabbit 兎兎兎") == one
    assert ours.count("rabbit 兎 兎") > one


def test_that_a_caption_is_cleaned_as_the_trainer_cleans_it(model: Path) -> None:
    ours = exact_counter(model, _pieces(model))
    assert cleaned("salt &amp; light") == "salt & light"
    assert cleaned("“rabbit”") == '"rabbit"'
    assert ours.count("a rabbit\n  walks\n") == ours.count("a rabbit walks")
    assert ours.count("a &quot;rabbit&quot;") == ours.count('a "rabbit"')


def test_that_words_are_counted_once_for_all_captions() -> None:
    asked: list[str] = []

    def of_word(word: str) -> float:
        asked.append(word)
        return 2.0

    ours = TokenCounter(of_word)
    assert [ours.count("a b a"), ours.count("b c")] == [7, 5]
    assert asked == ["a", "b", "c"]


def test_that_another_models_file_is_refused_in_a_sentence(model: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not the tokenizer of UMT5"):
        counter(model)
    broken = tmp_path / FILE
    broken.write_bytes(b"no model")
    with pytest.raises(SourceError, match="is no SentencePiece model"):
        counter(broken)


def test_that_a_useless_file_leaves_an_estimate_and_says_why(model: Path) -> None:
    ours, trouble = best_counter(str(model), {})
    assert not ours.exact
    assert "is not the tokenizer of UMT5" in trouble


def _put(folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / FILE
    path.write_bytes(b"")
    return path


def test_that_the_tokenizer_is_found_where_the_trainer_downloads_it(tmp_path: Path) -> None:
    env = {"HF_HOME": str(tmp_path / "hf"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert found_model("", env) is None
    usual = tmp_path / "cache/huggingface/hub"
    google = _put(usual / "models--google--umt5-xxl/snapshots/abc")
    assert found_model("", env) == google
    moved = tmp_path / "hf/hub"
    wan = _put(moved / "models--Wan-AI--Wan2.1-T2V-14B/snapshots/def/google/umt5-xxl")
    assert found_model("", env) == wan
    assert found_model("", {**env, "HF_HUB_CACHE": str(usual)}) == google


def test_that_a_file_or_folder_a_person_set_comes_first(tmp_path: Path) -> None:
    given = _put(tmp_path / "Wan2.1/google/umt5-xxl")
    assert found_model(str(given), {}) == given
    assert found_model(str(tmp_path / "Wan2.1"), {}) == given
    with pytest.raises(SourceError, match=r"no spiece\.model"):
        found_model(str(tmp_path / "elsewhere"), {})


# What google/umt5-xxl makes of these, counted with its own file (sha256 e3909a67…).
_MEASURED = {
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. It "
    "scratches its belly, ears swaying, and looks up as a shadow passes. Lush meadow with a "
    "gnarled tree and soft hills behind, warm early sun. Medium shot, slightly low angle, slow "
    "push-in.": 75,
    "이른 아침 숲, 커다란 흰 토끼가 굴 앞에서 기지개를 켜며 햇살에 눈을 깜빡인다.": 39,
    "早朝の森で、大きな白いウサギが巣穴の前で伸びをし、朝の光にまばたきをする。": 30,
    "清晨的森林里，一只大白兔在洞口前伸懒腰，对着晨光眨眼。": 29,
    "A 35mm film still, 2025: the neon sign reads “OPEN 24H”, rain on the asphalt.": 33,
}


@pytest.mark.parametrize(("text", "tokens"), _MEASURED.items())
def test_that_the_estimate_is_near_the_count_of_the_trainer(text: str, tokens: int) -> None:
    assert abs(TokenCounter(estimated).count(text) - tokens) <= 0.16 * tokens


def test_that_ten_thousand_captions_are_counted_in_a_fifth_of_a_second() -> None:
    ours = TokenCounter(estimated)
    text = next(iter(_MEASURED))
    captions = [f"{text} {number}" for number in range(10_000)]
    start = time.process_time()
    for caption in captions:
        ours.count(caption)
    assert time.process_time() - start < 0.4  # twice what it takes under load
