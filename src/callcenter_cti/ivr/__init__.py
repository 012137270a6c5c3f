"""What a flow may say: the Call port, outcomes, prompts, the scripted caller."""
