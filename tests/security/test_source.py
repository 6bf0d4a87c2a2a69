"""What the program's own source never does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "resources").rglob("*.py")])

# A name that is called -> why it never is.
NEVER = {
    **dict.fromkeys(("eval", "exec", "compile", "__import__"), "runs text as code"),
    **dict.fromkeys(
        ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
        "takes a shell",
    ),
    **dict.fromkeys(
        *[("pickle.load", "pickle.loads", "pickle.Unpickler", "shelve.open", "marshal.loads")],
        "runs what a file says",
    ),
    **dict.fromkeys(("yaml.load", "yaml.unsafe_load", "numpy.load", "np.load"), "may unpickle"),
    **dict.fromkeys(("tempfile.mktemp", "os.tempnam", "os.tmpnam"), "can be taken by another"),
    **dict.fromkeys(("shutil.unpack_archive", "ssl._create_unverified_context"), "trusts too much"),
}
NEVER_ENDS = ("extractall", "enable_load_extension", "load_extension", "executescript")
SPEAKERS = {  # the only modules that speak over the network, to an address that a person gave
    *("app/core/captions/machine/wire.py", "app/core/training/telling/webhook.py"),
    "app/core/training/after/comfy_server.py",
}


LIKELY = re.compile(  # what a file must say to be read closely
    r"\b(eval|exec|compile|__import__|system|popen|getoutput|getstatusoutput|pickle|shelve|marshal|"
    r"yaml|numpy|np|mktemp|tempnam|tmpnam|unpack_archive|_create_unverified_context|extractall|"
    r"(enable_)?load_extension|executescript|shell|subprocess|torch|verify|follow_redirects|httpx)\b"
)


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    text = file.read_text(encoding="utf-8")
    if LIKELY.search(text) is None:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(called: ast.expr) -> str:
    names = []
    while isinstance(called, ast.Attribute):
        names.append(called.attr)
        called = called.value
    return ".".join(reversed([*names, called.id if isinstance(called, ast.Name) else ""]))


def told(node: ast.Call, name: str) -> str:
    return next((ast.unparse(each.value) for each in node.keywords if each.arg == name), "")


@pytest.fixture(scope="module")
def every() -> list[tuple[str, str, ast.Call]]:
    assert len(FILES) > 800
    return [
        (file.relative_to(ROOT).as_posix(), name, node)
        for file in FILES
        for name, node in calls(file)
    ]


def test_that_no_shell_is_taken_and_no_text_is_run(every: list[tuple[str, str, ast.Call]]) -> None:
    wrong = [
        f"{file}:{node.lineno}: {name}"
        for file, name, node in every
        if name in NEVER
        or name.rpartition(".")[2] in NEVER_ENDS
        or told(node, "shell") == "True"
        or (name.startswith("subprocess.") and told(node, "shell"))
    ]
    assert wrong == []


def test_that_weights_are_loaded_as_weights_only(every: list[tuple[str, str, ast.Call]]) -> None:
    loads = [(file, node) for file, name, node in every if name.endswith("torch.load")]
    assert [file for file, node in loads if told(node, "weights_only") != "True"] == []
    assert loads  # else this looks for the wrong thing


def test_that_certificates_are_checked_and_no_answer_leads_elsewhere(
    every: list[tuple[str, str, ast.Call]],
) -> None:
    wrong = [
        f"{file}:{node.lineno}"
        for file, name, node in every
        if name.startswith("httpx.")
        and (told(node, "verify") == "False" or told(node, "follow_redirects") not in ("", "False"))
    ]
    assert wrong == []


def test_that_only_a_few_modules_speak_over_the_network() -> None:
    speaking = re.compile(
        r"^\s*(import|from) +(httpx|requests|aiohttp|http\.client|urllib3|ftplib|smtplib)\b", re.M
    )
    texts = {file: file.read_text(encoding="utf-8") for file in FILES}
    found = {file for file, text in texts.items() if speaking.search(text) or "urlopen" in text}
    assert {file.relative_to(ROOT).as_posix() for file in found} == SPEAKERS
