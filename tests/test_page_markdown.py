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


def test_a_text_whose_fences_another_program_has_changed_is_refused():
    document = Document("x.md", FRONT + BODY)
    with pytest.raises(PageError, match=r"x\.md:6:3: another plugin has changed the fences"):
        marked(document, BODY.replace("x = x", "x = y"))


def test_a_text_that_begins_within_a_line_of_the_file_is_read_anew():
    document = Document("x.md", "a\n\n> quoted\n")
    assert marked(document, "quoted\n").markdown == "quoted\n"
