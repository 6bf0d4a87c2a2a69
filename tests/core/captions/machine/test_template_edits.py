from __future__ import annotations

import dataclasses
from pathlib import Path

from app.core.captions.machine import templates
from app.core.captions.machine.template_edits import TemplateDesk
from app.core.captions.machine.templates import Template


def desk(folder: Path) -> TemplateDesk:
    return TemplateDesk(templates.templates(folder), templates.originals())


def write(made: TemplateDesk, folder: Path) -> None:
    for name in made.gone:
        templates.forget(name, folder)
    for each in made.kept:
        templates.keep(each, folder)


def test_that_nothing_is_written_where_nothing_was_changed(tmp_path: Path) -> None:
    made = desk(tmp_path)
    assert made.kept == [] and made.gone == []
    first = made.all[0]
    made.change(dataclasses.replace(first, text=first.text + "!"))
    made.change(first)
    assert made.kept == [] and made.gone == []


def test_that_a_changed_original_is_kept_as_ones_own_and_comes_back(tmp_path: Path) -> None:
    made = desk(tmp_path)
    first = made.all[0]
    made.change(dataclasses.replace(first, text="Sing it."))
    write(made, tmp_path)
    again = desk(tmp_path)
    assert (again.named(first.name).text, again.named(first.name).own) == ("Sing it.", True)
    assert again.is_shipped(first.name)
    again.remove(first.name)
    assert again.named(first.name) == first
    write(again, tmp_path)
    assert templates.templates(tmp_path)[0] == first
    assert list(tmp_path.glob("*.txt")) == []


def test_that_new_and_copied_templates_have_names_of_their_own(tmp_path: Path) -> None:
    made = desk(tmp_path)
    first = made.all[0]
    one, two = made.add("Mine"), made.add("Mine")
    copied, again = made.copy(first.name, "{} (copy)"), made.copy(first.name, "{} (copy)")
    assert len({each.name for each in (one, two, copied, again)}) == 4
    assert copied.title == f"{first.title} (copy)"
    assert (copied.text, copied.kind, copied.own) == (first.text, first.kind, True)
    write(made, tmp_path)
    assert {each.name for each in templates.templates(tmp_path) if each.own} == {
        each.name for each in (one, two, copied, again)
    }


def test_that_ones_own_is_removed_from_the_folder_and_an_empty_one_not_written(
    tmp_path: Path,
) -> None:
    templates.keep(Template(name="mine", title="Mine", kind="any", text="Say."), tmp_path)
    made = desk(tmp_path)
    assert not made.is_shipped("mine")
    made.remove("mine")
    assert made.gone == ["mine"]
    assert "mine" not in [each.name for each in made.all]
    empty = made.add("Empty")
    made.change(dataclasses.replace(empty, text="  "))
    write(made, tmp_path)
    assert list(tmp_path.glob("*.txt")) == []
