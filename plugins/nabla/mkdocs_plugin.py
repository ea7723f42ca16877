"""The door to MkDocs: hooks that collect, and one late hook that renders."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from nabla.cluster import Cluster, ClusterError, open_cluster
from nabla.errors import PageError
from nabla.mkdocs_dirty import DirtyBuilds, silence_warning
from nabla.mkdocs_options import NablaConfig
from nabla.mkdocs_pages import SitePages, find_pages
from nabla.mkdocs_search import SiteSearch
from nabla.publication import EVIDENCE, FONT, PICTURE, Publication, add_font, add_picture, publish
from nabla.rendering.console import summary_line
from nabla.rendering.kept_assets import kept_site_assets
from nabla.rendering.layout_spans import LayoutSpans, OwnElements
from nabla.rendering.layout_switch import add_switch
from nabla.rendering.page_head import with_links
from nabla.rendering.site_assets import FOLDER, ElementFiles, element_styles
from nabla.site_build import SiteBuild
from nabla.site_extensions import add_arithmatex, add_superfences
from nabla.site_font import has_font_packages
from nabla.site_templates import compile_ahead, keep_code
from nabla.site_workers import SiteWorkers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from nabla.page_report import Report

LOG = logging.getLogger("mkdocs.plugins.nabla")


class NablaPlugin(BasePlugin[NablaConfig]):  # type: ignore[no-untyped-call] # MkDocs leaves __init_subclass__ untyped
    """Checks the pages of a site while it is built."""

    def __init__(self) -> None:
        self._serving = False
        self._dirty: DirtyBuilds | None = None
        self._workers = SiteWorkers()
        self._cluster: Cluster | None = None
        self._build: SiteBuild | None = None
        self._pages = SitePages()
        self._nav: Navigation | None = None
        self._search = SiteSearch()
        self._made = Publication()
        self._elements: Mapping[str, ElementFiles] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether an author is watching; then workers are kept between builds."""
        self._serving = command == "serve"
        if dirty:
            silence_warning()
            self._dirty = DirtyBuilds()
        if self._serving:
            self._workers.keep()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add the styles, and arithmatex where a site sets mathematics and has not chosen it.

        The libraries of pages that are likely to run are loaded meanwhile.
        """
        self._stop()
        self.config.check(config.config_file_path or "mkdocs.yml")
        if self.config.executor == "local":
            self._workers.expect(self.config.settings(config, {}), Path(config.docs_dir))
        config.extra_css.append(f"{FOLDER}/nabla.css")
        config.extra_javascript.append(f"{FOLDER}/nabla.js")
        if self.config.mathematics:
            if not has_font_packages():
                LOG.info("the reader's font sets mathematics: ziamath, fonttools or brotli missing")
            add_arithmatex(config.markdown_extensions, config.mdx_configs)
        add_superfences(config.markdown_extensions, config.mdx_configs)
        own: list[Any] = [LayoutSpans(), OwnElements(tuple(self.config.elements))]
        config.markdown_extensions += own
        self._search.find(config.plugins)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files that rendered pages need."""
        docs, font = Path(config.docs_dir), self.config.mathematics and has_font_packages()
        store = self.config.results(config)
        try:
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
        self._nav = nav
        self._pages = find_pages(nav, files, Path(config.docs_dir))
        read = self._pages.read()
        if self._dirty is not None:
            self._dirty.begin(files, config)
        settings = replace(
            self.config.settings(config, self._pages.folders()),
            workers=self._workers.workers,
            executor=self._executor(),
        )
        LOG.info("checking %d pages", len(read))
        unreadable = [problem for _, problem in read if problem]
        earlier = () if self._build is None else self._build.plans
        self._build = SiteBuild([document for document, _ in read], settings, unreadable, earlier)
        if not self._build.waits():
            self._workers.release()
        return nav

    def _executor(self) -> Any:  # noqa: ANN401 - an Executor; Dask is untyped
        options = self.config.chosen
        try:
            if options.run:  # else pages are not trusted, nor is what they name
                self._cluster = self._cluster or open_cluster(options)
        except ClusterError as error:
            raise PluginError(str(error)) from None
        return None if self._cluster is None else self._cluster.executor

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Put markers where blocks are rendered later."""
        path = self._pages.paths.get(page.file.src_uri)
        return markdown if path is None else self._started().mark(path, markdown)

    def on_page_content(self, html: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Set the mathematics of the running text."""
        path = self._pages.paths.get(page.file.src_uri)
        if path is None:
            return html
        self._started().find_misplaced(path, html)
        return self._started().set_mathematics(path, html) if self.config.mathematics else html

    @event_priority(100)
    def _when_read(self, env: Environment, *, files: Files, **_: Any) -> Environment:  # noqa: ANN401 - MkDocs' own
        """Give pages that a dirty build has skipped what they had before."""
        if self._dirty is not None:
            self._dirty.complete(files, self._pages.paths, self._started())
        return env

    def _render(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Wait for the report, render every page from it, and refuse what does not hold."""
        keep_code(env)
        compile_ahead(env, ("main.html", "404.html"), self._started().waits)
        report = self._started().finish()
        if not self._serving:
            self._stop()
        pages = self._pages.shown()
        rendered = self._started().render(report, self._pages.html(), self._pages.links())
        for path, html in rendered.items():
            pages[path].content = html
        self._publish(report, config, files)
        self._judge(report)
        self._workers.note()
        return env

    @event_priority(-100)
    def _before_writing(self, env: Environment, *, files: Files, **_: Any) -> Environment:  # noqa: ANN401 - MkDocs' own
        """Choose the pages that a dirty build writes."""
        if self._dirty is not None and self._nav is not None:
            addresses = self._made.notebooks, self._made.address(PICTURE), self._made.address(FONT)
            self._dirty.decide(files, self._nav, addresses)
            LOG.info("pages written: %d", sum(self._dirty.written.values()))
        return env

    on_env = CombinedEvent(_when_read, _render, _before_writing)  # type: ignore[arg-type] # its stub wants `self` without a name

    def _publish(self, report: Report, config: MkDocsConfig, files: Files) -> None:
        """Add to the site what is made from its pages: evidence, notebooks, picture, font."""
        made = self._made = publish(report, self._pages.sources(), self._pages.urls())
        store = self.config.results(config)
        if config.site_url:
            add_picture(made, report, (config.site_name, config.site_description or ""), store)
        if self.config.mathematics and has_font_packages():
            add_font(made, "".join(self._pages.html().values()), store)
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
        self._search.show_words(page)
        return context

    @event_priority(-100)
    def _after_search(self, context: TemplateContext, *, page: Page, **_: Any) -> TemplateContext:  # noqa: ANN401 - MkDocs' own
        """Put everything back, and say what else there is of the page."""
        self._search.show_all(page)
        if address := self._made.notebooks.get(page.file.src_uri):
            context["nabla_notebook"] = get_relative_url(address, page.url)  # type: ignore[typeddict-unknown-key] # a theme's own
        context["nabla_picture"] = self._made.address(PICTURE)  # type: ignore[typeddict-unknown-key] # as above
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)  # type: ignore[arg-type] # its stub wants `self` without a name

    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:  # noqa: ANN401 - MkDocs' own
        """Add the switch, and let load early what the page needs early."""
        if self._dirty is not None:
            self._dirty.note(page)
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
        written = {} if self._dirty is None else self._dirty.written
        self._search.finish(config.site_dir, self._made.entries, written)

    def on_build_error(self, **_: Any) -> None:  # noqa: ANN401 - MkDocs' own
        """Rely on nothing of a build that has failed."""
        if self._dirty is not None:
            self._dirty.forget()

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
