"""The embedded HubSpot portal: answers HubSpot's CRM API on loopback and refuses what HubSpot refuses."""
