"""Mathematics in Markdown whose every formula is checked while the site builds."""
