"""The card system: the port, and the SQL demo bank."""
