"""What an editor asks about the files of a pack beside its rules, and about a project's file."""
