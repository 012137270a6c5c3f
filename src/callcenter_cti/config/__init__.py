"""Settings, and routing_rules.yaml with every error at file:line:column."""
