"""The options of a site as MkDocs reads them."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError

from nabla.errors import PageError
from nabla.gather import settings_of, store_of
from nabla.site_options import EXECUTORS, SiteOptions, parse_options

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from nabla.execution.store import Store
    from nabla.settings import Settings


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

    def check(self, file: str) -> None:
        """Refuse what `nabla check` refuses too; MkDocs only warns of an option that there is not.

        Raises
        ------
        PluginError
            An option cannot be used.
        """
        written = {key: value for key, value in self.items() if value is not None}
        try:
            parse_options(written, Path(file))
        except PageError as error:
            raise PluginError(str(error)) from None

    @property
    def chosen(self) -> SiteOptions:
        """The same as every other door reads them."""
        found = {part.name: self[part.name] for part in fields(SiteOptions)}
        return replace(SiteOptions(), **{**found, "modules": tuple(found["modules"])})

    def settings(self, site: MkDocsConfig, folders: dict[str, str]) -> Settings:
        """Return the settings that they mean for a site, whose pages lie in some folders."""
        return settings_of(self.chosen, root_of(site), folders, strict=bool(site.strict))

    def results(self, site: MkDocsConfig) -> Store | None:
        """Return where a site keeps the results of its pages."""
        return store_of(self.chosen, root_of(site))


def root_of(site: MkDocsConfig) -> Path:
    """Return the folder of a site's mkdocs.yml."""
    return Path(site.config_file_path or "mkdocs.yml").parent
