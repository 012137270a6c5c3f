"""What is kept: interactions, agent credentials."""
