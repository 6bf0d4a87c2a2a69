from __future__ import annotations

import pytest

from app.core.captions.foreign import decode_captions

KOREAN = ["지브리 스타일. 숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다", "고양이", "비 오는 정류장"]
JAPANESE = [
    "雨の街を歩く少女、ゆっくりとしたパン",
    "猫",
    "森の中の白いウサギが巣穴の前で伸びをする",
]
WESTERN = ["Ein Mädchen geht über die Straße", "café", "Une fille marche sous la pluie, l’été"]


@pytest.mark.parametrize(
    ("encoding", "texts", "words"),
    [
        ("cp949", KOREAN, "Korean (CP949)"),
        ("cp932", JAPANESE, "Japanese (Shift-JIS)"),
        ("cp1252", WESTERN, "Western European (Windows-1252)"),
        ("latin-1", ["Ein Mädchen geht über die Straße"], "Western European (Windows-1252)"),
    ],
)
def test_that_captions_of_older_programs_are_read_as_what_they_are_and_said(
    encoding: str, texts: list[str], words: str
) -> None:
    found = decode_captions({n: text.encode(encoding) for n, text in enumerate(texts)})
    assert list(found.texts.values()) == texts
    assert found.guessed == {words: list(range(len(texts)))}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["A girl walks.", "한 소녀가 walks 비 오는 거리를."])
def test_that_unicode_is_read_with_and_without_its_mark(encoding: str, text: str) -> None:
    found = decode_captions({"a": text.encode(encoding)})
    assert found.texts == {"a": text}
    assert not found.guessed and not found.unreadable


def test_that_several_lines_become_one_and_an_empty_file_no_words() -> None:
    found = decode_captions({"a": b"A girl\r\n\r\n  walks.\n", "b": b"", "c": b" \n"})
    assert found.texts == {"a": "A girl walks.", "b": "", "c": ""}


def test_that_one_utf_8_caption_does_not_change_how_others_are_read() -> None:
    files = {n: text.encode("cp949") for n, text in enumerate(KOREAN)}
    found = decode_captions({**files, 9: "고양이 é".encode()})
    assert found.texts[9] == "고양이 é"
    assert [found.texts[n] for n in range(3)] == KOREAN


def test_that_captions_in_two_encodings_are_judged_one_by_one() -> None:
    both = {"ko": KOREAN[0].encode("cp949"), "de": WESTERN[0].encode("cp1252")}
    found = decode_captions(both)
    assert found.texts["de"] == WESTERN[0]
    assert len(found.texts) == 2


def test_that_a_file_that_is_no_text_is_told_apart() -> None:
    found = decode_captions({"a": b"\x00\x01\x02\xff\xfe\x00\x00"})
    assert found.unreadable == ["a"] and not found.texts
