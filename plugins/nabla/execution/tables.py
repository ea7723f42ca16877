"""Turn the value of a snippet into a table of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral, Number, Real

from nabla.execution.output import OutcomeError, Table
from nabla.execution.printed import storable, without_addresses

_WANTED = "a 2-D array, a list of rows or a mapping of columns"


class TableError(OutcomeError):
    """A value that cannot be set as a table."""


def to_table(value: object) -> Table:
    """Return a value as a table.

    A mapping's keys are the header. So is the first row of a list of rows if it holds only texts
    and the row after it does not.

    >>> to_table({"n": [1, 2], "error": [0.5, 1.25e-9]})
    Table(header=('n', 'error'), rows=(('1', '0.5'), ('2', '1.25e-09')))
    """
    header: tuple[str, ...] = ()
    if isinstance(value, Mapping):
        header = tuple(map(to_cell, value))
        columns = [_row(column) for column in value.values()]
        _same_length(columns, "columns")
        rows = list(zip(*columns, strict=True))
    else:
        rows = [_row(row) for row in _row(value)]
        _same_length(rows, "rows")
        if len(rows) > 1 and _is_header(rows[0], rows[1]):
            header, rows = tuple(map(to_cell, rows[0])), rows[1:]
    if not rows or not rows[0]:
        message = f"the table is empty; its last expression must be {_WANTED}"
        raise TableError(message)
    return Table(header, tuple(tuple(map(to_cell, row)) for row in rows))


def to_cell(entry: object) -> str:
    """Return an entry as text: numbers with at most six significant digits.

    >>> to_cell(2 / 3), to_cell(12345678), to_cell(1 + 0.5j), to_cell(None), to_cell(True)
    ('0.666667', '12345678', '1+0.5j', '', 'True')
    """
    if entry is None:
        return ""
    if isinstance(entry, bool | Integral | str) or not isinstance(entry, Number):
        return storable(without_addresses(str(entry)))
    if isinstance(entry, Real):
        return f"{float(entry):.6g}"
    return f"{complex(entry):.6g}"  # type: ignore[call-overload] # Number promises no __complex__


def _row(row: object) -> tuple[object, ...]:
    """Return the entries of an array or a sequence."""
    if hasattr(row, "tolist"):
        row = row.tolist()
    if isinstance(row, str | bytes) or not isinstance(row, Sequence):
        message = f"the last expression gives no table ({type(row).__name__}); make it {_WANTED}"
        raise TableError(message)
    return tuple(row)


def _same_length(rows: Sequence[tuple[object, ...]], what: str) -> None:
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        message = f"{what} of different lengths: {', '.join(map(str, lengths))}"
        raise TableError(message)


def _is_header(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    return all(isinstance(e, str) for e in first) and not all(isinstance(e, str) for e in second)
