import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nabla.plain_options import read_plain

READ = [
    "id: eq-a\nname: A rule\n",
    "figure: fig-a\nalt: A line, rising; then flat.\ncaption: The curve $y = x^2$ (blue)\n",
    "run: true\nshow: both  \n",
    "guards: [eq-a, eq-b.c]\n",
    "caption: Änderung von f'\n",
]
LEFT = [
    "name: 'A rule'\n",
    'name: "A rule"\n',
    "name: a: b\n",
    "name: a # b\n",
    "name: null\n",
    "run: yEs\n",
    "rtol: 1e-5\n",
    "seed: 7\n",
    "hints: [a rule, another]\n",
    "guards: []\n",
    "latex: |\n  x\n",
    "name: one\n  two\n",
    "name:\n",
    "name: a\x85b\n",
    "- a\n",
    "yes: a\n",
    "\n",
    "",
]


def plain(node):
    """Return a node as what decides about it."""
    if isinstance(node, yaml.MappingNode):
        return [(plain(key), key.start_mark.index, plain(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [plain(entry) for entry in node.value]
    return node.tag, node.value, node.start_mark.index * 0


@pytest.mark.parametrize("text", READ)
def test_plain_lines_are_read_as_yaml_reads_them(text):
    assert plain(read_plain(text)) == plain(yaml.compose(text, Loader=yaml.SafeLoader))


@pytest.mark.parametrize("text", LEFT)
def test_other_lines_are_left_to_yaml(text):
    assert read_plain(text) is None


WORDS = st.text(st.sampled_from("aynoestrufl eqfigN0 1.,;'()/=+*^$\\{}<>_-:#[]\"|é\t"), max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["id", "name", "on", "guards"]), WORDS), max_size=3))
def test_whatever_is_read_without_yaml_is_what_yaml_reads(lines):
    text = "".join(f"{key}: {words}\n" for key, words in lines)
    found = read_plain(text)
    if found is not None:
        assert plain(found) == plain(yaml.compose(text, Loader=yaml.SafeLoader))
