"""The door to MkDocs: hooks that collect, and one late hook that renders."""

from __future__ import annotations

import importlib.util
import logging
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markdown import Markdown
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from nabla.document import Document
from nabla.errors import PageError
from nabla.execution.store import Store
from nabla.execution.task import Limits
from nabla.rendering.console import summary_line
from nabla.rendering.evidence import evidence_json
from nabla.rendering.evidence_page import evidence_page
from nabla.rendering.formula_index import index_html
from nabla.rendering.mathematics_font import (
    FontUnavailableError,
    build_font,
    find_characters,
    name_font,
)
from nabla.rendering.mathematics_html import set_mathematics
from nabla.rendering.page_html import PageRenderer
from nabla.rendering.page_markdown import Marked, mark_page
from nabla.report import Pending, Problem, Report, Settings, start_report

if TYPE_CHECKING:

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from nabla.execution.workers import Workers
    from nabla.numbering import Target

LOG = logging.getLogger("mkdocs.plugins.nabla")
ASSETS = Path(__file__).parent / "assets"
FOLDER = "assets/nabla"
STYLES = ("nabla.css", "mathematics.css")
SCRIPTS = ("formula-index.js",)
FONT_PACKAGES = ("ziamath", "fontTools", "brotli")


class NablaConfig(Config):
    """The options of a site; ``docs/guide/authoring.md`` explains each."""

    strict = config_options.Optional(config_options.Type(bool))
    jobs = config_options.Type(int, default=0)
    timeout = config_options.Type((int, float), default=30)
    memory = config_options.Type(int, default=2048)
    store = config_options.Type((str, bool), default=".cache/nabla")
    store_size = config_options.Type(int, default=500)
    modules = config_options.ListOfItems(config_options.Type(str), default=[])
    run = config_options.Type(bool, default=True)
    executor = config_options.Choice(("local", "dask"), default="local")
    scheduler = config_options.Type(str, default="")
    mathematics = config_options.Type(bool, default=True)


class NablaPlugin(BasePlugin[NablaConfig]):
    """Checks the pages of a site while it is built."""

    def __init__(self) -> None:
        self._serving = False
        self._workers: Workers | None = None
        self._pending: Pending | None = None
        self._marked: dict[str, Marked] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._font: str | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002 - MkDocs' interface
        """Remember whether an author is watching."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the styles, and arithmatex where a site sets mathematics and has not chosen it."""
        config.extra_css += [f"{FOLDER}/{name}" for name in STYLES]
        config.extra_javascript += [f"{FOLDER}/{name}" for name in SCRIPTS]
        if self.config.mathematics:
            if _has_font_packages():
                config.extra_css.append(f"{FOLDER}/mathematics-font.css")
            else:
                LOG.info(
                    "mathematics is set in the reader's font: ziamath, fonttools or brotli is missing"
                )
            _add_arithmatex(config)
        _add_superfences(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files that rendered pages need."""
        names = [*STYLES, *SCRIPTS, "OFL-1.1.txt"]
        names += ["mathematics-font.css"] if _has_font_packages() else []
        for name in names:
            source = str(ASSETS / name)
            files.append(File.generated(config, f"{FOLDER}/{name}", abs_src_path=source))
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take all pages apart, in reading order, and begin to run them."""
        self._marked, self._problems = {}, {}
        in_nav = [page.file for page in nav.pages]
        others = [file for file in files.documentation_pages() if file not in in_nav]
        ordered = [*in_nav, *(file for file in others if file.inclusion.is_included())]
        documents = [self._read(file, config) for file in ordered]
        folders = {
            _path(file, config): str(Path(file.abs_src_path).parent)
            for file in ordered
            if file.abs_src_path
        }
        if self._pending is not None:
            self._pending.running.close()
        self._pending = start_report(documents, self._settings(config, folders))
        return nav

    def _read(self, file: File, config: MkDocsConfig) -> Document:
        path = _path(file, config)
        try:
            text = file.content_bytes.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise PluginError(f"{path}:1:1: not UTF-8 text; save the page as UTF-8") from None
        if "\x00" in text:
            place = Document(path, text).place(text.index("\x00"))
            raise PluginError(f"{place}: a NUL byte in the page; remove it")
        return Document(path, text)

    def _settings(self, config: MkDocsConfig, folders: dict[str, str]) -> Settings:
        chosen = self.config
        root = Path(config.config_file_path or "mkdocs.yml").parent
        store = Store(root / str(chosen.store), chosen.store_size * 10**6) if chosen.store else None
        return Settings(
            jobs=chosen.jobs or os.cpu_count() or 1,
            run=chosen.run,
            strict=bool(config.strict) if chosen.strict is None else chosen.strict,
            limits=Limits(seconds=chosen.timeout, memory_mb=chosen.memory),
            folders=folders,
            modules=tuple(str((root / name).absolute()) for name in chosen.modules),
            store=store,
        )

    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: Page,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002 - MkDocs' interface
    ) -> str:
        """Put markers where blocks are rendered later."""
        path = _path(page.file, config)
        plan = next((p for p in self._started().plans if p.document.path == path), None)
        if plan is None:
            return markdown
        try:
            marked = mark_page(path, markdown, plan.fences)
        except PageError as error:
            self._problems.setdefault(path, []).append(Problem(error.place, error.message))
            return markdown
        self._marked[path] = marked
        return marked.markdown

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002 - MkDocs' interface
    ) -> str:
        """Set the mathematics of the running text."""
        path = _path(page.file, config)
        plan = next((p for p in self._started().plans if p.document.path == path), None)
        if plan is None or not self.config.mathematics:
            return html
        html, errors = set_mathematics(html, plan.document)
        self._problems.setdefault(path, []).extend(Problem(e.place, e.message) for e in errors)
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Wait for the report, render every page from it, and refuse to build what does not hold."""
        report = self._started().report()
        if not self._serving:
            self._started().running.close()
        pages = {_path(f, config): f.page for f in files.documentation_pages() if f.page}
        caption = partial(
            _caption,
            Markdown(
                extensions=["pymdownx.arithmatex", "pymdownx.betterem"],
                extension_configs={"pymdownx.arithmatex": {"generic": True}},
            ),
        )
        for reported in report.pages:
            page = pages.get(reported.document.path)
            marked = self._marked.get(reported.document.path)
            if page is None or marked is None:
                continue
            link = partial(_link, page, files, config)
            generated = {
                "formulaindex": partial(index_html, report, link),
                "evidence": partial(evidence_page, report, partial(_page_link, page, pages)),
            }
            renderer = PageRenderer(
                reported, marked.references, report.numbering.targets, link, caption, generated
            )
            page.content = renderer.render(page.content or "")
        self._publish(report, pages.values(), config, files)
        self._judge(report)
        return env

    def _publish(self, report: Report, pages: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ANN401 - a dict's values
        """Add the evidence and the font to the site."""
        text = evidence_json(report, times=False)
        files.append(File.generated(config, "evidence.json", content=text))
        if self.config.mathematics and _has_font_packages():
            self._publish_font("".join(page.content or "" for page in pages), config, files)

    def _publish_font(self, html: str, config: MkDocsConfig, files: Files) -> None:
        characters = find_characters(html)
        root = Path(config.config_file_path or "mkdocs.yml").parent
        cached = root / ".cache" / "nabla" / f"{name_font(characters)}.woff2"
        if not cached.is_file():
            try:
                font = build_font(characters)
            except FontUnavailableError as error:
                LOG.warning("mathematics is set in the reader's font: %s", error)
                return
            cached.parent.mkdir(parents=True, exist_ok=True)
            new = cached.with_suffix(f".{os.getpid()}")
            new.write_bytes(font.woff2)
            new.replace(cached)
        self._font = f"{FOLDER}/mathematics.woff2"
        files.append(File.generated(config, self._font, content=cached.read_bytes()))

    def _judge(self, report: Report) -> None:
        """Raise every problem of every page together; while an author is watching, log them."""
        found = [*report.problems, *(p for problems in self._problems.values() for p in problems)]
        LOG.info("%s", summary_line(report))
        if not found:
            return
        said = "\n".join(
            str(problem) for problem in sorted(found, key=lambda problem: problem.place)
        )
        if not self._serving:
            raise PluginError(f"{len(found)} problems\n{said}")
        LOG.error("%d problems\n%s", len(found), said)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs' interface
        """Let the mathematics font load early on pages that need it."""
        if self._font is None or "<math" not in output:
            return output
        address = get_relative_url(self._font, page.url)
        link = f'<link rel="preload" href="{address}" as="font" type="font/woff2" crossorigin>'
        return output.replace("</head>", f"{link}</head>", 1)

    def on_shutdown(self) -> None:
        """End every process that was started."""
        if self._pending is not None:
            self._pending.running.close()

    def _started(self) -> Pending:
        assert self._pending is not None, (
            "on_nav comes before every other hook that needs the pages"
        )
        return self._pending


def _has_font_packages() -> bool:
    return all(importlib.util.find_spec(name) for name in FONT_PACKAGES)


def _add_arithmatex(config: MkDocsConfig) -> None:
    if "pymdownx.arithmatex" not in config.markdown_extensions:
        config.markdown_extensions.append("pymdownx.arithmatex")
    config.mdx_configs.setdefault("pymdownx.arithmatex", {})["generic"] = True


def _add_superfences(config: MkDocsConfig) -> None:
    """Let fences stand inside lists, tabs and admonitions, where Markdown alone has none."""
    if "pymdownx.superfences" not in config.markdown_extensions:
        config.markdown_extensions.append("pymdownx.superfences")
        config.mdx_configs.setdefault("pymdownx.highlight", {}).setdefault("use_pygments", False)
        config.markdown_extensions.append("pymdownx.highlight")


def _path(file: File, config: MkDocsConfig) -> str:
    """Return how messages name a page: seen from the working directory if it lies below."""
    if not file.abs_src_path:
        return file.src_uri
    absolute, here = Path(file.abs_src_path), Path.cwd()
    if absolute.is_relative_to(here):
        return absolute.relative_to(here).as_posix()
    docs = Path(config.docs_dir)
    return f"{docs.name}/{file.src_uri}" if absolute.is_relative_to(docs) else str(absolute)


def _caption(markdown: Markdown, text: str) -> str:
    html = markdown.reset().convert(text)
    html = html.removeprefix("<p>").removesuffix("</p>")
    return set_mathematics(html, Document("caption", text))[0]


def _page_link(page: Page, pages: dict[str, Page], path: str) -> tuple[str, str]:
    other = pages.get(path)
    if other is None:
        return "#", path
    return get_relative_url(other.url, page.url), str(other.title or path)


def _link(page: Page, files: Files, config: MkDocsConfig, target: Target) -> str:
    for file in files.documentation_pages():
        if _path(file, config) == target.path:
            return f"{get_relative_url(file.url, page.url)}#{target.id}"
    return f"#{target.id}"
