"""What differs between two policies, and what that does to plans: as text, JSON and Markdown."""
