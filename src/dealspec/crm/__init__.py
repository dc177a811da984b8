"""Adapters to the CRMs: the only code that knows a vendor API."""
