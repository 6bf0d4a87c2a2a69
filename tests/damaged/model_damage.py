"""What is done to files with a form of their own: SQLite, safetensors, pth."""

from __future__ import annotations

import json
import pickle
import random
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

from tests.damaged.mutations import Mutation
from tests.damaged.text_damage import _ODD, _spoilt

_VALUES: tuple[Any, ...] = (
    *(None, -1, 0, 1 << 62, -(1 << 62), 1.5, float("inf"), "", "x", "\0", "x" * 100_000, b"\xff\0"),
    *("1/0", "0/1", "-24/1", "[]", "{}", "null", "[" * 5000, '{"a":1}', "../../../x", "NaN"),
)


# ---------------------------------------------------------------------------------- SQLite


def other_cell(path: Path, dice: random.Random) -> None:
    """Put odd values into cells of its tables, whatever the tables allow."""
    with sqlite3.connect(path) as base:
        base.execute("pragma foreign_keys = off")
        base.execute("pragma ignore_check_constraints = on")
        names = [
            each[0] for each in base.execute("select name from sqlite_master where type = 'table'")
        ]
        for _ in range(dice.choice((1, 1, 3, 12))):
            table = dice.choice(names)
            columns = [each[1] for each in base.execute(f"pragma table_info({table})")]
            sql = f"update or ignore {table} set {dice.choice(columns)} = ?"
            try:
                base.execute(sql, (dice.choice(_VALUES),))
            except sqlite3.Error:
                continue
    base.close()


def other_schema(path: Path, dice: random.Random) -> None:
    """Take a table or column away, put a trigger or view in its place, change versions."""
    with sqlite3.connect(path) as base:
        names = [
            each[0] for each in base.execute("select name from sqlite_master where type = 'table'")
        ]
        table = dice.choice([each for each in names if not each.startswith("sqlite_")])
        for sql in dice.choice(
            (
                [f"drop table {table}"],
                [f"alter table {table} add column more text"],
                [f"alter table {table} rename to other"],
                [f"delete from {table}"],
                [f"drop table {table}", f"create view {table} as select 1 as id"],
                [f"create trigger t after insert on {table} begin delete from {table}; end"],
                ["pragma user_version = 0"],
                ["pragma user_version = -5"],
                ["pragma user_version = 2147483647"],
                ["pragma application_id = 7"],
                [
                    f"drop table {table}",
                    f"create view {table} as with recursive n(id) as "
                    "(select 1 union all select id + 1 from n) select id from n",
                ],
            )
        ):
            try:
                base.execute(sql)
            except sqlite3.Error:
                continue
    base.close()


# ------------------------------------------------------------------------------ safetensors


def other_header(path: Path, dice: random.Random) -> None:
    """Put odd values into its header."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    if length > len(data):
        return
    header = json.loads(data[8 : 8 + length])
    for _ in range(dice.choice((1, 2, 8))):
        header = _spoilt(header, dice)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])


def odd_length(path: Path, dice: random.Random) -> None:
    """Let its header be of another length than it says."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    other = dice.choice(
        (0, 1, length - 1, length + 1, len(data), 1 << 31, (1 << 63) - 1, (1 << 64) - 1)
    )
    path.write_bytes(other.to_bytes(8, "little") + data[8:])


def odd_shapes(path: Path, dice: random.Random) -> None:
    """Let a tensor be of odd sizes, or lie at odd places."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    name = dice.choice([each for each in header if each != "__metadata__"])
    header[name] |= dice.choice(
        (
            {"shape": [1 << 40, 1 << 40, 1 << 40]},
            {"shape": [-1, 4]},
            {"shape": [1] * 100_000},
            {"shape": []},
            {"dtype": "F4"},
            {"dtype": dice.choice(_ODD)},
            {"data_offsets": [10, 2]},
            {"data_offsets": [0, 1 << 62]},
            {"data_offsets": [-8, 8]},
            {"shape": [10**400]},
        )
    )
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length :])


# --------------------------------------------------------------------------------------- pth


def bomb(path: Path, dice: random.Random) -> None:
    """Let its pickle unpack to very much, or its folder of members lie."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        body = dice.choice((b"\0", b"(", b"}", b"\x80\x02]")) * 1_000_000
        with archive.open("a/data.pkl", "w", force_zip64=True) as file:
            for _ in range(dice.choice((30, 300))):
                file.write(body)


def odd_pickle(path: Path, dice: random.Random) -> None:
    """Let its pickle do what no pickle of weights does."""
    mine: list[Any] = []
    mine.append(mine)
    long = b"\x8a\xff" + b"\xff" * 255
    body = dice.choice(
        (
            pickle.dumps(mine, 2),
            b"\x80\x02" + b"(" * 200_000 + b".",
            b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + b".",
            b"\x80\x02cposix\nsystem\nX\x02\0\0\0id\x85R.",
            b"\x80\x02}q\0h\0h\0s" * 5 + b".",
            b"\x80\x04\x8d" + struct.pack("<Q", 1 << 40) + b"abc",
            b"\x80\x02X" + struct.pack("<I", 0xFFFFFFFF) + b"abc",
            b"\x80\x02" + long + b".",
            b"\x80\x02h\xff.",
            b"\x80\x02" + b"]q\0" + b"h\0h\0a" * 1000 + b".",
            b"\x80\x02\x88" + b"2" * 300_000 + b"\x86" * 200_000 + b".",
            b"",
            b".",
            dice.randbytes(3000),
        )
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(dice.choice(("archive/data.pkl", "../../data.pkl", "/data.pkl")), body)
        if dice.random() < 0.3:
            archive.writestr("other/data.pkl", body)


def old_pickle(path: Path, dice: random.Random) -> None:
    """Let it be a pickle without an archive, as PyTorch wrote them once."""
    path.write_bytes(pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps({"a": 1}, 2))


SQLITE: tuple[Mutation, ...] = (other_cell, other_cell, other_cell, other_schema)
SAFETENSORS: tuple[Mutation, ...] = (other_header, other_header, odd_length, odd_shapes)
PTH: tuple[Mutation, ...] = (bomb, odd_pickle, odd_pickle, old_pickle)
