"""A real Asterisk per site, a carrier, phones and ears, for demo and tests."""
