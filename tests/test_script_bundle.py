"""Modules joined into one classic script."""

import shutil
import subprocess

import pytest

from nabla.errors import PageError
from nabla.rendering.script_bundle import join_modules, module_addresses

MODULES = {
    "main.mjs": (
        'import { double as twice, HALF } from "./parts/numbers.mjs";\n'
        'import * as numbers from "./parts/numbers.mjs";\n'
        'import "./parts/effect.mjs";\n'
        "// import { nothing } from 'nowhere';\n"
        "const text = `\nexport const inside = 1;\n`;\n"
        "console.log(twice(HALF), numbers.three(), text.trim());\n"
    ),
    "parts/numbers.mjs": (
        'import { one } from "../one.mjs";\n'
        "export const HALF = 0.5;\n"
        "export function double(x) { return 2 * x; }\n"
        "const tres = () => one + one + one;\n"
        "export { tres as three };\n"
    ),
    "parts/effect.mjs": 'console.log("effect");\n',
    "one.mjs": "export const one = 1;\n",
}


def test_join_modules_keeps_what_the_modules_mean(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the browser tests run the joined script")
    script = tmp_path / "joined.js"
    script.write_text(join_modules("main.mjs", MODULES.__getitem__), encoding="utf-8")
    said = subprocess.run([node, script], capture_output=True, text=True, check=True)
    assert said.stdout == "effect\n1 3 export const inside = 1;\n"


def test_join_modules_takes_each_module_once_and_after_what_it_imports():
    addresses = module_addresses("main.mjs", MODULES.__getitem__)
    assert addresses == ("one.mjs", "parts/numbers.mjs", "parts/effect.mjs", "main.mjs")
    assert join_modules("main.mjs", MODULES.__getitem__).count("const HALF = 0.5") == 1


def test_join_modules_leaves_comments_and_texts_alone():
    joined = join_modules("main.mjs", MODULES.__getitem__)
    assert "// import { nothing } from 'nowhere';" in joined
    assert "\nexport const inside = 1;\n" in joined


def test_join_modules_puts_the_prelude_before_the_modules():
    joined = join_modules(
        "a.mjs", {"a.mjs": "use(NAMES);"}.__getitem__, prelude="const NAMES = {};"
    )
    assert joined.index("const NAMES") < joined.index("use(NAMES)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("export default 1;", "a.mjs:1:1: a default export"),
        ("\nexport let x = 1;", "a.mjs:2:1: an export that may change"),
        ('export { x } from "./b.mjs";', "a.mjs:1:1: an export from another module"),
        ('const b = import("./b.mjs");', "a.mjs:1:11: import(); import at the top"),
        ("await 1;", "a.mjs:1:1: await outside a function"),
        ('import { x } from "lodash";', 'a.mjs:1:1: imports "lodash"; import a file of the site'),
        ('import x from "./b.mjs";', "a.mjs:1:1: a default import"),
        ('import { x } from "./c.mjs";', "a.mjs:1:1: imports c.mjs, which is not there"),
        (
            'import { x } from "./back.mjs";',
            "modules that import each other: a.mjs → back.mjs → a.mjs",
        ),
    ],
)
def test_join_modules_refuses_what_it_cannot_join(text, said):
    modules = {"a.mjs": text, "b.mjs": "", "back.mjs": 'import "./a.mjs";'}
    with pytest.raises(PageError) as raised:
        join_modules("a.mjs", modules.__getitem__)
    assert said in str(raised.value)
