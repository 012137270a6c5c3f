"""One module for each claim about speed: measured on the real thing, compared with its target."""
