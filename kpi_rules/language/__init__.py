"""The rule language: words, grammar, tree, types, checker, interpreter, built-ins. Knows nothing of files or plans."""
