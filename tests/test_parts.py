"""The parts of a page between its headings."""

import re

from markdown import markdown

PAGE = "# Title\n\nlead\n\n## One\n\na\n\n- b\n- c\n\n### Two\n\n## Three\n\nd[^1]\n\n[^1]: note\n"
EXTENSIONS = ["nabla.rendering.parts", "footnotes", "toc"]


def parts():
    return markdown(PAGE, extensions=EXTENSIONS).split('<div class="nabla-part"')


def test_what_follows_a_heading_is_a_part_and_the_heading_stays_outside():
    lead, first, _ = parts()
    assert "<p>lead</p>" in lead
    assert lead.rstrip().endswith("</h2>")
    assert "<li>c</li>" in first
    assert first.index("</div>") < first.index("<h3")


def test_a_heading_without_text_has_no_part():
    assert len(parts()) == 3


def test_footnotes_belong_to_the_last_part():
    assert "note" in parts()[-1]


def test_a_part_says_how_many_blocks_it_holds():
    assert '--nabla-blocks:2"' in parts()[1]


def test_a_long_section_has_several_parts_in_its_order():
    page = "# A\n\n## B\n\n" + "\n\n".join(f"text {number}" for number in range(19))
    html = markdown(page, extensions=EXTENSIONS)
    assert re.findall(r"--nabla-blocks:(\d+)", html) == ["8", "8", "3"]
    assert re.findall(r"text (\d+)", html) == [str(number) for number in range(19)]


def test_a_page_without_headings_is_left_as_it_is():
    assert "nabla-part" not in markdown("a\n\nb", extensions=EXTENSIONS)
