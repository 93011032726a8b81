"""What an editor asks about a plan."""
