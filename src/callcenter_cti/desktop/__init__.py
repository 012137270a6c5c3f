"""The agent's side: log-in, state, screen pop, pages, webhooks."""
