"""Finds, for each gate and rule, saves that break it and saves that pass it. Guided, seeded, and never an org."""
