"""The ACD's decisions: pure `step(state, input, now) -> effects`; time is an argument."""
