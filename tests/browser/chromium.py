"""The browser of these tests: where it is, and how it is started."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--default-tile-width=4096", "--default-tile-height=4096"),  # or tall braces are cut
)


def find_chromium(playwright):
    """Return the path of the browser: $CHROMIUM, one on PATH, playwright's own, or `None`."""
    own = playwright.chromium.executable_path
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return os.environ.get("CHROMIUM") or on_path or (own if Path(own).exists() else None)


def launch(playwright):
    """Start the browser; `None` where there is none."""
    found = find_chromium(playwright)
    return found and playwright.chromium.launch(executable_path=found, args=FLAGS)
