"""The house has floors, and imports only go down."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "plugins" / "nabla"
ROOMS = {
    "document": 0,
    "errors": 0,
    "language": 1,
    "verification": 2,
    "execution": 2,
    "site_options": 3,
    "plan": 3,
    "numbering": 3,
    "settings": 3,
    "page_report": 3,
    "accounting": 3,
    "set_alike": 3,
    "site_rules": 3,
    "report": 3,
    "cluster": 3,
    "gather": 3,
    "site_extensions": 3,
    "corrections": 3,
    "coverage": 3,
    "rendering": 4,
    "site_font": 5,
    "site_build": 5,
    "publication": 5,
    "site_templates": 5,
    "site_workers": 5,
    "glance": 3,
    "progress": 5,
    "mkdocs_plugin": 5,
    "mkdocs_converted": 5,
    "mkdocs_dirty": 5,
    "mkdocs_options": 5,
    "mkdocs_pages": 5,
    "mkdocs_search": 5,
    "mkdocs_surroundings": 5,
    "pytest_plugin": 5,
    "command_line": 5,
    "__init__": 5,
}
GROUND = 1  # every other module beside these rooms reads pages: fences, options, references, ...
DOORS = {"mkdocs_plugin", "pytest_plugin", "command_line"}
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return ROOMS.get(room, GROUND)


def tree_of(module: str) -> ast.Module:
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"))


def imports_of(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def calls_of(tree: ast.Module) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_own_floor_or_below(module):
    own = floor_of(room_of(module))
    for name in imports_of(tree_of(module)):
        parts = name.split(".")
        if parts[0] == "nabla" and len(parts) > 1 and name != "nabla":
            assert floor_of(parts[1]) <= own, f"{module} (floor {own}) imports {name}"


@pytest.mark.parametrize("module", MODULES)
def test_a_door_knows_nothing_of_its_neighbours(module):
    if room_of(module) in DOORS:
        others = DOORS - {room_of(module)}
        assert not {f"nabla.{door}" for door in others} & imports_of(tree_of(module))


@pytest.mark.parametrize("module", MODULES)
def test_only_the_session_executes_code(module):
    if module != "execution/session.py":
        assert not {"exec", "eval", "compile"} & calls_of(tree_of(module))


@pytest.mark.parametrize("module", MODULES)
def test_only_a_door_prints(module):
    if room_of(module) not in DOORS:
        assert "print" not in calls_of(tree_of(module))


@pytest.mark.parametrize("module", MODULES)
def test_only_the_door_to_mkdocs_imports_it(module):
    names = {name.split(".")[0] for name in imports_of(tree_of(module))}
    assert "mkdocs" not in names or room_of(module).startswith("mkdocs_")


@pytest.mark.parametrize("module", MODULES)
def test_matplotlib_is_imported_only_inside_functions_of_the_worker(module):
    top = ast.Module(
        [node for node in tree_of(module).body if isinstance(node, ast.Import | ast.ImportFrom)], []
    )
    assert "matplotlib" not in {name.split(".")[0] for name in imports_of(top)}


RECURSIONS = (
    # An expression holds expressions: what writes one part asks the writer of the whole for others.
    {"tex", "tex_call", "tex_condition", "tex_entry", "tex_operators", "tex_script"},
    {"numpy_text", "numpy_call", "numpy_condition", "numpy_operators"},
)


def needs_of(modules: dict[str, ast.Module]) -> dict[str, set[str]]:
    """For each module the others that it imports, for types or inside functions as well."""
    names = {f"nabla.{module}": module for module in modules}
    return {
        module: {names[name] for name in imports_of(tree) if name in names} - {module}
        for module, tree in modules.items()
    }


def circles_of(needs: dict[str, set[str]]) -> list[set[str]]:
    """The sets of modules of which each needs every other, itself or through others."""
    reached = {module: _reached(needs, module) for module in needs}
    found: list[set[str]] = []
    for module, beyond in reached.items():
        circle = {other for other in beyond if module in reached[other]}
        if circle and circle not in found:
            found.append(circle)
    return found


def _reached(needs: dict[str, set[str]], start: str) -> set[str]:
    seen, waiting = set(), [start]
    while waiting:
        new = needs[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def test_no_modules_need_each_other_but_for_the_recursions_that_are_named():
    trees = {m.removesuffix(".py").replace("/", "."): tree_of(m) for m in MODULES}
    rooms = [{f"language.{name}" for name in names} for names in RECURSIONS]
    circles = circles_of(needs_of(trees))
    assert [sorted(circle) for circle in circles if circle not in rooms] == []
    assert [room for room in rooms if room not in circles] == [], "a recursion that is none"


def test_a_circle_is_found():
    texts = {
        "room.a": "from nabla.room.b import x",
        "room.b": "if True:\n    from nabla.room import c",
        "room.c": "def f():\n    import nabla.room.a",
        "room.d": "from nabla.room.a import x",
    }
    needs = needs_of({module: ast.parse(text) for module, text in texts.items()})
    assert circles_of(needs) == [{"room.a", "room.b", "room.c"}]


def test_the_walls_are_tested_with_a_breach():
    tree = ast.parse("from nabla.rendering.console import report_text\nexec('1')")
    assert "nabla.rendering.console" in imports_of(tree)
    assert "exec" in calls_of(tree)
    assert floor_of("rendering") > floor_of("language")
