from __future__ import annotations

import pytest

from app.core.captions.foreign import ENCODINGS, decode_captions, decoded, encodings_of

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


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        *(("cp949", text) for text in KOREAN[::2]),
        *(("cp932", text) for text in JAPANESE[::2]),
        *(("cp1252", text) for text in WESTERN),
        ("utf-8-sig", "a café"),
        ("utf-16-le", "a café"),
        ("utf-16-be", "a café"),
        ("utf-8", "고양이 a café"),
    ],
)
def test_that_a_single_caption_is_told_and_read(encoding: str, text: str) -> None:
    data = text.encode(encoding)
    assert encodings_of({"a": data}) == {"a": encoding}
    assert decoded(data, encoding) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_that_half_a_utf_16_file_is_no_text(mark: bytes) -> None:
    assert encodings_of({"a": mark + "a girl".encode("utf-16-le")[:-1]}) == {"a": None}


def test_that_any_encoding_can_be_tried_on_any_bytes() -> None:
    for data in (b"", b"\xff\xfe\0", b"\xef\xbb\xbfa", bytes(range(256))):
        assert all(isinstance(decoded(data, encoding), str) for encoding in ENCODINGS)
    assert "\ufffd" in decoded("고양이".encode("cp949"), "utf-8")
