"""What an editor asks about a file of rules: answers as values, in our own places, also for half-written rules. Start at `rules_text`."""
