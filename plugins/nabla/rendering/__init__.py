"""Reports as text for people, programs and pages."""
