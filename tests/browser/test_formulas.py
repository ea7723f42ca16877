"""The formulas of the built book."""

from served import Served

from nabla.rendering.claims_html import mathematics


def shown_as_source(site):
    html = {
        page: (site.folder / page.lstrip("/") / "index.html").read_text("utf-8")
        for page in site.pages
    }
    return [page for page, text in html.items() if '<code class="nabla-error">' in text]


def test_no_formula_of_the_book_is_shown_as_its_source(site):
    assert shown_as_source(site) == []


def test_a_formula_that_cannot_be_set_would_be_found(tmp_path):
    (tmp_path / "index.html").write_text(mathematics(r"\frac{1}", display=True), "utf-8")
    assert shown_as_source(Served(tmp_path)) == ["/"]
