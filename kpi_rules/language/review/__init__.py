"""What a rule's author wants to know of it beyond its types: what is unused or never changes, what no test would notice."""
