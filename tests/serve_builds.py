"""Builds a site as `mkdocs serve` does, once and then for every line that it reads.

python serve_builds.py clean|dirty SITE
"""

import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

ADDRESS = "http://127.0.0.1:8000/"


def main(kind: str, site: str) -> None:
    def configured():
        return load_config(str(Path(site, "mkdocs.yml")), site_dir=str(Path(site, kind)))

    is_dirty = kind == "dirty"
    config = configured()
    config.plugins.on_startup(command="serve", dirty=is_dirty)
    try:
        _build(config, is_dirty)
        for _line in sys.stdin:
            _build(configured(), is_dirty)
    finally:
        config.plugins.on_shutdown()


def _build(config, is_dirty):
    config.site_url = ADDRESS
    try:
        build(config, serve_url=ADDRESS, dirty=is_dirty)
    except (Exception, SystemExit) as error:  # as the server, which goes on
        said = f"failed: {str(error) or type(error).__name__}"
    else:
        said = "built"
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
