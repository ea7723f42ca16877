"""A page that is being written: served, broken, mended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

SITES = Path(__file__).parent / "sites"
SECONDS = 60

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as signals")


class Server:
    """``mkdocs serve`` on a copy of a site."""

    def __init__(self, site: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.page = site / "docs" / "index.md"
        self.log = site / "log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", self.address]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=site, stdout=log, stderr=log, start_new_session=True
            )

    def edit(self, old: str, new: str) -> None:
        text = self.page.read_text()
        assert old in text
        self.page.write_text(text.replace(old, new))

    def wait_until(self, holds):
        """Return the first version of the page of which something holds."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urlopen(f"http://{self.address}/", timeout=SECONDS) as answer:
                    text = answer.read().decode()
            except (URLError, ConnectionError, TimeoutError):
                text = ""
            if text and holds(text):
                return text
            time.sleep(0.1)
        pytest.fail(f"not within {SECONDS} seconds\n{self.log.read_text()}")

    def descendants(self) -> set[int]:
        return descendants(self.process.pid)


def descendants(ancestor: int) -> set[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = {ancestor}
    while more := {pid for pid, parent in parents if parent in found} - found:
        found |= more
    return found - {ancestor}


def left_running(processes: set[int]) -> list[int]:
    """Return those that have not ended after a while."""
    end = time.monotonic() + 10
    while any(map(is_running, processes)) and time.monotonic() < end:
        time.sleep(0.1)
    return [pid for pid in processes if is_running(pid)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def server(tmp_path):
    site = shutil.copytree(SITES / "minimal", tmp_path / "site")
    with (site / "mkdocs.yml").open("a") as config:
        config.write("strict: true\n")
    server = Server(site)
    yield server
    if server.process.poll() is None:
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait()


def test_a_failure_shows_at_its_place_and_disappears_when_it_is_mended(server):
    before = sorted(server.page.parent.rglob("*"))
    first = server.wait_until(lambda text: "eq-hadamard" in text)
    assert "nabla-failure" not in first
    workers = server.descendants()
    server.edit("diag(x)\n```", "diag(w)\n```")
    broken = server.wait_until(lambda text: "nabla-failure" in text)
    formula = broken.index('id="eq-hadamard"')
    assert formula < broken.index("refuted: d(w * x)/d(w) = diag(w)") < broken.index("In a list")
    assert "docs/index.md:9:1: refuted" in server.log.read_text()
    server.edit("diag(w)\n```", "diag(x)\n```")
    server.wait_until(lambda text: "nabla-failure" not in text and "eq-hadamard" in text)
    assert workers, "the first build starts workers"
    assert workers <= server.descendants(), "and they are kept between builds"
    assert sorted(server.page.parent.rglob("*")) == before


def test_an_interrupt_ends_the_server_and_every_worker(server):
    server.wait_until(lambda text: "eq-hadamard" in text)
    workers = server.descendants()
    assert workers
    os.kill(server.process.pid, signal.SIGINT)
    server.process.wait(timeout=SECONDS)
    assert left_running(workers) == []


@pytest.mark.parametrize(
    "command", [["nabla.command_line", "check", "docs"], ["mkdocs", "build", "--quiet"]]
)
def test_an_interrupt_ends_a_run_and_every_worker(tmp_path, command):
    site = shutil.copytree(SITES / "minimal", tmp_path / "site")
    page = "```python\n#| run: true\nwhile True:\n    pass\n```\n"
    (site / "docs" / "endless.md").write_text(page)
    with (site / "log").open("w") as log:
        run = subprocess.Popen([sys.executable, "-m", *command], cwd=site, stdout=log, stderr=log)
    end = time.monotonic() + SECONDS
    while len(workers := descendants(run.pid)) < 3 and time.monotonic() < end:
        assert run.poll() is None, (site / "log").read_text()
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=SECONDS) != 0
    assert len(workers) >= 3
    assert left_running(workers) == []


def test_wrong_tex_shows_in_the_page_too(server):
    server.wait_until(lambda text: "eq-hadamard" in text)
    server.edit("See @eq", "Let $\\frac{a$ be. See @eq")
    text = server.wait_until(lambda text: "nabla-failure" in text)
    assert "docs/index.md:3:" in text
