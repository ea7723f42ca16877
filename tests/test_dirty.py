"""A dirty server shows what a whole build of the same sources shows, for less work."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

BUILDS = Path(__file__).with_name("serve_builds.py")
CONFIGURATION = """
site_name: A site
strict: true
theme:
  name: material
  font: false
  custom_dir: theme
plugins:
  - search
  - nabla:
      modules: [modules]
draft_docs: draft.md
nav:
  - index.md
  - rules.md
  - refers.md
  - Runs: runs.md
  - reference.md
  - evidence.md
  - under/inner.md
"""
PAGES = {
    "index.md": "# Start\n\nText, $\\alpha$, and [a rule](rules.md#squares).\n",
    "rules.md": """\
        # Rules

        ## Squares

        ```formula
        #| id: eq-square
        #| name: Square
        let x in R
        d(x**2)/d(x) = 2 * x
        ```

        ```gradients
        #| id: tbl-rules
        #| caption: Rules
        let w in R^n
        d(sum(w))/d(w) = ones(n).T
        ```
        """,
    "refers.md": "# Refers\n\nBy @eq-square and @tbl-rules, $\\beta$.\n",
    "runs.md": """\
        # Runs

        ```python
        #| run: true
        from nabla import page_path
        from letters import LETTER
        print(LETTER, page_path("data.csv").read_text())
        ```
        """,
    "reference.md": "# Reference\n\n<!-- nabla: formula-index -->\n",
    "evidence.md": "# Evidence\n\n<!-- nabla: evidence -->\n",
    "under/inner.md": "# Inner\n\nWords of $\\gamma$.\n",
    "draft.md": "# Draft\n\nNot yet published, $\\delta$.\n",
    "data.csv": "1,2,3\n",
}
EVERY = {"index.md", "rules.md", "refers.md", "runs.md", "reference.md", "evidence.md"} | {
    "under/inner.md",
    "draft.md",
}


class Builds:
    """The same site, built by a dirty server and by a plain one."""

    def __init__(self, site: Path) -> None:
        self.site = site
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        self._processes = [
            subprocess.Popen(
                [sys.executable, str(BUILDS), kind, str(site)],
                cwd=site,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for kind in ("dirty", "clean")
        ]
        self.said = self._read()

    def _read(self) -> list[str]:
        return [process.stdout.readline().strip() for process in self._processes]

    def again(self) -> set[str]:
        """Build both; return the pages that the dirty one wrote."""
        before = self._times()
        for process in self._processes:
            process.stdin.write("\n")
            process.stdin.flush()
        self.said = self._read()
        return {name for name, time in self._times().items() if before.get(name) != time}

    def _times(self) -> dict[str, int]:
        pages = {path: path.relative_to(self.site / "docs") for path in self.docs()}
        html = {name: self.html("dirty", str(name)) for name in pages.values()}
        return {str(name): f.stat().st_mtime_ns for name, f in html.items() if f.exists()}

    def docs(self) -> list[Path]:
        return sorted((self.site / "docs").rglob("*.md"))

    def html(self, kind: str, name: str) -> Path:
        folder = self.site / kind / name.removesuffix(".md")
        return (folder.parent if folder.name == "index" else folder) / "index.html"

    def differing(self) -> list[str]:
        """Return the files that differ, or that only one of the two has."""
        found = [_contents(self.site / kind) for kind in ("dirty", "clean")]
        names = sorted(found[0].keys() | found[1].keys())
        return [name for name in names if found[0].get(name) != found[1].get(name)]

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.site / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    def close(self) -> None:
        for process in self._processes:
            process.stdin.close()
            process.stdout.close()
            process.wait(timeout=60)


def _contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    site = tmp_path_factory.mktemp("site")
    (site / "mkdocs.yml").write_text(CONFIGURATION)
    for folder in ("theme", "modules"):
        (site / folder).mkdir()
    (site / "theme/main.html").write_text('{% extends "base.html" %}\n')
    (site / "modules/letters.py").write_text('LETTER = "a"\n')
    for name, text in PAGES.items():
        file = site / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    served = Builds(site)
    yield served
    served.close()


RULE = "d(sum(w))/d(w) = ones(n).T\n"
EDITS = {
    "prose": ("docs/refers.md", "By @", "Read @", {"refers.md"}),
    "the start page": ("docs/index.md", "Text", "Words", {"index.md"}),
    "a page above others": ("docs/under/inner.md", "Words", "Text", {"under/inner.md"}),
    "a letter that no page had": ("docs/under/inner.md", "$\\gamma$", "$\\Xi$", {"under/inner.md"}),
    "a number, by a formula before": (
        "docs/rules.md",
        "## Squares\n",
        "## Squares\n\n```formula\nlet y in R\nd(3 * y)/d(y) = 3\n```\n",
        {"rules.md", "refers.md", "evidence.md"},
    ),
    "a row of a table": (
        "docs/rules.md",
        RULE,
        f"{RULE}d(sum(2 * w))/d(w) = 2 * ones(n).T\n",
        {"rules.md", "refers.md", "reference.md", "evidence.md"},
    ),
    "a formula, to a false one": (
        "docs/rules.md",
        "= 2 * x\n",
        "= 3 * x\n",
        {"rules.md", "refers.md", "evidence.md"},
    ),
    "the formula, mended": (
        "docs/rules.md",
        "= 3 * x\n",
        "= 2 * x\n",
        {"rules.md", "refers.md", "evidence.md"},
    ),
    "a heading, which is the title": ("docs/refers.md", "# Refers", "# Others", EVERY),
    "a data file": ("docs/data.csv", "1,2", "4,5", {"runs.md"}),
    "a module": ("modules/letters.py", '"a"', '"b"', {"runs.md"}),
    "a snippet, which fails": ("docs/runs.md", "print(", "print(1 / 0, ", {"runs.md"}),
    "the snippet, mended": ("docs/runs.md", "print(1 / 0, ", "print(", {"runs.md"}),
    "front matter": ("docs/refers.md", "# Others", "---\ntitle: New\n---\n# Others", EVERY),
    "a draft": ("docs/draft.md", "Not yet", "Never", {"draft.md"}),
    "the theme": ("theme/main.html", "html", 'html" %}{% set unused = "', EVERY),
    "the configuration": ("mkdocs.yml", "A site", "The site", EVERY),
}


@pytest.mark.parametrize("name", EDITS)
def test_after_a_change_of(builds, name):
    file, old, new, written = EDITS[name]
    builds.edit(file, old, new)
    changed = builds.again()
    assert builds.said == ["built", "built"]
    assert builds.differing() == []
    assert changed == written


def test_after_a_page_has_come_and_one_has_gone(builds):
    (builds.site / "docs/zero.md").write_text("# Zero\n\nBy @eq-square.\n")
    (builds.site / "docs/draft.md").unlink()
    builds.edit("mkdocs.yml", "- under/inner.md", "- under/inner.md\n  - zero.md")
    builds.again()
    assert builds.said == ["built", "built"]
    assert builds.differing() == []
    assert not builds.html("dirty", "draft.md").exists()


def test_a_link_to_nothing_ends_every_strict_build_until_it_is_mended(builds):
    builds.edit("docs/refers.md", "Read @", "[gone](gone.md) @")
    assert builds.again() is not None
    builds.edit("docs/index.md", "Words", "Text")
    builds.again()
    assert [said[:6] for said in builds.said] == ["failed", "failed"]
    builds.edit("docs/refers.md", "[gone](gone.md) @", "Read @")
    builds.again()
    assert builds.said == ["built", "built"]
    assert builds.differing() == []


def test_an_anchor_that_goes_is_missed_on_a_page_that_was_not_converted(builds):
    configuration = "strict: true", "strict: true\nvalidation:\n  links:\n    anchors: warn"
    builds.edit("mkdocs.yml", *configuration)
    builds.again()
    assert builds.said == ["built", "built"]
    builds.edit("docs/rules.md", "## Squares", "## Powers")
    builds.again()
    assert [said[:6] for said in builds.said] == ["failed", "failed"]
    builds.edit("docs/rules.md", "## Powers", "## Squares")
    builds.again()
    assert builds.differing() == []


def test_pages_that_show_other_files_are_all_converted(builds):
    extension = "validation:", "markdown_extensions:\n  - pymdownx.snippets\nvalidation:"
    builds.edit("mkdocs.yml", *extension)
    builds.edit("docs/zero.md", "By @", '--8<-- "docs/data.csv"\n\nBy @')
    builds.again()
    builds.edit("docs/data.csv", "4,5", "6,7")
    builds.again()
    assert builds.differing() == []
    assert "6,7" in builds.html("dirty", "zero.md").read_text()


def test_the_search_of_the_site_has_lost_no_page(builds):
    index = json.loads((builds.site / "dirty/search/search_index.json").read_text())
    found = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert found == {
        "",
        *(f"{page[:-3]}/" for page in (EVERY | {"zero.md"}) - {"index.md", "draft.md"}),
    }
