"""HubSpot through its official client: projection, reading, writing, extraction. Imported by ``wiring`` alone."""
