"""Where a card lies beside the control it is about: never over it while there is room elsewhere."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle, in any unit: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int

    def over(self, other: Box) -> int:
        """Return how much of another box it covers."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0, across) * max(0, down)

    def within(self, room: Box) -> Box:
        """Return it moved into a room, as far as it fits in."""
        x = max(room.x, min(self.x, room.x + room.width - self.width))
        y = max(room.y, min(self.y, room.y + room.height - self.height))
        return Box(x, y, self.width, self.height)


def beside(
    size: tuple[int, int],
    about: Box | None,
    window: tuple[int, int],
    gap: int = 12,
    *,
    below: bool = False,
) -> Box:
    """Return where a card of a size lies.

    Args:
        size: Its width and height.
        about: The control, in the window; None: the card lies in the lower right corner.
        window: Width and height of the window.
        gap: Between card and control, and between card and the window's edge.
        below: Whether it lies below rather than above, where there is room for both.
    """
    width, height = size
    room = Box(gap, gap, window[0] - 2 * gap, window[1] - 2 * gap)
    if about is None:
        return Box(window[0], window[1], width, height).within(room)
    middle, centre = about.y + (about.height - height) // 2, about.x + (about.width - width) // 2
    over = Box(centre, about.y - gap - height, width, height)
    under = Box(centre, about.y + about.height + gap, width, height)
    tried = [
        Box(about.x + about.width + gap, middle, width, height),
        Box(about.x - gap - width, middle, width, height),
        *((under, over) if below else (over, under)),
    ]
    inside = [each.within(room) for each in tried]
    free = [each for each in inside if not each.over(about)]
    return free[0] if free else min(inside, key=about.over)
