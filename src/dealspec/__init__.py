"""The data model of partner sales in Salesforce and HubSpot, kept as code."""

__version__ = "0.1.0"
