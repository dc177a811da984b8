"""Judges records: one compiled SQL program over a columnar store, findings out. Alone in using DuckDB."""
