"""The specification of dealspec, as tests."""
