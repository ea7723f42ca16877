"""The switch between the layouts, and the line that applies the choice before anything is drawn."""

from __future__ import annotations

FIRST_LINE = (
    "<script>(e=>{e.classList.add('nabla-scripted');"
    "try{let l=localStorage.getItem('nabla.layout');if(l)e.dataset.nablaLayout=l}catch{}"
    "})(document.documentElement)</script>"
)
"""Goes into the head of each page."""

_ICONS = {
    "numerator": "M5 6H2v12h3M19 6h3v12h-3M6 12h2M11 12h2M16 12h2",
    "denominator": "M8 2H5v20h3M16 2h3v20h-3M12 6v2M12 11v2M12 16v2",
}
_SAID = {
    "numerator": "Numerator layout: the gradient of a number is a row",
    "denominator": "Denominator layout: the gradient of a number is a column",
}
_MATERIAL = '<label class="md-header__button md-icon" for="__search">'


def switch_html() -> str:
    """Return two radio buttons, of which one is chosen.

    They are hidden until `FIRST_LINE` has run, because without a script they could do nothing.
    """
    choices = "".join(_choice(layout) for layout in _ICONS)
    return (
        '<fieldset class="nabla-switch"><legend class="nabla-spoken">Layout of derivatives</legend>'
        f'{choices}<span class="nabla-spoken" role="status"></span></fieldset>'
    )


def _choice(layout: str) -> str:
    checked = " checked" if layout == "numerator" else ""
    return (
        f'<label class="nabla-switch__choice nabla-switch__choice--{layout}" '
        f'title="{_SAID[layout]}">'
        f'<input type="radio" name="nabla-layout" value="{layout}" autocomplete="off"{checked}>'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_ICONS[layout]}"/></svg>'
        f"<span>{layout.capitalize()}</span></label>"
    )


def add_switch(page: str) -> str:
    """Put the switch into a page: where the theme has put one already, nowhere else.

    In Material's header it stands before the search; under another theme at the top of the page.

    >>> page = "<head></head><body class='x'><p class='nabla-layout--denominator'></p></body>"
    >>> added = add_switch(page)
    >>> added.index("<script>") < added.index("</head>") < added.index("nabla-switch")
    True
    >>> add_switch(added) == added
    True
    """
    if FIRST_LINE not in page:
        page = page.replace("</head>", f"{FIRST_LINE}</head>", 1)
    if 'class="nabla-switch"' in page:
        return page
    if _MATERIAL in page:
        return page.replace(_MATERIAL, switch_html() + _MATERIAL, 1)
    if "nabla-layout--denominator" not in page:
        return page
    before, body, after = page.partition("<body")
    attributes, end, rest = after.partition(">")
    return f"{before}{body}{attributes}{end}{switch_html()}{rest}"
