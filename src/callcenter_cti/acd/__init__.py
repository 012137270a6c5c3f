"""The async shell of routing: one task owns the state."""
