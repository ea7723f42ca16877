"""Scripts and styles that are kept from build to build."""

import os

import pytest

from nabla.errors import PageError
from nabla.execution import own_files
from nabla.execution.own_files import own_hash
from nabla.execution.store import Store
from nabla.rendering import kept_assets
from nabla.rendering.kept_assets import kept_site_assets
from nabla.rendering.site_assets import site_assets

ELEMENTS = {"my-plot": "plot.mjs"}


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "plot.mjs").write_text('import { half } from "./half.mjs";\nhalf;')
    (folder / "half.mjs").write_text("export const half = 0.5;")
    return folder


@pytest.fixture
def kept(docs, tmp_path, monkeypatch):
    """Return how to get the assets, and how often they have been made."""
    made = []

    def make(*arguments, **options):
        made.append(1)
        return site_assets(*arguments, **options)

    monkeypatch.setattr(kept_assets, "site_assets", make)

    def get(elements=ELEMENTS, *, font=False):
        found = kept_site_assets(Store(tmp_path / "store"), docs, elements, font=font)
        assert found == site_assets(docs, elements, font=font)
        return len(made)

    return get


def test_assets_are_made_once_while_their_files_stay(kept):
    assert [kept(), kept(), kept()] == [1, 1, 1]


def test_assets_without_a_store_are_made_each_time(docs):
    assert kept_site_assets(None, docs, ELEMENTS, font=True) == site_assets(
        docs, ELEMENTS, font=True
    )


@pytest.mark.parametrize("name", ["plot.mjs", "half.mjs", "plot.css"])
def test_assets_are_made_again_when_a_file_has_changed_or_is_new(kept, docs, name):
    kept()
    (docs / name).write_text("/* other */\nexport const half = 1;")
    assert [kept(), kept()] == [2, 2]


def test_assets_are_made_again_for_other_elements_and_with_a_font(kept):
    assert [kept(), kept({}), kept(font=True), kept()] == [1, 2, 3, 3]


def test_a_module_that_is_gone_is_told_though_it_was_kept(kept, docs):
    kept()
    (docs / "half.mjs").unlink()
    with pytest.raises(PageError, match=r"half\.mjs, which is not there"):
        kept()


def test_the_hash_of_this_package_is_that_of_what_its_files_say(tmp_path, monkeypatch):
    package, store = tmp_path / "package", Store(tmp_path / "store")
    package.mkdir()
    file = package / "a.py"
    file.write_text("a = 1\n")
    monkeypatch.setattr(own_files, "_FOLDER", package)
    first = own_hash(store)
    assert first == own_hash(store) == own_hash()
    os.utime(file, (1, 1))
    assert own_hash(store) == first
    file.write_text("a = 2\n")
    assert own_hash(store) == own_hash() != first
