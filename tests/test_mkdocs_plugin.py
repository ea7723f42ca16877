"""Sites, built whole."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SITES = Path(__file__).parent / "sites"


def build(site, *arguments):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", *arguments]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    return subprocess.run(
        command, cwd=site, capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture
def site(tmp_path):
    return shutil.copytree(SITES / "minimal", tmp_path / "site")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = shutil.copytree(SITES / "minimal", tmp_path_factory.mktemp("site") / "minimal")
    result = build(site, "--strict")
    assert result.returncode == 0, result.stderr
    return site / "site"


@pytest.fixture(scope="module")
def page(built):
    return (built / "index.html").read_text()


def edit(site, old, new):
    file = site / "docs" / "index.md"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_formula_is_set_as_mathml_with_its_number_and_verdict(page):
    start = page.index('<div class="nabla-formula" id="eq-hadamard">')
    formula = page[start : page.index("In a list", start)]
    assert "<math" in formula
    assert "(1.1)" in formula
    assert "nabla-verdict--verified" in formula
    assert "Richardson differences" in formula


def test_a_reference_reads_as_its_number_and_leads_to_its_place(page):
    assert '<a class="nabla-ref" href="./#eq-hadamard">Equation 1.1</a>' in page or (
        '<a class="nabla-ref" href="#eq-hadamard">Equation 1.1</a>' in page
    )


def test_a_figure_has_its_alternative_text_caption_and_number(page):
    assert 'aria-label="Three bars' in page
    assert "Figure 1.1" in page
    assert "var(--nabla-accent-1, #1f5fa8)" in page


def test_a_snippet_in_a_list_is_run_and_shown_there(page):
    start = page.index("<p>In a list:</p>")
    item = page[start : page.index("</li>", start)]
    assert '<pre class="highlight"><code class="language-python">import numpy as np' in item
    assert "array([ 3. , -0.5, -1.5])" in item


def test_an_inline_value_stands_in_the_sentence(page):
    assert 'Above, the third entry is <span class="nabla-value">−1.50</span>.' in page


def test_a_fence_without_options_is_left_to_the_host(page):
    assert "not run" in page


def test_no_marker_and_no_option_line_is_left(page):
    assert "nablamark" not in page
    assert "#|" not in page


def test_the_site_carries_the_evidence(built):
    found = json.loads((built / "evidence.json").read_text())
    assert found["summary"]["verified"] == 3
    assert [fence["status"] for fence in found["documents"][0]["fences"]] == [
        "verified",
        "ran",
        "ran",
        "verified",
        "verified",
        "shown",
    ]


def test_the_site_serves_its_own_font_and_asks_no_other_host(built, page):
    assert (built / "assets/nabla/mathematics.woff2").stat().st_size < 40_000
    assert 'as="font"' in page
    linked = re.findall(r'(?:src|href)="(https?://[^"]+)"', page)
    assert all("example.org" in address or "mkdocs.org" in address for address in linked)


def test_a_false_formula_stops_the_build_and_says_where(site):
    edit(site, "diag(x)\n```", "diag(w)\n```")
    result = build(site)
    assert result.returncode != 0
    assert "docs/index.md:9:1: refuted: d(w * x)/d(w) = diag(w)" in result.stderr
    assert "claimed" in result.stderr
    assert not (site / "site" / "index.html").exists()


def test_a_quiet_strict_build_fails_too_and_says_why(site):
    edit(site, "diag(x)\n```", "diag(w)\n```")
    result = build(site, "--strict")  # and --quiet, as always here
    assert result.returncode != 0
    assert "refuted: d(w * x)/d(w) = diag(w)" in result.stderr


def test_wrong_tex_in_an_option_stops_the_build_at_the_option(site):
    edit(site, "The entries of $\\mathbf w", "The entries of $\\frac{a")
    edit(site, "#| id: eq-hadamard\n", "#| id: eq-hadamard\n#| latex: '\\nablla f'\n")
    result = build(site)
    assert result.returncode != 0
    assert re.search(r"docs/index\.md:7:4: option 'latex': TeX: .*nablla", result.stderr)
    assert re.search(r"docs/index\.md:\d+:4: option 'caption': ", result.stderr)


def test_a_reference_in_a_caption_is_a_link_and_in_an_alternative_text_words(site):
    edit(site, "The entries of", "By @eq-hadamard, the entries of")
    edit(site, "alt: Three bars", "alt: As in @tbl-sums, three bars")
    edit(site, "name: Element-wise product", "name: Product & @fig-product")
    assert build(site, "--strict").returncode == 0
    text = (site / "site" / "index.html").read_text()
    assert '<a class="nabla-ref" href="./#eq-hadamard">Equation 1.1</a>, the entries' in text
    assert 'aria-label="As in Table 1.1, three bars' in text
    assert 'Product &amp; <a class="nabla-ref" href="./#fig-product">Figure 1.1</a>' in text


def test_a_page_that_is_no_text_is_told_with_all_the_others(site):
    edit(site, "diag(x)\n```", "diag(w)\n```")
    (site / "docs" / "nul.md").write_bytes(b"# A\n\n\x00\n")
    result = build(site)
    assert result.returncode != 0
    assert "docs/nul.md:3:1: a NUL byte" in result.stderr
    assert "docs/index.md:9:1: refuted" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("{jobz: 2}", "unknown option of nabla 'jobz'; did you mean 'jobs'?"),
        ("{timeout: 0}", "option 'timeout' of nabla: expected a positive number of seconds, got 0"),
    ],
)
def test_an_option_that_check_refuses_stops_the_build_too(site, options, said):
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("- nabla", f"- nabla: {options}"))
    result = build(site)
    assert result.returncode == 1
    assert f"mkdocs.yml:1:1: {said}" in result.stderr


def test_a_cluster_that_cannot_be_reached_is_said(site):
    (site / "mkdocs.yml").write_text(
        "site_name: Minimal\nplugins:\n  - nabla:\n      executor: dask\n"
    )
    result = build(site)
    assert result.returncode != 0
    assert "executor: dask needs scheduler" in result.stderr


def test_failures_of_all_pages_are_raised_together(site):
    edit(site, "diag(x)\n```", "diag(w)\n```")
    (site / "docs" / "more.md").write_text(
        "# More\n\n```pycon\n>>> 1 + 1\n3\n```\n\nSee @eq-none.\n"
    )
    result = build(site)
    assert result.returncode != 0
    for said in ("docs/index.md:9:1", "docs/more.md:4:1", "docs/more.md:8:5"):
        assert said in result.stderr


def test_wrong_tex_stops_the_build_at_its_own_column(site):
    edit(site, "See @eq", "Let $\\frac{a$ be. See @eq")
    result = build(site)
    assert result.returncode != 0
    assert re.search(r"docs/index\.md:3:\d+: ", result.stderr)


def test_a_reference_across_pages_leads_to_the_other_page(site):
    (site / "docs" / "more.md").write_text("# More\n\nBy @eq-hadamard.\n")
    assert build(site, "--strict").returncode == 0
    text = (site / "site" / "more" / "index.html").read_text()
    assert '<a class="nabla-ref" href="../#eq-hadamard">Equation 1.1</a>' in text


def test_two_builds_give_the_same_bytes(tmp_path):
    found = []
    for name in ("a", "b"):
        site = shutil.copytree(SITES / "minimal", tmp_path / name)
        assert build(site).returncode == 0
        files = sorted(path for path in (site / "site").rglob("*") if path.is_file())
        found.append({p.relative_to(site): p.read_bytes() for p in files})
    assert found[0] == found[1]


def test_a_block_that_the_site_would_show_as_code_is_told_at_its_place(site):
    config, page = site / "mkdocs.yml", site / "docs" / "more.md"
    config.write_text(config.read_text() + "markdown_extensions:\n  - admonition\n")
    page.write_text(
        "# More\n\n1. item\n    !!! note\n\n        ```formula\n"
        "        let x in R\n        d(2 * x)/d(x) = 2\n        ```\n"
    )
    result = build(site)
    assert result.returncode != 0
    assert "docs/more.md:6:9: the site would show this block as code; indent" in result.stderr
    page.write_text(page.read_text().replace("item\n", "item\n\n"))
    assert build(site).returncode == 0
