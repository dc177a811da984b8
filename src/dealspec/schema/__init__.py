"""What the user declares: the typed model, its loader, the shipped blueprints."""
