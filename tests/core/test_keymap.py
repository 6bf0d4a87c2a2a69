from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.keymap import Keymap

DEFAULTS = {"in": ("I",), "out": ("O",), "pick": ("Return", "Enter"), "none": ()}


def test_that_the_program_s_own_keys_are_those_nobody_changed() -> None:
    keymap = Keymap(DEFAULTS)
    assert keymap.keys("pick") == ("Return", "Enter")
    assert keymap.owner("O") == "out" and keymap.owner("Q") is None
    assert not any(map(keymap.differs, DEFAULTS))


def test_that_only_what_differs_is_kept() -> None:
    keymap = Keymap(DEFAULTS).given("in", "Q", instead_of="I")
    assert keymap.changed == {"in": ("Q",)}
    assert keymap.given("in", "I", instead_of="Q").changed == {}
    assert keymap.reset("in").changed == {}


def test_that_a_key_is_taken_from_its_command_and_comes_back_with_a_reset() -> None:
    keymap = Keymap(DEFAULTS).given("in", "O", instead_of="I")
    assert (keymap.keys("in"), keymap.keys("out"), keymap.owner("O")) == (("O",), (), "in")
    assert keymap.changed == {"in": ("O",)}
    assert keymap.reset("in").keys("out") == ("O",)
    back = keymap.reset("out")
    assert (back.keys("out"), back.keys("in")) == (("O",), ())


def test_that_a_further_key_comes_behind_and_one_can_be_taken_away() -> None:
    keymap = Keymap(DEFAULTS).given("none", "Q").given("none", "F5")
    assert keymap.keys("none") == ("Q", "F5")
    assert keymap.without("none", "Q").keys("none") == ("F5",)
    assert keymap.without("pick", "Return").keys("pick") == ("Enter",)


def test_that_a_person_s_key_goes_before_a_newer_version_s() -> None:
    keymap = Keymap({**DEFAULTS, "new": ("Q",)}, {"in": ("Q",)})
    assert keymap.keys("new") == () and keymap.keys("in") == ("Q",)


def test_that_keys_of_unknown_commands_are_kept() -> None:
    keymap = Keymap(DEFAULTS, {"later": ("I",)})
    assert keymap.keys("in") == ("I",)
    assert keymap.given("in", "Q").reset_all().changed == {"later": ("I",)}


KEY = st.sampled_from(["I", "O", "Q", "Return", "Enter", "F5"])
STEP = st.tuples(
    st.sampled_from(["give", "add", "take", "reset"]), st.sampled_from([*DEFAULTS]), KEY
)


@given(st.lists(STEP, max_size=12))
def test_that_no_key_ever_does_two_commands_and_all_can_be_reset(
    steps: list[tuple[str, str, str]],
) -> None:
    keymap = Keymap(DEFAULTS)
    for what, command, key in steps:
        if what == "take":
            keymap = keymap.without(command, key)
        elif what == "reset":
            keymap = keymap.reset(command)
            assert keymap.keys(command) == DEFAULTS[command]
        else:
            first = next(iter(keymap.keys(command)), "")
            keymap = keymap.given(command, key, instead_of=first if what == "give" else "")
            assert keymap.owner(key) == command
        every = [each for name in DEFAULTS for each in keymap.keys(name)]
        assert len(every) == len(set(every))
    assert keymap.reset_all() == Keymap(DEFAULTS)
