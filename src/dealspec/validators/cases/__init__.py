"""The users' own cases: records that a gate or rule must refuse, find or let pass. Reads no file and calls no CRM."""
