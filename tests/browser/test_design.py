"""The book's own look, where a theme's rule could win over it."""


def test_an_aside_has_a_rule_at_its_side_and_no_box(opened):
    with opened("paper/06-1-weights/") as page:
        aside = page.locator(".md-content .admonition").first
        widths = aside.evaluate(
            """element => {
              const style = getComputedStyle(element);
              return [style.borderTopWidth, style.borderLeftWidth];
            }"""
        )
        assert widths == ["0px", "2px"]
