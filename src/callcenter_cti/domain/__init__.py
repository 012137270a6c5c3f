"""The nouns of a contact centre: identifiers, cards, customers, calls, facts, errors. Pure."""
