"""Which names an expression may use, and with how many arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.errors import PageError, nearest
from nabla.language.expression import (
    OPERATORS,
    Call,
    Compare,
    Derivative,
    Logical,
    Name,
    names_in,
    walk,
)
from nabla.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Collection

    from nabla.language.block import Block, Claim, Scope
    from nabla.language.expression import Expression

CONSTANTS = {"pi": 3.141592653589793}
_OPERATOR_FORMS = {
    "grad": "grad(f, x)",
    "hess": "hess(f, x)",
    "jvp": "jvp(f, x, v)",
    "vjp": "vjp(f, x, u)",
    "hvp": "hvp(f, x, v)",
    "div": "div(F, x)",
    "curl": "curl(F, x)",
    "lap": "lap(f, x)",
    "J": "J(f, p)",
    "D": "D(phi, z)",
}


def check_names(expression: Expression, scope: Scope, parameters: tuple[str, ...] = ()) -> None:
    """Refuse calls that cannot be right, whatever the page's own names are.

    Raises
    ------
    PageError
        A function with a wrong number of arguments, an operator with a wrong form, a derivative by
        something that is no variable.
    """
    for node in walk(expression):
        if isinstance(node, Call):
            _check_call(node, scope, parameters)
        elif isinstance(node, Derivative):
            _check_variable(node.variable, scope, parameters)


def _check_call(node: Call, scope: Scope, parameters: tuple[str, ...]) -> None:
    assert node.place is not None
    count = len(node.arguments)
    if definition := scope.definitions.get(node.function):
        if count != len(definition.parameters):
            form = f"{node.function}({', '.join(definition.parameters)})"
            raise PageError(node.place, f"expected {form}, got {count} arguments")
    elif domain := scope.variables.get(node.function):
        if not domain.is_function:
            raise PageError(
                node.place, f"{node.function!r} is no function; a product is written a * b"
            )
        if count != 1:
            raise PageError(node.place, f"{node.function} takes one argument, got {count}")
    elif node.function in OPERATORS:
        _check_operator(node, scope, parameters)
    elif entry := FUNCTIONS.get(node.function):
        least, most = entry.arguments
        if not least <= count <= most:
            takes = f"{least}" if least == most else f"{least} to {most}"
            raise PageError(node.place, f"{node.function} takes {takes} arguments, got {count}")


def _check_operator(node: Call, scope: Scope, parameters: tuple[str, ...]) -> None:
    assert node.place is not None
    form = _OPERATOR_FORMS[node.function]
    if len(node.arguments) != form.count(",") + 1:
        raise PageError(node.place, f"expected {form}, got {len(node.arguments)} arguments")
    if node.function in {"J", "D"}:
        if not isinstance(node.arguments[0], Name):
            raise PageError(node.place, f"expected the name of a function first: {form}")
        _check_function_of_one(node.arguments[0], scope, form)
        return
    variable = node.arguments[1]
    if not isinstance(variable, Name):
        raise PageError(node.place, f"expected the name of a variable second: {form}")
    _check_variable(variable, scope, parameters)


def _check_function_of_one(name: Name, scope: Scope, form: str) -> None:
    """Refuse to differentiate by its only argument what has none, or several."""
    assert name.place is not None
    domain, definition = scope.variables.get(name.name), scope.definitions.get(name.name)
    entry = None if domain or definition else FUNCTIONS.get(name.name)
    if (domain and not domain.is_function) or (definition and not definition.is_function):
        said = f"{name.name!r} is no function, as {form} needs; write d({name.name})/d(x)"
        raise PageError(name.place, said)
    count = len(definition.parameters) if definition else entry.arguments[0] if entry else 1
    if count != 1:
        said = f"{name.name} takes {count} arguments, and {form} needs a function of one"
        raise PageError(name.place, f"{said}; write d({name.name}(...))/d(x)")


def _check_variable(name: Name, scope: Scope, parameters: tuple[str, ...]) -> None:
    assert name.place is not None
    if name.name in parameters:
        return
    known = {*scope.variables, *scope.definitions}
    if name.name not in known:
        hint = nearest(name.name, known) if known else ""
        hint = f"{hint} Otherwise" if "did you mean" in hint else f"{hint};"
        said = f"{name.name!r} is not declared{hint} declare it: let {name.name} in R^n"
        raise PageError(name.place, said)
    domain = scope.variables.get(name.name)
    definition = scope.definitions.get(name.name)
    if (domain and domain.is_function) or (definition and definition.is_function):
        raise PageError(name.place, f"{name.name!r} is a function; differentiate by a variable")


def may_hold(condition: Expression, scope: Scope) -> bool:
    """Tell whether an expression compares something, itself or through a definition or the page."""
    within = scope.restricted_to(condition)
    bodies = [condition, *(definition.body for definition in within.definitions.values())]
    parameters = {name for item in within.definitions.values() for name in item.parameters}
    known = {*FUNCTIONS, *OPERATORS, *CONSTANTS, *parameters}
    nodes = [node for body in bodies for node in walk(body)]
    used = {node.name for node in nodes if isinstance(node, Name)}
    used |= {node.function for node in nodes if isinstance(node, Call)}
    of_page = any(not scope.declares(name) for name in used - known)
    return of_page or any(isinstance(node, Compare | Logical) for node in nodes)


def free_names(claim: Claim) -> frozenset[str]:
    """Return the names that a claim uses and its block does not declare."""
    bodies = [claim.left, claim.right, *([claim.condition] if claim.condition else [])]
    used = frozenset(name for body in bodies for name in names_in(body))
    for definition in claim.scope.definitions.values():
        used |= names_in(definition.body) - frozenset(definition.parameters)
    return frozenset(name for name in used if not claim.scope.declares(name))


def page_names(claim: Claim) -> frozenset[str]:
    """Return the names of a claim that only a page's snippets can bind.

    A function of the language is never replaced by one of the page.
    """
    return free_names(claim) - frozenset(FUNCTIONS) - OPERATORS - frozenset(CONSTANTS)


def check_declared(block: Block, page_names: Collection[str]) -> None:
    """Refuse names that neither the block nor the page's snippets bind.

    Raises
    ------
    PageError
        At the first such name, with the nearest right spelling.
    """
    scope = block.scope
    for definition in scope.definitions.values():
        _check_used(definition.body, scope, {*page_names, *definition.parameters})
    for claim in block.claims:
        for side in (claim.left, claim.right, *([claim.condition] if claim.condition else [])):
            _check_used(side, scope, set(page_names))


def _check_used(expression: Expression, scope: Scope, page_names: set[str]) -> None:
    values = {*page_names, *scope.variables, *scope.definitions, *scope.sizes, *CONSTANTS}
    functions = {*page_names, *FUNCTIONS, *OPERATORS, *scope.definitions, *scope.variables}
    for node in walk(expression):
        if isinstance(node, Name):
            if node.name not in values and node.name not in FUNCTIONS:
                _refuse(node, node.name, values, "is not declared")
        elif isinstance(node, Call) and node.function not in functions:
            _refuse(node, node.function, functions | {"d"}, "is no function of the language")


def _refuse(node: Name | Call, name: str, known: set[str], said: str) -> None:
    assert node.place is not None
    hint = nearest(name, known)
    hint = f"{hint} Otherwise" if "did you mean" in hint else ";"
    raise PageError(
        node.place, f"{name!r} {said}{hint} declare it with let, or bind it in a snippet above"
    )
