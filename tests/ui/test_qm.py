"""A catalog as Qt reads it."""

from __future__ import annotations

from app.ui.languages import read


def test_qt_finds_every_text_whoever_shows_it() -> None:
    texts = {f"Text {n} of {{}} “é” …": f"글 {n} {{}} 𠮷" for n in range(500)} | {"x": "y"}
    translator, _kept = read(texts)
    assert all(translator.translate("Any", text) == said for text, said in texts.items())
    assert not translator.translate("Any", "Text 500 of {} “é” …")
    assert not translator.translate("Any", "")


def test_a_text_of_one_who_shows_it_comes_before_that_of_all() -> None:
    translator, _kept = read({"Keep": "유지", "CropBar|Keep": "적용", "Bar|Only": "만"})
    assert translator.translate("CropBar", "Keep") == "적용"
    assert translator.translate("Other", "Keep") == "유지"
    assert translator.translate("Bar", "Only") == "만"
    assert not translator.translate("Other", "Only")


def test_texts_of_the_same_hash_are_told_apart() -> None:
    translator, _kept = read({"aaq": "하나"})
    assert translator.translate("Any", "aaq") == "하나"
    assert not translator.translate("Any", "aba")
    both, _kept_too = read({"aaq": "하나", "aba": "둘"})
    assert [both.translate("Any", text) for text in ("aaq", "aba")] == ["하나", "둘"]
