r"""The formulas of a page: from what arithmatex leaves in its HTML to MathML.

arithmatex (with `generic: true`) finds the dollars of a Markdown page and leaves
``<span class="arithmatex">\(x\)</span>`` and ``<div class="arithmatex">\[x\]</div>``.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place
from nabla.rendering.mathematics import TexError, render
from nabla.rendering.mathematics_width import estimate_width
from nabla.rendering.tex_source import locate, locate_dollar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nabla.document import Document

WIDE = 18
"""From this estimated width, in em, a formula does not fit on every telephone."""

_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\s*'
    r"(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\])\s*</(?P=tag)>",
    re.DOTALL,
)
_SHOWN = re.compile(r"<(pre|code|script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_PUNCTUATED = re.compile(
    r'<span class="nabla-math" [^>]*><math>(?:(?!</math>).)*</math></span>[,.;:!?)]+'
)
"""A short formula in a line of text with the punctuation that must not begin the next line."""
_IN_PARAGRAPH = re.compile(r'\$<span class="arithmatex">\\\((.*?)\\\)</span>\$', re.DOTALL)
_UNOPENED = re.compile(r"\$([^$<>]{0,80}?\\[A-Za-z]+)")


def set_mathematics(html: str, document: Document) -> tuple[str, tuple[PageError, ...]]:
    r"""Set every formula of a page as MathML.

    Parameters
    ----------
    html
        The page's HTML, with the formulas as arithmatex leaves them.
    document
        The page's Markdown, in which wrong TeX is located.

    Returns
    -------
    tuple[str, tuple[PageError, ...]]
        The HTML, and everything that is wrong with the formulas. A wrong one is left as its TeX.

    >>> from nabla.document import Document
    >>> page = '<p><span class="arithmatex">\\(x\\)</span></p>'
    >>> set_mathematics(page, Document("x.md", "$x$"))[0]
    '<p><span class="nabla-math" data-tex="x"><math><mi>x</mi></math></span></p>'
    """
    if "arithmatex" not in html and "$" not in html:
        return html, ()
    errors: list[PageError] = []
    seen: Counter[str] = Counter()

    def replace(match: re.Match[str]) -> str:
        display = match["display"] is not None
        tex = entities.unescape(match["display"] if display else match["inline"]).strip()
        seen[tex] += 1
        try:
            return wrap(tex, render(tex, display=display), display=display)
        except TexError as error:
            errors.extend(_errors_of(error, document, seen[tex]))
            return f'<code class="nabla-error">{entities.escape(tex)}</code>'

    errors.extend(_find_strays(html, document))
    found = "".join(_replace_outside_code(html, replace))
    found = _PUNCTUATED.sub(r'<span class="nabla-nowrap">\g<0></span>', found)
    return found, tuple(sorted(errors, key=_place))


def wrap(tex: str, mathml: str, *, display: bool) -> str:
    """Wrap a formula so that its TeX can be copied and, where it may be wide, so that it scrolls.

    A formula that may be wide can be reached by the keyboard, because what scrolls must be.
    """
    given = f'data-tex="{entities.escape(tex)}"'
    if estimate_width(mathml) >= WIDE:
        given += ' tabindex="0" role="group" aria-label="formula"'
        names = "nabla-math nabla-wide"
    else:
        names = "nabla-math"
    if display:
        return f'<div class="{names} nabla-display" {given}>{mathml}</div>'
    return f'<span class="{names}" {given}>{mathml}</span>'


def _replace_outside_code(html: str, replace: Callable[[re.Match[str]], str]) -> Iterator[str]:
    position = 0
    for shown in _SHOWN.finditer(html):
        yield _FORMULA.sub(replace, html[position : shown.start()])
        yield shown.group()
        position = shown.end()
    yield _FORMULA.sub(replace, html[position:])


def _place(error: PageError) -> Place:
    return error.place


def _errors_of(error: TexError, document: Document, occurrence: int) -> Iterator[PageError]:
    for fault in error.faults:
        offset = locate(document, error.tex, occurrence, fault.offset)
        formula = f"in the formula {error.tex}: " if offset is None else "TeX: "
        yield PageError(_place_of(document, offset), formula + fault.message)


def _find_strays(html: str, document: Document) -> Iterator[PageError]:
    """Find dollars of the running text that arithmatex took for something else than was meant."""
    html = _SHOWN.sub("", html)
    for match in _IN_PARAGRAPH.finditer(html):
        yield PageError(
            _place_of(document, locate(document, entities.unescape(match[1]))),
            "a displayed formula inside a paragraph; put blank lines around it, or write $...$",
        )
    for match in _UNOPENED.finditer(_FORMULA.sub("<>", html)):
        yield PageError(
            _place_of(document, locate_dollar(document, entities.unescape(match[1]))),
            "this dollar sign opens no formula, because a blank follows it or a dollar stands in "
            r"\text{...}; mend the formula, or write \$ for a dollar",
        )


def _place_of(document: Document, offset: int | None) -> Place:
    if offset is None:
        return Place(document.path, document.front_matter_lines + 1)
    return document.place(offset)
