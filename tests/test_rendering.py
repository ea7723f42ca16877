"""From a report to what a reader sees."""

import re
import shlex
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from nabla.command_line import main
from nabla.document import Document
from nabla.errors import Place
from nabla.numbering import Target
from nabla.page_report import Problem
from nabla.rendering.author_text import AuthorText
from nabla.rendering.caption_html import Captions, wrong_captions
from nabla.rendering.claims_html import claims_html
from nabla.rendering.console import github_text, page_line, report_text
from nabla.rendering.evidence_html import command, evidence_html
from nabla.rendering.evidence_page import evidence_page
from nabla.rendering.failure_html import failure_html
from nabla.rendering.figure_svg import page_svg
from nabla.rendering.formula_index import index_html
from nabla.rendering.junit import junit_xml
from nabla.rendering.page_html import with_minus_signs
from nabla.rendering.snippet_html import output_html
from nabla.report import Settings, make_report

TARGETS = {"eq-a": Target("eq-a", "docs/a.md", "Equation", "4.7")}
WORDS = AuthorText(Captions().html, TARGETS, lambda target: f"a/#{target.id}")


def report_on(*fences, **settings):
    text = "\n".join(fences)
    return make_report([Document("docs/x.md", text)], Settings(**settings))


def part_of(fence, **settings):
    return report_on(fence, **settings).pages[0].fences[0]


def formula(claim, *options):
    lines = "".join(f"#| {option}\n" for option in options)
    return f"```formula\n{lines}let w, x in R^n\nlet A in R^(m,n)\n{claim}\n```\n"


def spoken(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_formula_whose_layouts_differ_is_set_in_both():
    html = claims_html(part_of(formula("d(A @ x)/d(x) = A")), WORDS)
    assert html.count('class="nabla-layout nabla-layout--numerator"><div') == 1
    assert html.count('class="nabla-layout nabla-layout--denominator"><div') == 1


def test_a_formula_that_is_the_same_in_both_layouts_is_set_once():
    html = claims_html(part_of(formula("w * x = x * w")), WORDS)
    assert html.count("nabla-display") == 1


def test_a_refuted_formula_is_marked_and_says_what_was_measured():
    html = claims_html(part_of(formula("d(w * x)/d(w) = diag(w)")), WORDS)
    assert "nabla-verdict--refuted" in html
    assert "nabla-verdict--verified" not in html
    assert 'role="alert"' in html
    assert "measured" in spoken(html)


def test_a_formula_with_show_none_is_checked_and_not_set():
    assert claims_html(part_of(formula("w + x = x + w", "show: none")), WORDS) == ""
    assert "refuted" in claims_html(part_of(formula("w + x = x - w", "show: none")), WORDS)


def test_a_formula_set_by_hand_says_so():
    html = claims_html(part_of(formula("w + x = x + w", r"latex: '\mathbf{w} + \dots'")), WORDS)
    assert "author's TeX" in html
    assert r'data-tex="\mathbf{w} + \dots"' in html


def test_evidence_without_a_verdict_never_says_verified():
    html = evidence_html(part_of(formula("w + x = x + w")), (), ())
    assert "nabla-verdict--undecided" in html
    assert "verified" not in html


def test_the_evidence_offers_the_command_that_repeats_the_check():
    part = part_of(formula("d(w * x)/d(w) = diag(x)"))
    expected = 'nabla verify "d(w * x)/d(w) = diag(x)" --let "w, x in R^n" --let "A in R^(m,n)"'
    assert command(part, part.verdicts[0], part.texts[0]) == expected


@pytest.mark.parametrize("claim", ["d(w * x)/d(w) = diag(x)", "d(w * x)/d(w) = diag(w)"])
def test_the_command_does_in_a_shell_what_was_done_on_the_page(claim):
    part = part_of(formula(claim))
    _, *arguments = shlex.split(command(part, part.verdicts[0], part.texts[0]))
    said = CliRunner().invoke(main, arguments)
    assert said.exit_code == (part.status == "refuted")
    assert part.status in said.output


SNIPPET = "```python\n#| run: true\ndef twice(z):\n    return 2 * z\n```\n"


@pytest.mark.parametrize(
    ("snippet", "fence"),
    [
        (SNIPPET, formula("d(twice(x))/d(x) = 2 * I(n)")),
        ("", formula("w + x = x + w", "rtol: 1e-5", "because: a test")),
        ("", formula("w + x = x + w", "seed: 3")),
    ],
)
def test_what_rests_on_its_page_is_checked_with_its_page(snippet, fence):
    part = report_on(snippet, fence).pages[0].fences[-1]
    assert part.status == "verified"
    assert command(part, part.verdicts[0], part.texts[0]) == "nabla check docs/x.md"


def test_a_claim_is_escaped_wherever_it_is_shown():
    html = claims_html(part_of(formula("max(w, x) = where(w > x, w, x)")), WORDS)
    assert "w &gt; x, w" in html
    assert "(w > x, w" not in html


def test_the_rows_of_gradient_tables_make_the_index():
    table = (
        "```gradients\n#| id: tbl-a\n#| caption: Sums\nlet x in R^n\nlet z in R\n"
        "d(sum(x))/d(x) = ones(n).T\nd(z**2)/d(z) = 2 * z\n```\n"
    )
    html = index_html(report_on(table), lambda target: f"x/#{target.id}")
    assert html.count("<tr data-") == 2
    assert 'data-variable="vector" data-result="scalar"' in html
    assert html.count('href="x/#tbl-a">Table 1.1</a>') == 2


def test_the_evidence_page_counts_and_lists_what_is_not_verified():
    report = report_on(
        formula("w + x = x + w"),
        formula("w + x = x - w", "id: eq-wrong", "expect: refuted"),
    )
    html = evidence_page(report, lambda path: (f"to/{path}", "The page"))
    assert "claims 2" in spoken(html)
    assert '<a href="to/docs/x.md#eq-wrong"><code>w + x = x - w</code></a> refuted' in html
    assert html.count("refuted on purpose: ") == html.count(" on purpose") == 1


def test_a_figure_keeps_its_ids_apart_from_those_of_other_figures():
    fence = (
        "```python\n#| figure: fig-a\n#| alt: 'A \"line\" & more'\n#| caption: By @eq-a.\n"
        "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nassert True\n```\n"
    )
    part = part_of(fence)
    html = output_html(part, WORDS)
    assert 'aria-label="A &quot;line&quot; &amp; more"' in html
    assert 'By <a class="nabla-ref" href="a/#eq-a">Equation 4.7</a>.' in html
    assert "1 check in its source held" in html
    assert 'id="fig-a-' in html
    assert part.output is not None
    assert part.output.figure is not None
    other = page_svg(part.output.figure, "fig-b")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert not set(ids) & set(re.findall(r'\bid="([^"]+)"', other))
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', html[html.index("<svg") :]))
    assert used <= {*ids, "fig-a"}


def test_what_a_snippet_printed_is_escaped_and_what_was_skipped_gives_its_reason():
    printed = part_of("```python\n#| run: true\nprint('<b>')\n```\n")
    assert "&lt;b&gt;" in output_html(printed, WORDS)
    skipped = part_of("```python\n#| run: true\n#| skip: needs <a> network\n1\n```\n")
    assert "Not run: needs &lt;a&gt; network" in output_html(skipped, WORDS)


def test_an_unknown_reference_in_a_text_stays_readable():
    assert WORDS.caption("See @eq-b.") == "See <strong>@eq-b</strong>."
    assert WORDS.plain('"@eq-b" and @eq-a') == "&quot;@eq-b&quot; and Equation 4.7"
    assert WORDS.caption("Not `@eq-a`.") == "Not <code>@eq-a</code>."


def test_wrong_tex_in_a_hint_is_told_at_its_option():
    page = "```exercise\n#| id: exr-a\n#| hint: 'Try $\\frac{a$.'\nlet x in R\nx + x = 2 * x\n```\n"
    (problem,) = wrong_captions(report_on(page).pages[0], Captions())
    assert str(problem).startswith("docs/x.md:3:4: option 'hint': ")


@pytest.mark.parametrize(
    ("value", "set_as"),
    [
        ("-1.50", "−1.50"),
        ("-3", "−3"),
        ("1e-05", "1e−05"),
        ("-12 %", "−12 %"),
        ("[-1, 2]", "[-1, 2]"),
        ("x-1", "x-1"),
        ("2024-05-01", "2024-05-01"),
        ("0.25", "0.25"),
        ("-", "-"),
    ],
)
def test_a_plain_number_is_set_with_a_minus_sign_and_any_other_text_as_it_is(value, set_as):
    assert with_minus_signs(value) == set_as


def test_a_failure_is_escaped_and_nothing_makes_no_box():
    problem = Problem(Place("x.md", 1, 2), "failed: 1 < 2", "  & more")
    assert "x.md:1:2: failed: 1 &lt; 2\n  &amp; more" in failure_html([problem])
    assert failure_html([]) == ""


def test_junit_is_xml_whatever_a_page_raises():
    source = r"raise ValueError('\x1b[31mred\x00 \ufffe')"
    page = Document("x.md", f"```python\n#| run: true\n{source}\n```\n")
    suite = ET.fromstring(junit_xml(make_report([page])))[0]
    assert suite[0][0].get("message") == r"failed: ValueError: \x1b[31mred\x00 \ufffe"


def test_junit_has_a_case_for_each_fence_and_counts_failures_and_skips():
    report = report_on(
        formula("w + x = x - w", "id: eq-wrong"),
        "```python\n#| run: true\n#| skip: slow\n1\n```\n",
        "See @eq-nothing.\n",
    )
    suite = ET.fromstring(junit_xml(report))[0]
    assert [suite.get(key) for key in ("tests", "failures", "skipped")] == ["3", "2", "1"]
    assert [case.get("name") for case in suite] == ["eq-wrong", "line 8", "line 14"]
    assert suite[1][0].get("message") == "slow"


def test_an_annotation_escapes_what_the_code_host_would_take_for_its_own():
    page = Document(
        "docs/a,b:c.md", "```python\n#| run: true\nraise ValueError('5 % of\\n2')\n```\n"
    )
    line = github_text(make_report([page])).splitlines()[0]
    assert line.startswith("::error file=docs/a%2Cb%3Ac.md,line=3,col=1,title=nabla::failed:")
    assert "5 %25 of" in line


def test_a_page_is_counted_on_one_line():
    page = report_on(formula("w + x = x - w"), "See @eq-nothing.\n").pages[0]
    assert page_line(page) == "docs/x.md: 1 fence, 1 claim, 2 problems"


def test_the_text_ends_with_a_line_that_counts():
    lines = report_text(report_on(formula("w + x = x + w"))).splitlines()
    assert lines == [
        "1 document, 1 fence, 1 claim: 1 verified, 0 refuted, 0 undecided, 0 failed, 0 skipped"
    ]
