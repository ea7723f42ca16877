"""Work for checks in tests; a worker must be able to import it."""

import time
from dataclasses import dataclass
from typing import ClassVar

from nabla.errors import Place


@dataclass(frozen=True)
class Look:
    """Return the value of a page's name, and where the work stands."""

    name: str
    place: Place = Place("x.md", 1)  # noqa: RUF009 - frozen
    needed: tuple[str, ...] = ()

    modules: ClassVar[tuple[str, ...]] = ()

    def needs(self):
        return self.needed

    def run(self, names):
        return {"value": names.get(self.name), "place": self.place}


@dataclass(frozen=True)
class Sleep:
    """Take a while."""

    seconds: float

    modules: ClassVar[tuple[str, ...]] = ()

    def needs(self):
        return ()

    def run(self, names):  # noqa: ARG002 - the protocol gives them
        time.sleep(self.seconds)
        return "slept"


@dataclass(frozen=True)
class Opaque:
    """Return what is not plain."""

    modules: ClassVar[tuple[str, ...]] = ()

    def needs(self):
        return ()

    def run(self, names):  # noqa: ARG002 - the protocol gives them
        return time.localtime()


@dataclass(frozen=True)
class Loaded:
    """Tell whether a module is loaded."""

    module: str

    modules: ClassVar[tuple[str, ...]] = ()

    def needs(self):
        return ()

    def run(self, names):  # noqa: ARG002 - the protocol gives them
        import sys

        return self.module in sys.modules


@dataclass(frozen=True)
class Patched:
    """Call what a page may have put something else in the place of."""

    modules: ClassVar[tuple[str, ...]] = ()

    def needs(self):
        return ()

    def run(self, names):  # noqa: ARG002 - the protocol gives them
        import math

        return math.hypot(3.0, 4.0)
