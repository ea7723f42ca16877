"""Pages that run on a Dask cluster."""

import sys

import pytest
from click.testing import CliRunner

import nabla.cluster
import nabla.command_line
from nabla.cluster import ClusterError, open_cluster
from nabla.command_line import main
from nabla.site_options import SiteOptions

PAGE = "```python\n#| run: true\n{}\n```\n\n```formula\nlet x in R\nd(x**2)/d(x) = 2 * x\n```\n"


def test_a_site_that_asks_for_no_cluster_gets_none():
    assert open_cluster(SiteOptions()) is None


def test_a_scheduler_without_dask_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"install mkdocs-nabla\[dask\]"):
        open_cluster(SiteOptions(executor="dask", scheduler="tcp://127.0.0.1:1"))


def test_a_scheduler_that_does_not_answer_is_said_with_its_address(monkeypatch):
    pytest.importorskip("distributed", reason="install mkdocs-nabla[dask]")
    monkeypatch.setattr(nabla.cluster, "_SECONDS", 1)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        open_cluster(SiteOptions(executor="dask", scheduler="tcp://127.0.0.1:1"))


def test_check_runs_pages_on_a_cluster(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="install mkdocs-nabla[dask]")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.md").write_text(PAGE.format("print(6 * 7)"))
    (tmp_path / "wrong.md").write_text(PAGE.format("1 / 0"))
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster:
        (tmp_path / "mkdocs.yml").write_text(
            "site_name: x\nplugins:\n  - nabla:\n      store: false\n      executor: dask\n"
            f"      scheduler: {cluster.scheduler_address}\n"
        )
        result = CliRunner().invoke(main, ["check", "right.md", "wrong.md"])
    assert result.exit_code == 1
    assert result.stdout.startswith("wrong.md:3:1: failed: ZeroDivisionError")
    assert "2 verified" in result.stdout


def test_a_check_without_python_asks_no_cluster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nabla.command_line, "open_cluster", pytest.fail)
    (tmp_path / "page.md").write_text(PAGE.format("1 / 0"))
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nplugins:\n  - nabla:\n      store: false\n      executor: dask\n"
        "      scheduler: tcp://127.0.0.1:1\n"
    )
    result = CliRunner().invoke(main, ["check", "--no-run", "page.md"])
    assert result.exit_code == 0, result.output
    assert "1 verified" in result.stdout
    assert "1 skipped" in result.stdout
