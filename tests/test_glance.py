"""What a build guesses from a glance at its files: it may be wrong only about the time it takes."""

import os

import pytest

from nabla.execution.store import Store
from nabla.glance import MOST_READ, Glance

PAGE = "# A page\n\nSome prose, about `{python} 1 + 1`.\n\n```python\n#| run: true\nx = 1\n```\n"


@pytest.fixture
def docs(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in "abcdefg":
        (docs / f"{name}.md").write_text(PAGE)
    (docs / "prose.md").write_text("# Nothing runs here\n")
    (docs / "points.csv").write_text("1,2\n")
    return docs


@pytest.fixture
def glance(docs, tmp_path):
    return Glance(Store(tmp_path / "store"), docs)


def change(file, old, new):
    file.write_text(file.read_text().replace(old, new))
    os.utime(file, (1, 1))


def test_all_files_are_new_before_the_first_build(glance):
    assert glance.count_changed() == 9


def test_nothing_has_changed_after_a_build_in_which_all_held(glance):
    glance.note()
    assert glance.count_changed() == 0


def test_an_edit_of_prose_asks_for_no_run(glance, docs):
    glance.note()
    change(docs / "a.md", "Some prose,", "Other prose, and\nmore of it")
    change(docs / "prose.md", "Nothing", "Still nothing")
    assert glance.count_changed() == 0


@pytest.mark.parametrize("name", ["a.md", "points.csv"])
def test_an_edit_of_a_snippet_or_of_a_data_file_asks_for_one(glance, docs, name):
    glance.note()
    change(docs / name, "1", "2")
    assert glance.count_changed() == 1
    glance.note()
    assert glance.count_changed() == 0


def test_an_edit_of_a_module_of_the_site_asks_for_one(glance, docs):
    module = docs.parent / "rules.py"
    module.write_text("answer = 1\n")
    wider = Glance(glance.store, docs, (docs.parent,))
    wider.note()
    change(module, "1", "2")
    assert wider.count_changed() == 1


def test_many_changed_files_are_counted_without_being_read(glance, docs):
    glance.note()
    for name in "abcdefg"[: MOST_READ + 1]:
        change(docs / f"{name}.md", "Some prose,", "Other prose,")
    assert glance.count_changed() == MOST_READ + 1


def test_a_damaged_note_counts_as_none(glance):
    glance.note()
    for file in glance.store.path.iterdir():
        file.write_bytes(b"damaged")
    assert glance.count_changed() == 9


def test_a_page_that_is_no_text_does_not_end_the_build_here(glance, docs):
    glance.note()
    (docs / "a.md").write_bytes(b"\xff\x00")
    assert glance.count_changed() == 1
