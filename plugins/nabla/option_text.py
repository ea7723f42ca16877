"""The text of the option lines, and where each of its characters stands in the file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import yaml

from nabla.errors import PageError, Place
from nabla.plain_options import read_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK = "#|"


@dataclass(frozen=True)
class OptionText:
    r"""Option lines joined to one YAML text.

    >>> source = OptionText.join(["#| id: eq-a", "#| name: A"], Place("x.md", 4), ())
    >>> source.text
    'id: eq-a\nname: A\n'
    >>> str(source.place(source.text.index("name")))
    'x.md:5:4'
    """

    text: str
    starts: tuple[int, ...]
    """The offset in the text of each line."""
    places: tuple[Place, ...]
    """The place in the file of each line's first character behind the mark."""

    @classmethod
    def join(cls, lines: Sequence[str], place: Place, columns: Sequence[int]) -> OptionText:
        """Take the marks off the lines; `columns` are those of the marks, if not `place`'s."""
        texts, places = [], []
        for number, line in enumerate(lines):
            text = line.removeprefix(MARK)
            column = (columns[number] if columns else place.column) + len(MARK)
            if text.startswith(" "):
                text, column = text[1:], column + 1
            texts.append(text + "\n")
            places.append(Place(place.path, place.line + number, column))
        starts = tuple(accumulate((len(text) for text in texts), initial=0))[:-1] or (0,)
        return cls("".join(texts), starts, tuple(places) or (place,))

    def place(self, index: int) -> Place:
        """Return the place in the file of the character at this index of the text."""
        line = max(0, bisect_right(self.starts, index) - 1)
        at = self.places[line]
        return Place(at.path, at.line, at.column + index - self.starts[line])

    def compose(self) -> yaml.Node | None:
        """Parse the text as YAML.

        Raises
        ------
        PageError
            It is not YAML, or of a kind that no option needs.
        """
        if plain := read_plain(self.text):
            return plain
        try:
            node: yaml.Node | None = yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = (error.problem or error.context or "a syntax error").removesuffix(".")
            at = self.place(min(mark.index, len(self.text) - 1) if mark else 0)
            message = f"YAML: {said}; a text with ': ', ' #' or brackets needs quotes"
            raise PageError(at, message) from None
        except yaml.reader.ReaderError as error:
            at = self.place(error.position)
            raise PageError(at, f"YAML: {error.reason}; remove the character") from None
        except RecursionError:
            raise PageError(self.places[0], "options nested too deeply; flatten them") from None
        except (ValueError, OverflowError):
            at = self.places[0]
            raise PageError(at, "YAML: an escape that names no character; mend it") from None
        return node
