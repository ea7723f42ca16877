"""Errors name a place and travel between processes."""

from __future__ import annotations

import pickle

import pytest

from nabla.errors import PageError, Place, nearest


def test_places_are_in_page_order():
    assert sorted([Place("b.md", 1), Place("a.md", 10, 2), Place("a.md", 9, 5)]) == [
        Place("a.md", 9, 5),
        Place("a.md", 10, 2),
        Place("b.md", 1),
    ]


def test_a_page_error_begins_with_its_place():
    assert str(PageError(Place("docs/x.md", 3, 4), "wrong")) == "docs/x.md:3:4: wrong"


def test_a_page_error_survives_pickling():
    error = pickle.loads(pickle.dumps(PageError(Place("x.md", 3, 4), "wrong")))
    assert (error.place, error.message) == (Place("x.md", 3, 4), "wrong")


@pytest.mark.parametrize(
    ("word", "said"),
    [("captoin", "; did you mean 'caption'?"), ("zzz", "; known are caption, id")],
)
def test_nearest_names_the_nearest_word_or_all(word, said):
    assert nearest(word, ["id", "caption"]) == said
