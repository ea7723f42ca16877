"""The command, as a shell sees it."""

import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from nabla.command_line import main

CLAIM_KEYS = {
    "line",
    "statement",
    "verdict",
    "cause",
    "oracles",
    "points",
    "worst_error",
    "mutants",
    "diagnosis",
    "tex",
    "numpy",
    "doctest",
    "seconds",
}
PAGE = """\
# Quotients

```formula
#| id: eq-quotient
let w, x in R^n
d(w / x)/d(x) = diag({}w / x**2)
```
"""


def nabla(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "quotients.md"
    file.write_text(PAGE.format("-"))
    return file


def test_check_ends_with_0_when_all_holds(page):
    result = nabla("check", page)
    assert result.exit_code == 0
    assert "1 claim: 1 verified" in result.output


def test_check_ends_with_1_and_names_the_place_when_a_formula_is_false(page):
    page.write_text(PAGE.format(""))
    result = nabla("check", "quotients.md")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "quotients.md:6:1: refuted: d(w / x)/d(x) = diag(w / x**2)"
    assert lines[3] == "  looks like: the sign is flipped everywhere"


def test_check_takes_every_ending_of_markdown_and_each_file_once(page):
    for name in ("a.markdown", "b.mdown", "c.mkd", "D.MD", "e.txt"):
        (page.parent / name).write_text("text\n")
    result = nabla("check", ".", page, page.absolute(), "../" + page.parent.name)
    assert "5 documents" in result.stdout


def test_fix_says_which_doctests_were_not_run(page):
    page.write_text("```python\n#| run: true\n1 / 0\n```\n\n```pycon\n>>> 1\n2\n```\n")
    result = nabla("fix", page)
    assert "quotients.md:6:1: not run: an earlier snippet failed" in result.stderr


def test_check_looks_into_folders(page):
    (page.parent / "more").mkdir()
    (page.parent / "more" / "wrong.md").write_text(PAGE.format("").replace("eq-quotient", "eq-q"))
    assert "more/wrong.md:6:1" in nabla("check", ".").output


def test_check_ends_with_2_when_there_is_nothing_to_check(tmp_path):
    assert nabla("check", tmp_path / "absent.md").exit_code == 2
    assert nabla("check", tmp_path).exit_code == 2


def test_check_prints_json_with_the_keys_of_the_contract(page):
    found = json.loads(nabla("check", page, "--format", "json").stdout)
    assert set(found) == {"version", "environment", "documents", "summary"}
    assert set(found["environment"]) == {"python", "numpy", "nabla"}
    fence = found["documents"][0]["fences"][0]
    assert set(fence) == {"line", "kind", "id", "status", "message", "claims"}
    assert (fence["line"], fence["kind"], fence["id"]) == (3, "formula", "eq-quotient")
    claim = fence["claims"][0]
    assert set(claim) == CLAIM_KEYS
    assert claim["verdict"] == "verified"
    assert claim["points"] >= 5
    assert claim["mutants"]["tried"] == claim["mutants"]["refuted"] > 0
    assert found["summary"] == {
        "documents": 1,
        "fences": 1,
        "claims": 1,
        "verified": 1,
        "refuted": 0,
        "undecided": 0,
        "failed": 0,
        "skipped": 0,
    }


def test_check_prints_junit_that_names_the_failure(page):
    page.write_text(PAGE.format(""))
    suite = ET.fromstring(nabla("check", page, "--format", "junit").stdout)[0]
    assert suite.get("failures") == "1"
    assert suite[0].get("name") == "eq-quotient"
    assert suite[0][0].get("message").startswith("refuted:")


def test_check_prints_annotations_on_one_line_each(page):
    page.write_text(PAGE.format(""))
    first = nabla("check", "quotients.md", "--format", "github").stdout.splitlines()[0]
    assert first.startswith("::error file=quotients.md,line=6,col=1,title=nabla::refuted:")
    assert "%0A  at w = " in first


def test_check_without_run_leaves_python_alone(page):
    page.write_text(PAGE.format("-") + "\n```python\n#| run: true\n1 / 0\n```\n")
    assert nabla("check", page).exit_code == 1
    assert nabla("check", page, "--no-run").exit_code == 0


def test_check_tells_each_page_on_a_line_of_its_own_apart_from_the_report(page):
    (page.parent / "more.md").write_text("# More\n\nSee @eq-nothing.\n")
    result = nabla("check", ".")
    assert result.stderr.splitlines() == [
        "more.md: 0 fences, 0 claims, 1 problem",
        "quotients.md: 1 fence, 1 claim",
    ]
    assert "0 fences" not in result.stdout


def test_check_without_run_uses_what_is_kept_and_marks_it(page):
    (page.parent / "mkdocs.yml").write_text("site_name: x\nplugins:\n  - nabla\n")
    page.write_text(PAGE.format("-") + "\n```python\n#| run: true\n6 * 7\n```\n")
    first = json.loads(nabla("check", page, "--no-run", "--format", "json").stdout)
    assert [fence["status"] for fence in first["documents"][0]["fences"]] == ["verified", "skipped"]
    assert nabla("check", page).exit_code == 0
    result = nabla("check", page, "--no-run", "--format", "json")
    fences = json.loads(result.stdout)["documents"][0]["fences"]
    assert [(fence["status"], fence["message"]) for fence in fences] == [
        ("verified", "cached"),
        ("ran", "cached"),
    ]
    assert "2 cached" in nabla("check", page, "--no-run").stdout
    assert "cached" not in nabla("check", page).stdout


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("jbos: 2", "unknown option of nabla 'jbos'; did you mean 'jobs'?"),
        ("jobs: two", "option 'jobs' of nabla: expected a whole number, got 'two'"),
        ("modules: here", "option 'modules' of nabla: expected a list of folders, got 'here'"),
        ("executor: spark", "expected local or dask, got 'spark'"),
        ("executor: dask", "executor: dask needs scheduler, such as tcp://127.0.0.1:8786"),
    ],
)
def test_check_reads_the_options_of_the_site(page, option, said):
    site = f"site_name: x\nplugins:\n  - nabla:\n      {option}\n"
    (page.parent / "mkdocs.yml").write_text(site)
    result = nabla("check", page)
    assert result.exit_code == 2
    assert said in result.output


def test_check_reads_an_option_from_the_environment(page, monkeypatch):
    site = "site_name: x\nplugins:\n  - nabla:\n      run: !ENV [RUN_PAGES, true]\n"
    (page.parent / "mkdocs.yml").write_text(site)
    page.write_text("```python\n#| run: true\n1 / 0\n```\n")
    assert nabla("check", page).exit_code == 1
    monkeypatch.setenv("RUN_PAGES", "false")
    assert nabla("check", page).exit_code == 0


def test_a_page_that_is_no_text_is_a_problem_of_that_page_only(page):
    (page.parent / "binary.md").write_bytes(b"# x\n\xff\xfe\n")
    result = nabla("check", ".")
    assert result.exit_code == 1
    assert "binary.md:2:1: not UTF-8 text" in result.output
    assert "1 verified" in result.output


QUADRATIC = ("--let", "x in R^n", "--let", "A in R^(n,n)")


def test_verify_says_verified():
    result = nabla("verify", "d(x.T @ A @ x)/d(x) = x.T @ (A + A.T)", *QUADRATIC)
    assert result.exit_code == 0
    assert result.output.startswith("verified: d(x.T @ A @ x)/d(x) = x.T @ (A + A.T)")


def test_verify_says_refuted_and_what_it_looks_like():
    result = nabla("verify", "d(x.T @ A @ x)/d(x) = 2 * x.T @ A", *QUADRATIC)
    assert result.exit_code == 1
    assert result.output.startswith("refuted: d(x.T @ A @ x)/d(x) = 2 * x.T @ A")
    assert "right only where A is symmetric" in result.output


def test_verify_says_undecided_with_the_cause():
    result = nabla("verify", "d(relu(x))/d(x) = 1", "--let", "x in positive")
    assert result.exit_code == 1
    assert result.output.startswith("undecided: ")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("d(x.T @ B @ x)/d(x) = x.T", "statement:1:9: 'B' is not declared"),
        ("d(x.T @ A @ x)/d(x)", "expected a statement"),
        ("x.T @ A", "expected a statement"),
        ("x @ x = 1", "shape error"),
        ("J(dot, x) = x.T", "dot takes 2 arguments, and J(f, p) needs a function of one"),
        ("J(x, x) = I(n)", "'x' is no function, as J(f, p) needs; write d(x)/d(x)"),
        (
            "d(x)/d(x) = dag(x)",
            "'dag' is no function of the language; did you mean 'diag'? Otherwise declare it with",
        ),
    ],
)
def test_verify_ends_with_2_when_the_statement_is_malformed(statement, said):
    result = nabla("verify", statement, *QUADRATIC)
    assert result.exit_code == 2
    assert said in result.output


def test_verify_refuses_the_jacobian_of_a_definition_of_two_arguments():
    lets = ("--let", "x, b in R^n", "--let", "f(x, b) = x * b")
    result = nabla("verify", "J(f, x) = diag(b)", *lets)
    assert result.exit_code == 2
    assert (
        "statement:1:3: f takes 2 arguments, and J(f, p) needs a function of one" in result.output
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("d(x)/d(x) = (1", "--let", "x in R"), "statement:1:13: '(' was never closed"),
        (("x = y", "--let", "x in R", "--let", "y in RR"), "--let:2:6: expected a domain"),
        (("x = 2 * x\n```", "--let", "x in R"), "statement:2:1: expected a statement"),
        (("  ", "--let", "x in R"), "the statement is empty"),
    ],
)
def test_verify_says_what_is_malformed_at_its_line_and_column(arguments, said):
    result = nabla("verify", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_verify_takes_a_statement_that_begins_with_a_minus():
    assert nabla("verify", "-x = -1 * x", "--let", "x in R").exit_code == 0
    assert nabla("verify", "-x = 2 * x", "--let", "x in R").exit_code == 1
    assert nabla("verify", "-2 * (y - x) = 2 * (x - y)", "--let", "x, y in R").exit_code == 0


def test_verify_and_check_draw_other_points_with_another_seed(page):
    statement = ("d(x**2)/d(x) = x", "--let", "x in R")
    seeds = ((), ("--seed", 3), ("--seed", -3))
    assert len({nabla("verify", *statement, *seed).output for seed in seeds}) == 3
    page.write_text("```formula\nlet x in R\nd(x**2)/d(x) = x\n```\n")
    assert len({nabla("check", page, *seed).stdout for seed in seeds}) == 3
    page.write_text("```formula\n#| seed: 1\nlet x in R\nd(x**2)/d(x) = x\n```\n")
    assert len({nabla("check", page, *seed).stdout for seed in seeds}) == 1


def test_verify_says_how_shapes_differ_and_claims_no_agreement_of_methods():
    result = nabla("verify", "d(sum(x))/d(x) = ones(n)", "--let", "x in R^n")
    assert result.exit_code == 1
    assert "the shapes differ: claimed n×1, measured 1×n" in result.output
    assert "they agree to" not in result.output


def test_verify_prints_the_same_object_as_check():
    result = nabla("verify", "d(x**2)/d(x) = 2 * x", "--let", "x in R", "--format", "json")
    found = json.loads(result.stdout)
    assert found["summary"]["verified"] == 1
    assert set(found["documents"][0]["fences"][0]["claims"][0]) == CLAIM_KEYS


def test_coverage_lists_what_nothing_guards(page):
    page.write_text(PAGE.format("-") + "\n$$\n\\frac{dy}{dx} = 2\n$$\n")
    result = nabla("coverage", "quotients.md")
    assert result.exit_code == 1
    assert "quotients.md:9:1: a displayed derivative that nothing guards" in result.output
    page.write_text(PAGE.format("-") + "\n<!-- definition -->\n$$\n\\frac{dy}{dx} = 2\n$$\n")
    assert nabla("coverage", "quotients.md").exit_code == 0


def test_coverage_lists_the_ids_that_no_page_treats(page):
    ids = page.parent / "ids.txt"
    ids.write_text("# chapter\nP1-a\nP1-b\n")
    page.write_text("<!-- ids: P1-a -->\n")
    result = nabla("coverage", page, "--ids", ids)
    assert result.exit_code == 1
    assert "no page treats P1-b" in result.output
    assert "P1-a" not in result.output


DOCTESTS = """\
```formula
let w, x in R^n
d(w * x)/d(w) = diag(x)
```

```formula
#| expect: refuted
let w, x in R^n
d(w / x)/d(x) = diag(w / x**2)
```

```formula
#| expect: refuted
let x in R^n
d(sum(x))/d(x) = ones(n)
```
"""


def test_doctests_writes_claims_that_plain_numpy_can_check(page):
    page.write_text(DOCTESTS)
    result = nabla("doctests", page, "--out", page.parent / "out")
    assert result.exit_code == 0
    assert result.output.startswith("2 claims written")
    assert "1 cannot be told in plain NumPy" in result.output
    (file,) = (page.parent / "out").iterdir()
    assert [
        line for line in file.read_text().splitlines() if line.strip() in {"True", "False"}
    ] == [
        "    True",
        "    False",
    ]
    command = [sys.executable, "-m", "doctest", str(file)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_store_tells_its_size_and_can_be_cleared(page):
    (page.parent / "mkdocs.yml").write_text("site_name: x\nplugins:\n  - nabla\n")
    assert nabla("check", page).exit_code == 0
    assert "MB of at most 500 MB" in nabla("store").output
    assert "results removed" in nabla("store", "--clear").output


def test_a_single_page_of_a_site_may_refer_to_the_others(page):
    docs = page.parent / "docs"
    docs.mkdir()
    page.rename(docs / "quotients.md")
    (page.parent / "mkdocs.yml").write_text("site_name: x\nplugins:\n  - nabla\n")
    (docs / "more.md").write_text("See @eq-quotient.\n")
    assert nabla("check", docs / "more.md").exit_code == 0
    (docs / "more.md").write_text("See @eq-nothing.\n")
    assert nabla("check", docs / "more.md").exit_code == 1
