"""What holds for all tests."""

# The pages of the tests are read by the tests that own them, not collected as pages of a site.
collect_ignore_glob = ["*.md"]
