"""Ways to measure a derivative that do not know what was claimed."""
