"""The one layout of rule files: words and comments kept, lines broken where the text is looser."""
