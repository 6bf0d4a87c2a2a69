from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QDateTime, QLocale

from app.ui.captions.details_popover import when

pytestmark = pytest.mark.usefixtures("qapp")


def test_that_a_moment_is_said_by_its_day() -> None:
    now = datetime.now(UTC)
    days = [when((now - timedelta(days=days)).isoformat()) for days in range(3)]
    assert days[0].startswith("today ") and days[1].startswith("yesterday ")
    date = QDateTime.currentDateTime().addDays(-2).date()
    assert days[2].startswith(QLocale.system().toString(date, QLocale.FormatType.ShortFormat))
    assert days[2].split()[-1] == days[0].removeprefix("today ").split()[-1]
    assert when("") == "" and when("some day") == "some day"
