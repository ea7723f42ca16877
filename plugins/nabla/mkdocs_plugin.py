"""The door to MkDocs: hooks that collect, and one late hook that renders."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from nabla.cluster import Cluster, ClusterError, open_cluster
from nabla.document import Document
from nabla.errors import PageError
from nabla.gather import path_in_site, read_page, settings_of, store_of
from nabla.publication import EVIDENCE, FONT, PICTURE, Publication, add_font, add_picture, publish
from nabla.rendering.console import summary_line
from nabla.rendering.kept_assets import kept_site_assets
from nabla.rendering.layout_spans import LayoutSpans, OwnElements
from nabla.rendering.layout_switch import add_switch
from nabla.rendering.page_head import with_links
from nabla.rendering.search_entries import add_entries
from nabla.rendering.site_assets import FOLDER, ElementFiles, element_styles
from nabla.rendering.site_links import SiteLinks
from nabla.rendering.sketch import Sketch, sketch_page
from nabla.site_build import SiteBuild
from nabla.site_extensions import add_arithmatex, add_superfences
from nabla.site_font import has_font_packages
from nabla.site_options import EXECUTORS, SiteOptions, parse_options
from nabla.site_templates import compile_ahead
from nabla.site_workers import SiteWorkers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from nabla.page_report import Problem, Report
    from nabla.settings import Settings

LOG = logging.getLogger("mkdocs.plugins.nabla")


class NablaConfig(Config):  # type: ignore[no-untyped-call] # MkDocs leaves __init_subclass__ untyped
    """The options of a site; ``docs/guide/checking.md`` explains each."""

    strict = config_options.Optional(config_options.Type(bool))
    jobs = config_options.Type(int, default=0)
    timeout = config_options.Type((int, float), default=30)
    memory = config_options.Type(int, default=2048)
    store = config_options.Type((str, bool), default=".cache/nabla")
    store_size = config_options.Type(int, default=500)
    modules = config_options.ListOfItems(config_options.Type(str), default=[])
    run = config_options.Type(bool, default=True)
    executor = config_options.Choice(EXECUTORS, default="local")
    scheduler = config_options.Type(str, default="")
    mathematics = config_options.Type(bool, default=True)
    elements = config_options.DictOfItems(config_options.Type(str), default={})


def _check_options(written: Mapping[str, Any], file: str) -> None:
    """Refuse what `nabla check` refuses too; MkDocs only warns of an option that there is not."""
    try:
        parse_options(
            {key: value for key, value in written.items() if value is not None}, Path(file)
        )
    except PageError as error:
        raise PluginError(str(error)) from None


class NablaPlugin(BasePlugin[NablaConfig]):  # type: ignore[no-untyped-call] # as above
    """Checks the pages of a site while it is built."""

    def __init__(self) -> None:
        self._serving = False
        self._workers = SiteWorkers()
        self._cluster: Cluster | None = None
        self._build: SiteBuild | None = None
        self._files: dict[str, File] = {}
        self._paths: dict[str, str] = {}
        self._searched = False
        self._made = Publication()
        self._sketch = Sketch("")
        self._elements: Mapping[str, ElementFiles] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002 - MkDocs' interface
        """Remember whether an author is watching; then workers are kept between builds."""
        self._serving = command == "serve"
        if self._serving:
            self._workers.keep()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the styles, and arithmatex where a site sets mathematics and has not chosen it.

        The libraries of pages that are likely to run are loaded meanwhile.
        """
        self._stop()
        _check_options(self.config, config.config_file_path or "mkdocs.yml")
        if self.config.executor == "local":
            self._workers.expect(self._settings(config, {}), Path(config.docs_dir))
        config.extra_css.append(f"{FOLDER}/nabla.css")
        config.extra_javascript.append(f"{FOLDER}/nabla.js")
        if self.config.mathematics:
            if not has_font_packages():
                LOG.info("the reader's font sets mathematics: ziamath, fonttools or brotli missing")
            add_arithmatex(config.markdown_extensions, config.mdx_configs)
        add_superfences(config.markdown_extensions, config.mdx_configs)
        own: list[Any] = [LayoutSpans(), OwnElements(tuple(self.config.elements))]
        config.markdown_extensions += own
        self._searched = any(name.rpartition("/")[2] == "search" for name in config.plugins)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files that rendered pages need."""
        docs, font = Path(config.docs_dir), self.config.mathematics and has_font_packages()
        try:
            store = store_of(self._options(), _root(config))
            assets = kept_site_assets(store, docs, self.config.elements, font=font)
        except PageError as error:
            raise PluginError(str(error)) from None
        self._elements = assets.elements
        for address, text in assets.texts.items():
            files.append(File.generated(config, address, content=text))
        files.append(File.generated(config, EVIDENCE, content=""))  # so that pages can link to it
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take all pages apart, in reading order, and begin to run them."""
        ordered = _in_reading_order(nav, files)
        self._paths = {file.src_uri: _path(file, Path(config.docs_dir)) for file in ordered}
        self._files = {self._paths[file.src_uri]: file for file in ordered}
        read = [_read(file, path) for path, file in self._files.items()]
        folders = {
            path: str(Path(file.abs_src_path).parent)
            for path, file in self._files.items()
            if file.abs_src_path
        }
        settings = self._settings(config, folders)
        executor = self._executor(self._options())
        settings = replace(settings, workers=self._workers.workers, executor=executor)
        LOG.info("checking %d pages", len(read))
        unreadable = [problem for _, problem in read if problem]
        self._build = SiteBuild([document for document, _ in read], settings, unreadable)
        if not self._build.waits():
            self._workers.release()
        return nav

    def _settings(self, config: MkDocsConfig, folders: dict[str, str]) -> Settings:
        return settings_of(self._options(), _root(config), folders, strict=bool(config.strict))

    def _options(self) -> SiteOptions:
        chosen = {part.name: self.config[part.name] for part in fields(SiteOptions)}
        return replace(SiteOptions(), **{**chosen, "modules": tuple(chosen["modules"])})

    def _executor(self, options: SiteOptions) -> Any:  # noqa: ANN401 - an Executor; Dask is untyped
        try:
            if options.run:  # else pages are not trusted, nor is what they name
                self._cluster = self._cluster or open_cluster(options)
        except ClusterError as error:
            raise PluginError(str(error)) from None
        return None if self._cluster is None else self._cluster.executor

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Put markers where blocks are rendered later."""
        path = self._paths.get(page.file.src_uri)
        return markdown if path is None else self._started().mark(path, markdown)

    def on_page_content(self, html: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Set the mathematics of the running text."""
        path = self._paths.get(page.file.src_uri)
        if path is None or not self.config.mathematics:
            return html
        return self._started().set_mathematics(path, html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Wait for the report, render every page from it, and refuse what does not hold."""
        compile_ahead(env, ("main.html", "404.html"), self._started().waits)
        report = self._started().finish()
        if not self._serving:
            self._stop()
        pages = {path: file.page for path, file in self._files.items() if file.page}
        links = SiteLinks(
            {path: self._files[path].url for path in pages},
            {path: str(page.title) for path, page in pages.items() if page.title},
            get_relative_url,
        )
        html = {path: page.content or "" for path, page in pages.items()}
        for path, rendered in self._started().render(report, html, links).items():
            pages[path].content = rendered
        self._publish(report, config, files)
        self._judge(report)
        self._workers.note()
        return env

    def _publish(self, report: Report, config: MkDocsConfig, files: Files) -> None:
        """Add to the site what is made from its pages: evidence, notebooks, picture, font."""
        shown = {path: file.page for path, file in self._files.items() if file.page}
        urls = {path: self._files[path].url for path in shown}
        sources = {path: file.src_uri for path, file in self._files.items()}
        made = self._made = publish(report, sources, urls)
        store = store_of(self._options(), _root(config))
        if config.site_url:
            add_picture(made, report, (config.site_name, config.site_description or ""), store)
        if self.config.mathematics and has_font_packages():
            add_font(made, "".join(page.content or "" for page in shown.values()), store)
        for said in made.complaints:
            LOG.warning("%s", said)
        for address, content in made.files.items():
            if known := files.get_file_from_path(address):
                files.remove(known)
            files.append(File.generated(config, address, content=content))

    def _judge(self, report: Report) -> None:
        """Raise every problem of every page together; while an author is watching, tell them."""
        LOG.info("%s", summary_line(report))
        found = report.problems
        if not found:
            return
        said = f"{len(found)} problem{'s' if len(found) > 1 else ''}\n" + "\n".join(map(str, found))
        if not self._serving:
            raise PluginError(said)
        click.echo(f"ERROR   -  {said}", err=True)  # a logged one would end a strict server

    @event_priority(100)
    def _before_search(self, context: TemplateContext, *, page: Page, **_: Any) -> TemplateContext:  # noqa: ANN401 - MkDocs' own
        """Show a page to the plugins that read it as words, which search makes quick work of."""
        if self._searched:
            self._sketch = sketch_page(page.content or "")
            page.content = self._sketch.html
        return context

    @event_priority(-100)
    def _after_search(self, context: TemplateContext, *, page: Page, **_: Any) -> TemplateContext:  # noqa: ANN401 - MkDocs' own
        """Put the figures and formulas back, and say what else there is of the page."""
        if self._searched:
            page.content = self._sketch.complete(page.content or "")
        if address := self._made.notebooks.get(page.file.src_uri):
            context["nabla_notebook"] = get_relative_url(address, page.url)  # type: ignore[typeddict-unknown-key] # a theme's own
        context["nabla_picture"] = self._made.address(PICTURE)  # type: ignore[typeddict-unknown-key] # as above
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)  # type: ignore[arg-type] # its stub wants `self` without a name

    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Add the switch, and let load early what the page needs early."""
        needed = [f"{FOLDER}/{style}" for style in element_styles(output, self._elements)]
        styles = [get_relative_url(style, page.url) for style in needed]
        made = self._made.address(FONT)
        font = made and get_relative_url(made, page.url)
        return add_switch(with_links(output, styles, font))

    def on_post_template(self, output_content: str, *, template_name: str, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Add the switch to the page that is shown for a wrong address."""
        return add_switch(output_content) if template_name.endswith(".html") else output_content

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Let readers search for formulas by name and in words."""
        index = Path(config.site_dir) / "search" / "search_index.json"
        if self._searched and index.is_file():
            found = add_entries(index.read_text(encoding="utf-8"), self._made.entries)
            index.write_text(found, encoding="utf-8")

    def on_shutdown(self) -> None:
        """End every process that was started."""
        self._stop()
        self._workers.close()
        if self._cluster is not None:
            self._cluster.close()

    def _stop(self) -> None:
        if self._build is not None:
            self._build.close()
        self._workers.release()

    def _started(self) -> SiteBuild:
        assert self._build is not None, "on_nav comes before every other hook that needs the pages"
        return self._build


def _in_reading_order(nav: Navigation, files: Files) -> Sequence[File]:
    """Return the files of all pages, each once: those of the navigation first."""
    every = [page.file for page in nav.pages]
    every += [file for file in files.documentation_pages() if file.inclusion.is_included()]  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    return tuple({file.src_uri: file for file in every}.values())


def _read(file: File, path: str) -> tuple[Document, Problem | None]:
    if file.abs_src_path:
        return read_page(Path(file.abs_src_path), path)
    return Document(path, file.content_string), None


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").parent


def _path(file: File, docs: Path) -> str:
    return path_in_site(Path(file.abs_src_path), docs) if file.abs_src_path else file.src_uri
