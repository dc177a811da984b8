"""The embedded Salesforce org."""
