"""A Dask cluster that runs the pages of a site."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import Self

    from nabla.site_options import SiteOptions

_SECONDS = 20


class ClusterError(Exception):
    """Why the cluster that a site names cannot be used, and what to do."""


@dataclass(frozen=True)
class Cluster:
    """A connection to a scheduler. Close it, or use it in a ``with`` statement."""

    executor: Executor
    client: Any  # distributed.Client, which is untyped

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the cluster goes on."""
        self.client.close()


def open_cluster(options: SiteOptions) -> Cluster | None:
    """Connect to the cluster that a site names, if it names one.

    Raises
    ------
    ClusterError
        It cannot be reached, or Dask is not installed.

    >>> from nabla.site_options import SiteOptions
    >>> open_cluster(SiteOptions(executor="dask"))
    Traceback (most recent call last):
    nabla.cluster.ClusterError: executor: dask needs scheduler, such as tcp://127.0.0.1:8786
    """
    if options.executor != "dask":
        return None
    if not options.scheduler:
        raise ClusterError("executor: dask needs scheduler, such as tcp://127.0.0.1:8786")
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise ClusterError("executor: dask needs distributed; install mkdocs-nabla[dask]") from None
    try:
        client = distributed.Client(options.scheduler, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        said = f"no Dask scheduler answers at {options.scheduler}: {error}"
        raise ClusterError(said) from None
    return Cluster(client.get_executor(), client)
