"""The pin of PySide6: releases that abort the process must not come back.

PySide6 6.12.0 on Python 3.11 drops a reference of ``True`` and ``None`` with every call that
returns them, until the interpreter aborts (``bool_dealloc``, ``none_dealloc``).
"""

from __future__ import annotations

import subprocess
import sys

CODE = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    sent = Signal(int)

app = QCoreApplication([])
sender = Sender()
sender.sent.connect(lambda number: None)
for number in range(5000):
    sender.sent.emit(number)
    app.processEvents()
print("alive")
"""


def test_that_qt_survives_thousands_of_signals() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout.strip() == "alive", done.stderr
