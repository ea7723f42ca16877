"""The picture of a shared address."""

import struct

import pytest

from nabla.rendering.social import HEIGHT, WIDTH, Sharing, sharing_png


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    return cache, sharing_png(Sharing("A book", "What it says."), cache)


def test_the_picture_has_the_size_that_is_asked_for(drawn):
    _, png = drawn
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT)
    assert len(png) < 100_000


def test_the_picture_is_drawn_once_and_kept(drawn):
    cache, png = drawn
    (kept,) = cache.iterdir()
    assert kept.read_bytes() == png
    kept.write_bytes(b"kept")
    assert sharing_png(Sharing("A book", "What it says."), cache) == b"kept"


def test_another_name_is_another_picture():
    assert Sharing("A", "x").digest != Sharing("B", "x").digest


def test_what_cannot_be_drawn_is_left_out():
    assert sharing_png(Sharing("A", "x", formula=r"$\frac{$"), None) is None
