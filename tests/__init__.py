"""A package by name, so that no `tests` that a dependency installs is taken for it (ciw has one)."""
