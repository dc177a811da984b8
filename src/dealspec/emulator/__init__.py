"""A pretend Salesforce org and HubSpot portal on loopback. Imports nothing of ours."""
