"""Two revisions of a repository: what a commit holds, what changed, and which findings are new."""
