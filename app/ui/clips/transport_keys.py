"""The keys on the transport: those of the commands that do the same."""

from __future__ import annotations

from functools import partial

from app.ui.actions import follow_key
from app.ui.widgets.player_chips import PictureChips
from app.ui.widgets.player_transport import Transport


def show_keys(transport: Transport, chips: PictureChips) -> None:
    """Let the buttons of a transport and the switches on the picture tell the keys in force."""
    icons = {
        "play.shuttle_back": transport.rewind,
        "play.back": transport.back,
        "play.toggle": transport.play,
        "play.forward": transport.forward,
        "play.shuttle": transport.fast,
        "play.loop": transport.loop,
        "play.big": transport.full,
    }
    for command, icon in icons.items():
        follow_key(icon, command, icon.set_key)
    for command, marker in (("mark.in", transport.mark_in), ("mark.out", transport.mark_out)):
        follow_key(marker, command, partial(transport.set_marker_key, marker))
    for switch in ("own", "look", "loop"):
        follow_key(chips, f"play.{switch}", partial(chips.set_key, switch))
    follow_key(transport.readout, "play.place", transport.readout.set_key)
