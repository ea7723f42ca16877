"""The index of a search, whole although only some pages of a site have been read for it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Entry: TypeAlias = "Mapping[str, Any]"


def merge_entries(
    earlier: Iterable[Entry], found: Iterable[Entry], pages: Sequence[str], read: Collection[str]
) -> list[Entry]:
    """Return the entries of all pages, in the pages' order.

    Parameters
    ----------
    earlier
        Those of the build before.
    found
        Those of the pages that have been read, and of what is no page.
    pages, read
        The addresses of all pages, and of those that have been read.

    >>> old, new = [{"location": "a/#x"}, {"location": "b/"}], [{"location": "a/#y"}]
    >>> merge_entries(old, new, ["a/", "b/"], ["a/"])
    [{'location': 'a/#y'}, {'location': 'b/'}]
    """
    before, now = _by_page(earlier), _by_page(found)
    merged = [entry for page in pages for entry in (now if page in read else before)[page]]
    others = (entries for page, entries in now.items() if page not in pages)
    return merged + [entry for entries in others for entry in entries]


def _by_page(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry["location"].partition("#")[0]].append(entry)
    return found


def index_text(index: Mapping[str, Any]) -> str:
    """Return the text of an index.

    >>> index_text({"config": {}, "docs": [{"location": "a/"}]})
    '{"config":{},"docs":[{"location":"a/"}]}'
    """
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))
