"""Builds the book into .cache/photographed, serves it, and photographs some of its pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from chromium import launch
from playwright.sync_api import sync_playwright
from served import Served

ROOT = Path(__file__).parents[1]
PAGES = (
    "",
    "paper/04-2-element-wise-operators/",
    "paper/05-neuron-activation/",
    "paper/08-reference/",
    "evidence/",
    "cheat-sheet/",
)
SIZES = {"desk": (1280, 900), "telephone": (390, 844)}


def main() -> None:
    """Take the photographs."""
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    folder = ROOT / ".cache" / "photographed"
    folder.mkdir(parents=True, exist_ok=True)
    with Served(folder) as served, sync_playwright() as playwright:
        environment = {**os.environ, "SITE_URL": served.url}
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        browser = launch(playwright)
        if browser is None:
            sys.exit("no Chromium: install one, or set CHROMIUM to its path")
        for page in sys.argv[1:] or PAGES:
            for size, (width, height) in SIZES.items():
                for palette in ("light", "dark"):
                    name = f"{page.strip('/').replace('/', '-') or 'index'}-{size}-{palette}.png"
                    opened = browser.new_page(
                        viewport={"width": width, "height": height}, color_scheme=palette
                    )
                    opened.goto(served.url + page)
                    opened.screenshot(path=target / name, full_page=True)
                    opened.close()
        browser.close()


if __name__ == "__main__":
    main()
