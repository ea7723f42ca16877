"""One commit, one site: in whatever folder, with however many jobs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SITES = Path(__file__).parent / "sites"
MORE = """# More

```python
#| figure: fig-more-{n}
#| alt: A line.
#| caption: A line to {n}.
import matplotlib.pyplot as plt

lines = plt.plot([0, {n}], label=f"{{set('abc')}} {{object()}}")
assert lines
```

```formula
#| id: eq-more-{n}
let w, x in R^n
d((w * x).T @ x)/d(x) = {n} * (w * x).T + (2 - {n}) * (w * x).T
```
"""


def build(site, jobs):
    shutil.copytree(SITES / "minimal", site)
    for n in range(1, 4):
        (site / "docs" / f"more-{n}.md").write_text(MORE.format(n=n))
    config = site / "mkdocs.yml"
    text = config.read_text().replace("name: mkdocs\n  highlightjs: false", "name: material")
    plugins = f"  - search\n  - nabla:\n      jobs: {jobs}\n"
    config.write_text(text.replace("  - nabla\n", plugins))
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": "1700000000",
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONHASHSEED": str(jobs),
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(command, cwd=site, check=True, env=environment)
    built = site / "site"
    return {
        p.relative_to(built).as_posix(): p.read_bytes() for p in built.rglob("*") if p.is_file()
    }


def test_builds_in_other_folders_with_other_jobs_give_the_same_bytes(tmp_path):
    first = build(tmp_path / "a", 1)
    second = build(tmp_path / "b" / "deeper", 2)
    assert {"sitemap.xml", "sitemap.xml.gz", "search/search_index.json"} <= set(first)
    assert b"<lastmod>2023-11-14" in first["sitemap.xml"]
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
