"""A page as a search engine should read it: its words, without the bulk of figures and formulas.

Search plugins read a page's HTML tag by tag, in Python. A figure of thousands of path commands, a
formula of fifty elements, highlighted code with an element a word and a panel of evidence for each
claim would take most of a build, and say nothing or the same words. So for as long as they read,
a comment and the words alone take the place of each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BEGIN = re.compile(
    r'(?P<figure><svg role="img")|(?P<formula><math\b)'
    r'|(?P<panel><div class="nabla-evidence__panel">)'
    r'|(?P<source><details class="nabla-source">)|(?P<preview><template data-nabla-preview)'
)
_ENDS = {
    "figure": ("</svg>", ""),
    "formula": ("</math>", ""),
    "panel": ("</div>", "</details>"),
    "source": ("</details>", ""),
    "preview": ("</template>", ""),
}
"""With what a part ends, and what follows it."""

_WORDLESS = frozenset({"figure", "panel", "preview"})
_SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PART = re.compile(r"<!--nabla:(\d+)-->.*?<!--/nabla-->", re.DOTALL)


@dataclass(frozen=True)
class Sketch:
    """A page's HTML with the words alone in the place of its bulky parts, and those parts."""

    html: str
    parts: tuple[str, ...] = ()

    def complete(self, html: str) -> str:
        """Put the parts back into the sketch, which may have been changed between them."""
        return _PART.sub(lambda match: self.parts[int(match[1])], html) if self.parts else html


def sketch_page(html: str) -> Sketch:
    """Leave out what is bulky on a page.

    >>> page = "<p>Let <math><mi>x</mi><mo>=</mo><mn>1</mn></math>.</p>"
    >>> sketch = sketch_page(page)
    >>> sketch.html
    '<p>Let <!--nabla:0-->x=1<!--/nabla-->.</p>'
    >>> sketch.complete(sketch.html) == page
    True
    """
    kept: list[str] = []
    parts: list[str] = []
    position = 0
    while begin := _BEGIN.search(html, position):
        kind = str(begin.lastgroup)
        end = _end_of(html, begin.end(), kind)
        part = html[begin.start() : end]
        kept += [html[position : begin.start()], f"<!--nabla:{len(parts)}-->"]
        kept += [_words(kind, part), "<!--/nabla-->"]
        parts.append(part)
        position = end
    return Sketch("".join([*kept, html[position:]]), tuple(parts))


def _end_of(html: str, start: int, kind: str) -> int:
    """Return where a part ends: at the end of the page, if nowhere before."""
    last, follower = _ENDS[kind]
    found = html.find(last + follower, start)
    return len(html) if found < 0 else found + len(last)


def _words(kind: str, part: str) -> str:
    """Return what of a part is worth finding."""
    if kind in _WORDLESS:
        return ""
    if kind == "formula":
        return _TAG.sub("", part)
    return f"<pre><code>{_TAG.sub('', _SUMMARY.sub('', part)).strip()}</code></pre>"
