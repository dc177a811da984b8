"""Everything that judges: expressions, dialects, checks, the audit engine."""
