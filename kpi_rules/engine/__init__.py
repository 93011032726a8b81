"""The engine: plans and a policy in, a report out. Start at `check`."""
