import markdown
import pytest

from nabla.document import Document
from nabla.errors import PageError
from nabla.fences import find_fences
from nabla.rendering.page_markdown import mark_page

FRONT = "---\ntitle: A\n---\n"
BODY = (
    "By @eq-a it is `{python} 1 + 1`.\n\n- ```formula\n  let x in R\n  x = x\n  ```\n\n"
    "<!-- nabla: evidence -->\n"
)


def marked(document, markdown):
    return mark_page(document, markdown, find_fences(document))


@pytest.mark.parametrize("front", ["", FRONT])
def test_markers_are_the_same_for_the_file_s_text_and_for_a_text_changed_beside_its_fences(front):
    document = Document("x.md", front + BODY)
    as_it_is = marked(document, BODY)
    changed = marked(document, BODY.replace("By", "With"))
    assert as_it_is.markdown == changed.markdown.replace("With", "By")
    assert [reference.id for reference in as_it_is.references] == ["eq-a"]
    for part in ("0ref", "0value", "0block", "0evidence"):
        assert f"nablamark{part}" in as_it_is.markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as in \\@eq-a and `\\@eq-a`\n", "as in @eq-a and `\\@eq-a`\n"),
        (
            "- item\n\n    ```formula\n    let x in R\n    x = x\n    ```\n",
            "- item\n\n\n    nablamark0block\n\n",
        ),
        (
            "> ```formula\n> let x in R\n> x = x\n> ```\n",
            ">\n> nablamark0block\n>\n",
        ),
        (
            '=== "Tab"\n\n    ```formula\n    let x in R\n    x = x\n    ```\n',
            '=== "Tab"\n\n\n    nablamark0block\n\n',
        ),
        (
            "1. ```formula\n   let x in R\n   x = x\n   ```\n",
            "1. nablamark0block\n\n",
        ),
    ],
)
def test_a_marker_stands_where_its_fence_stood(text, expected):
    document = Document("x.md", text)
    assert marked(document, text).markdown == expected


def test_a_snippet_keeps_its_source_between_markers_without_its_options():
    text = "```python\n#| run: true\nx = 1\n```\n"
    found = marked(Document("x.md", text), text).markdown
    assert found.split() == [
        *("nablamark0anchor", "```python", "x", "=", "1", "```"),
        *("nablamark0end", "nablamark0output"),
    ]


@pytest.mark.parametrize("show", ["none", "output"])
def test_a_snippet_whose_source_is_not_shown_leaves_its_output_only(show):
    text = f"```python\n#| run: true\n#| show: {show}\nx = 1\n```\n"
    assert "x = 1" not in marked(Document("x.md", text), text).markdown


def test_a_page_that_shows_how_to_ask_for_the_evidence_is_not_asking():
    text = "```markdown\n<!-- nabla: evidence -->\n```\n\n    <!-- nabla: evidence -->\n"
    assert marked(Document("x.md", text), text).markdown == text


def test_a_text_whose_fences_another_program_has_changed_is_refused():
    document = Document("x.md", FRONT + BODY)
    with pytest.raises(PageError, match=r"x\.md:6:3: another plugin has changed the fences"):
        marked(document, BODY.replace("x = x", "x = y"))


def test_a_text_that_begins_within_a_line_of_the_file_is_read_anew():
    document = Document("x.md", "a\n\n> quoted\n")
    assert marked(document, "quoted\n").markdown == "quoted\n"


@pytest.mark.parametrize(
    "text",
    [
        "```python\na = 1\n``````\n\nafter\n",
        " ```text\n b = 2\n   ```\n\nafter\n",
        "- item\n\n    ~~~text\n    a\n    ~~~~\n\nafter\n",
        "> ```text\n> a\n> ````\n\nafter\n",
    ],
)
def test_a_fence_that_the_host_sets_is_closed_as_superfences_wants_it(text):
    document = Document("x.md", text)
    extensions = ["pymdownx.superfences"]
    assert "<pre" not in markdown.markdown(text, extensions=extensions)
    assert "<pre" in markdown.markdown(marked(document, text).markdown, extensions=extensions)


def test_a_fence_that_is_closed_as_it_opens_is_left_alone():
    text = "1. one\n\n\t```text\n\ta\n\t```\n\n> ~~~~text\n> ~~~\n> ~~~~\n"
    assert marked(Document("x.md", text), text).markdown == text
