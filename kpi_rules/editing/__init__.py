"""What an editor asks about a text that is being written: answers as values, in our own places. Knows no protocol."""
