"""Every fault at once through `nabla check`, and some through a whole build of a site."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

FAULTS = Path(__file__).parent / "faults"
SECONDS = 80
NUL = b"one\ntwo \x00\n"
LATIN = "# A page in another encoding: caf\u00e9\n".encode("latin-1")
LARGE = "A line of prose, of which there are very many on this page.\n" * 85_000
OTHERS = {
    "five-megabytes.md": (f"{LARGE}\n```python\n#| run: true\n1 / 0\n```\n").encode(),
    "nul.md": NUL,
    "not-utf-8.md": LATIN,
}
LINES = {"five-megabytes.md": 85_004, "nul.md": 2, "not-utf-8.md": 1}


def run(*arguments, folder):
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=SECONDS,
    )
    return done, time.monotonic() - start


def site_of(folder, *pages):
    docs = folder / "docs"
    docs.mkdir()
    for page in ("healthy", *pages):
        shutil.copy(FAULTS / f"{page}.md", docs)
    (folder / "mkdocs.yml").write_text(
        "site_name: Faults\ntheme:\n  name: mkdocs\n  highlightjs: false\nplugins:\n  - nabla\n"
    )
    return docs


def line_of_fault(text):
    """Return the first line that may be named, and the last."""
    lines = text.splitlines()
    marked = [n for n, line in enumerate(lines, 1) if line.endswith(("# here", "# near"))]
    first = marked[0] if marked else lines.index("```python") + 1
    return first, first + (6 if "# near" in text else 0)


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    docs = site_of(folder, *(file.stem for file in FAULTS.glob("*.md")))
    for name, content in OTHERS.items():
        (docs / name).write_bytes(content)
    done, _ = run("nabla.command_line", "check", "--format", "json", "docs", folder=folder)
    assert done.returncode == 1, done.stderr
    documents = json.loads(done.stdout)["documents"]
    return {document["path"]: document["fences"] for document in documents}


@pytest.mark.parametrize("name", sorted(f.name for f in FAULTS.glob("*.md") if f.stem != "healthy"))
def test_check_names_the_file_and_the_fence_of_each_fault(checked, name):
    fences = checked[f"docs/{name}"]
    failed = [fence for fence in fences if fence["status"] == "failed"]
    assert len(failed) == 1
    text = (FAULTS / name).read_text()
    first, _ = line_of_fault(text)
    opening = text.splitlines().index("```python") + 1
    assert failed[0]["line"] == opening
    assert opening <= first
    assert failed[0]["message"]


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_check_names_the_line_of_a_page_that_is_no_page(checked, name):
    failed = [f for f in checked[f"docs/{name}"] if f["status"] == "failed"]
    lines = [fence["line"] for fence in failed]
    assert lines in ([LINES[name]], [LINES[name] - 2])  # the fence's line, or its snippet's


def test_check_leaves_the_page_beside_all_faults_unharmed(checked):
    statuses = [fence["status"] for fence in checked["docs/healthy.md"]]
    assert statuses == ["ran", "verified", "verified"]


@pytest.mark.parametrize("name", ["endless-loop", "os-exit", "unclosed-fence"])
def test_a_build_with_a_fault_ends_names_its_place_and_keeps_the_other_page(tmp_path, name):
    docs = site_of(tmp_path, name)
    build, seconds = run("mkdocs", "build", "--quiet", folder=tmp_path)
    assert build.returncode != 0
    assert seconds < SECONDS / 2
    said = re.findall(r"^docs/([\w-]+)\.md:(\d+):\d+: ", build.stderr, re.MULTILINE)
    assert [page for page, _ in said] == [name]
    first, last = line_of_fault((FAULTS / f"{name}.md").read_text())
    assert first <= int(said[0][1]) <= last
    check, _ = run("nabla.command_line", "check", "docs/healthy.md", folder=tmp_path)
    assert check.returncode == 0, check.stdout
    (docs / f"{name}.md").unlink()
    mended, _ = run("mkdocs", "build", "--quiet", folder=tmp_path)
    assert mended.returncode == 0, mended.stderr
    page = (tmp_path / "site" / "healthy" / "index.html").read_text()
    assert "<svg" in page
    assert "nabla-verdict--verified" in page
