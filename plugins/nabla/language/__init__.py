"""The claim language: what a page may state, and what it means."""
