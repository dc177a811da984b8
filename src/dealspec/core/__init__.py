"""Ids, source positions, diagnostics, the clock: what every floor may use. Standard library only."""
