"""The Salesforce adapter. ``adapter.SalesforceTarget`` is its only door."""
