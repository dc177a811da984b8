"""One condition, many forms: each file here writes the same nodes for one reader, and says what it cannot write."""
