"""What commands do in review mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from app.ui.clips.cropping import Cropping
from app.ui.clips.review import Review

Slots = Mapping[str, Callable[[], object]]
_ELSEWHERE = (  # they need what it hides
    *("pick.caption", "pick.tag", "crop.draw", "crop.letterbox"),
    *("browse.filter", "browse.save_filter", "browse.saved", "browse.change_saved"),
    *("browse.help", "browse.next_kind", "browse.turn", "browse.strips"),
    *("browse.larger", "browse.smaller"),
)


def reviewing(review: Review, cropping: Cropping, slots: Slots) -> dict[str, Callable[[], object]]:
    """Return what commands do, with what some of them do in review mode instead.

    Those that need the inspector or the shelf end it first.
    """
    inside: Slots = {
        "pick.pick": review.pick,
        "pick.accept": review.pick,
        "pick.reject": review.reject,
        "browse.next_open": review.next_undecided,
        "browse.previous_open": partial(review.next_undecided, -1),
        "play.previous_shot": partial(review.step, -1),
        "play.next_shot": partial(review.step, 1),
        **{f"pick.rate{stars}": partial(review.rate, stars) for stars in range(6)},
    }

    def either(inside: Callable[[], object], outside: Callable[[], object]) -> None:
        (inside if review.on else outside)()

    def elsewhere(slot: Callable[[], object]) -> None:
        review.leave()
        slot()

    def toggle() -> None:
        cropping.keep()  # its frame lies over the player
        review.toggle()

    made: dict[str, Callable[[], object]] = {**slots, "play.review": toggle}
    for command in inside.keys() & slots.keys():
        made[command] = partial(either, inside[command], slots[command])
    for command in _ELSEWHERE:
        if command in slots:
            made[command] = partial(elsewhere, slots[command])
    return made
