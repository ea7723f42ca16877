"""A theme's templates: compiled once, and while somebody waits."""

import os
import sys
import tempfile

import pytest
from jinja2 import DictLoader, Environment

from nabla.site_templates import compile_ahead, keep_code

TEMPLATES = {"main": "{% include 'part' %}", "part": "part <{{ 'x' | upper }}>"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder for temporary files in which nothing lies yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


class Counting(Environment):
    """Notes the templates that it compiles."""

    def __init__(self, templates=TEMPLATES, **options):
        super().__init__(loader=DictLoader(templates), **options)
        self.compiled = []

    def _generate(self, source, name, filename, *, defer_init=False):
        self.compiled.append(name)
        return super()._generate(source, name, filename, defer_init)


def rendered(environment):
    keep_code(environment)
    return environment.get_template("main").render()


def test_a_template_is_compiled_once_for_all_builds():
    first, second = Counting(), Counting()
    assert rendered(first) == rendered(second) == "part <X>"
    assert (sorted(first.compiled), second.compiled) == (["main", "part"], [])


def test_a_changed_template_is_compiled_again():
    rendered(Counting())
    changed = Counting({**TEMPLATES, "part": "another"})
    assert rendered(changed) == "another"
    assert changed.compiled == ["part"]


def test_an_environment_that_reads_otherwise_shares_no_code():
    rendered(Counting())
    assert rendered(Counting(variable_start_string="[[", variable_end_string="]]")) == (
        "part <{{ 'x' | upper }}>"
    )
    other = Counting()
    other.filters["upper"] = lambda text: text * 2
    assert rendered(other) == "part <xx>"


def test_code_that_is_damaged_is_compiled_again(folder):
    rendered(Counting())
    for file in folder.rglob("*.cache"):
        file.write_bytes(file.read_bytes()[:-9])
    again = Counting()
    assert rendered(again) == "part <X>"
    assert sorted(again.compiled) == ["main", "part"]


@pytest.mark.skipif(sys.platform == "win32", reason="Jinja takes the folder as it is there")
def test_no_code_is_kept_where_no_folder_is_only_ours(folder):
    (folder / f"_jinja2-cache-{os.getuid()}").write_text("not a folder")
    environment = Counting()
    assert rendered(environment) == "part <X>"
    assert environment.bytecode_cache is None


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_the_folder_of_the_code_is_closed_to_others(folder):
    rendered(Counting())
    kept = folder / f"_jinja2-cache-{os.getuid()}"
    assert kept.stat().st_mode & 0o077 == 0
    assert any(kept.iterdir())


def test_templates_are_compiled_only_while_somebody_waits():
    pages = Environment(loader=DictLoader({"a": "{% include 'b' %}", "b": "x", "c": "y"}))
    answers = iter([True, True, False])
    assert compile_ahead(pages, ["a", "missing", "c"], lambda: next(answers)) == ("a",)
    assert compile_ahead(pages, ["a", "c"], lambda: False) == ()
