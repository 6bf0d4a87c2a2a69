"""Version 1: the first project file."""

from __future__ import annotations

import sqlite3

_TABLES = (
    """
    CREATE TABLE settings (
        "id" INTEGER PRIMARY KEY CHECK ("id" = 1),
        "name" TEXT NOT NULL,
        "trigger" TEXT NOT NULL,
        "rate" TEXT NOT NULL,
        "crf" INTEGER NOT NULL CHECK ("crf" BETWEEN 0 AND 51),
        "lossless" INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE source (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "path" TEXT NOT NULL UNIQUE,
        "size" INTEGER NOT NULL,
        "mtime_ns" INTEGER NOT NULL,
        "quick_hash" TEXT NOT NULL,
        "frames" INTEGER NOT NULL,
        "rate" TEXT NOT NULL,
        "variable_rate" INTEGER NOT NULL,
        "width" INTEGER NOT NULL,
        "height" INTEGER NOT NULL,
        "damaged_after" INTEGER,
        "detector" TEXT NOT NULL,
        "threshold" REAL
    ) STRICT
    """,
    """
    CREATE TABLE cut (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "source" INTEGER NOT NULL REFERENCES source ("id"),
        "frame" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        "kind" TEXT NOT NULL,
        "score" REAL NOT NULL,
        CHECK (0 <= "frame" AND "frame" <= "end")
    ) STRICT
    """,
    """
    CREATE TABLE shot (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "source" INTEGER NOT NULL REFERENCES source ("id"),
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        "soft_start" INTEGER NOT NULL,
        "soft_end" INTEGER NOT NULL,
        "drawn" INTEGER NOT NULL,
        CHECK (0 <= "start" AND "start" < "end")
    ) STRICT
    """,
    """
    CREATE TABLE clip (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "source" INTEGER NOT NULL REFERENCES source ("id"),
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        "crop" TEXT,
        "caption" TEXT NOT NULL,
        "rating" INTEGER NOT NULL CHECK ("rating" BETWEEN 0 AND 5),
        "tags" TEXT NOT NULL,
        "state" TEXT NOT NULL,
        CHECK (0 <= "start" AND "start" < "end")
    ) STRICT
    """,
    """
    CREATE TABLE still (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "source" INTEGER NOT NULL REFERENCES source ("id"),
        "frame" INTEGER NOT NULL CHECK ("frame" >= 0),
        "crop" TEXT,
        "caption" TEXT NOT NULL,
        "rating" INTEGER NOT NULL CHECK ("rating" BETWEEN 0 AND 5),
        "tags" TEXT NOT NULL,
        "state" TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE dataset (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "position" INTEGER NOT NULL,
        "name" TEXT NOT NULL UNIQUE COLLATE NOCASE,
        "kind" TEXT NOT NULL,
        "resolution" TEXT NOT NULL,
        "batch_size" INTEGER NOT NULL,
        "num_repeats" INTEGER NOT NULL,
        "bucket_no_upscale" INTEGER NOT NULL,
        "target_frames" TEXT NOT NULL,
        "frame_extraction" TEXT NOT NULL,
        "frame_stride" INTEGER NOT NULL,
        "frame_sample" INTEGER NOT NULL,
        "max_frames" INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE prompt (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "position" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "width" INTEGER NOT NULL,
        "height" INTEGER NOT NULL,
        "frames" INTEGER NOT NULL,
        "seed" INTEGER NOT NULL,
        "steps" INTEGER NOT NULL,
        "flow_shift" REAL,
        "cfg_scale" REAL
    ) STRICT
    """,
    # Every edit, in the transaction that made it. "edit" and "inverse" are `Edit` as JSON with the
    # columns of "version"; "undone" marks what was taken back and can be done again.
    """
    CREATE TABLE log (
        "id" INTEGER PRIMARY KEY AUTOINCREMENT,
        "time" TEXT NOT NULL,
        "label" TEXT NOT NULL,
        "version" INTEGER NOT NULL,
        "edit" TEXT NOT NULL,
        "inverse" TEXT NOT NULL,
        "undone" INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
)
_INDEXES = (
    'CREATE INDEX cut_in_source ON cut ("source", "frame")',
    'CREATE INDEX shot_in_source ON shot ("source", "start")',
    'CREATE INDEX clip_in_source ON clip ("source", "start")',
    'CREATE INDEX still_in_source ON still ("source", "frame")',
)


def migrate(connection: sqlite3.Connection) -> None:
    """Lay out an empty database."""
    for statement in (*_TABLES, *_INDEXES):
        connection.execute(statement)
