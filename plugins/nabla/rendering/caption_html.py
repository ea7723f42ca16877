"""The Markdown of captions and hints as HTML, and the TeX in options that cannot be set."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from markdown import Markdown

from nabla.document import Document
from nabla.page_report import Problem
from nabla.rendering.layout_spans import LayoutSpans
from nabla.rendering.mathematics import TexError, render
from nabla.rendering.mathematics_html import set_mathematics
from nabla.site_extensions import CAPTION_EXTENSIONS, GENERIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.page_report import FenceReport, PageReport

_WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;'()/-])*(?<! )")
"""Words without any markup, which most captions are: Markdown gives them back as they are."""


class Captions:
    """Sets captions; each text once, however often it is asked for.

    >>> Captions().html("The *sum* of $x$.").count("<math")
    1
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(
            extensions=[*CAPTION_EXTENSIONS, LayoutSpans()],
            extension_configs={"pymdownx.arithmatex": dict(GENERIC)},
        )

    def html(self, text: str) -> str:
        """Return a caption as HTML, without a paragraph around it."""
        return self._set(text)[0]

    def faults(self, text: str) -> tuple[str, ...]:
        """Say what is wrong with the TeX in a caption."""
        return self._set(text)[1]

    def _set(self, text: str) -> tuple[str, tuple[str, ...]]:
        if _WORDS.fullmatch(text):
            return text, ()
        if text not in self._known:
            html = self._markdown.reset().convert(text)
            html = html.removeprefix("<p>").removesuffix("</p>")
            html, errors = set_mathematics(html, Document("caption", text))
            self._known[text] = html, tuple(error.message for error in errors)
        return self._known[text]


def wrong_captions(page: PageReport, captions: Captions) -> Iterator[Problem]:
    """Find the TeX in the options of a page that cannot be set."""
    for part in page.fences:
        options = part.fence.options
        for key, text in (
            ("caption", options.caption),
            *(("hint", hint) for hint in options.hints),
        ):
            for fault in captions.faults(text) if text else ():
                yield _problem(part, key, fault)
        if options.latex:
            yield from _wrong_latex(part, options.latex)


def _wrong_latex(part: FenceReport, tex: str) -> Iterator[Problem]:
    try:
        render(tex, display=True)
    except TexError as error:
        for fault in error.faults:
            yield _problem(part, "latex", f"TeX: {fault.message}")


def _problem(part: FenceReport, key: str, said: str) -> Problem:
    options = part.fence.options
    place = options.place_of(key) or options.place_of(f"{key}s") or part.fence.place
    return Problem(place, f"option {key!r}: {said}")
