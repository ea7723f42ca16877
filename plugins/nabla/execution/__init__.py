"""Run the Python of a page in a process of its own, within limits, and bring back plain data."""
