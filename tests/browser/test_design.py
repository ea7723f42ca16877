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


def too_wide(page):
    """The displayed formulas that a reader has to scroll, by how many pixels."""
    return page.evaluate(
        """() => {
          for (const part of document.querySelectorAll(".nabla-part"))
            part.classList.add("nabla-part--laid-out");
          return [...document.querySelectorAll(".md-content .nabla-display")]
            .map(each => [each.dataset.tex, each.scrollWidth - each.clientWidth])
            .filter(([, over]) => over > 1);
        }"""
    )


def test_on_a_desk_every_formula_is_as_narrow_as_its_column(opened, site):
    with opened("", viewport={"width": 1280, "height": 900}) as page:
        found = {}
        for address in site.pages:
            page.goto(site.url + address)
            found[address] = too_wide(page)
        assert not any(found.values()), {page: said for page, said in found.items() if said}


def test_a_formula_that_is_too_wide_would_be_found(opened):
    with opened("paper/06-1-weights/") as page:
        page.add_style_tag(content=".nabla-display { max-width: 4rem; overflow-x: auto }")
        assert too_wide(page)
