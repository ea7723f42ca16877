"""The picture of a shared address."""

import struct

import pytest

from nabla.document import Document
from nabla.execution.store import Store
from nabla.rendering.social import (
    HEIGHT,
    WIDTH,
    PictureUnavailableError,
    Sharing,
    draw,
    offered_formulas,
    sharing_png,
)
from nabla.report import make_report


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("cache"))
    return store, sharing_png(Sharing("A book", "What it says."), store)


def test_the_picture_has_the_size_that_is_asked_for(drawn):
    _, png = drawn
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT)
    assert len(png) < 100_000


def test_the_picture_is_drawn_once_and_kept(drawn):
    store, png = drawn
    name = f"sharing-{Sharing('A book', 'What it says.').digest}.png"
    assert store.get_plain(name) == png
    store.put_plain(name, b"kept")
    assert sharing_png(Sharing("A book", "What it says."), store) == b"kept"


def test_another_name_is_another_picture():
    assert Sharing("A", "x").digest != Sharing("B", "x").digest


def test_what_cannot_be_drawn_is_said_with_its_reason(monkeypatch):
    monkeypatch.setattr("nabla.rendering.social.sys.executable", "/nowhere/python")
    with pytest.raises(PictureUnavailableError, match="nowhere"):
        sharing_png(Sharing("A", "x"), None)


def test_a_process_that_fails_is_quoted(monkeypatch, tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho 'ImportError: no matplotlib' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("nabla.rendering.social.sys.executable", str(broken))
    with pytest.raises(PictureUnavailableError, match="ImportError: no matplotlib"):
        sharing_png(Sharing("A", "x"), None)


def test_a_formula_that_matplotlib_cannot_set_gives_way_to_the_next():
    both = Sharing("A", "x", (r"\xrightarrow{n}", r"a^{2}"))
    assert draw(both) == draw(Sharing("A", "x", (r"a^{2}",)))
    assert draw(both) != draw(Sharing("A", "x"))


def test_a_formula_too_wide_is_passed_over():
    assert draw(Sharing("A", "x", ("+".join("abcdefgh" * 12),))) == draw(Sharing("A", "x"))


PAGE = """```formula
#| id: eq-slip
#| expect: refuted
let x in R
d(x**2)/d(x) = x
```

```formula
let x in R
d(x**2)/d(x) = 2 * x
```
"""


def test_the_formula_of_a_site_is_one_that_its_build_has_verified():
    report = make_report([Document("docs/a.md", PAGE)])
    (tex,) = offered_formulas(report)
    assert "2" in tex.partition("=")[2]
