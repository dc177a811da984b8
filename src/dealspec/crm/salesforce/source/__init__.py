"""A folder of Salesforce metadata files as a read-only target. ``target.SourceTarget`` is its only door."""
