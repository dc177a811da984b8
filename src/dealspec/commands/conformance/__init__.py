"""Probes that ask a CRM whether it behaves as the embedded orgs do, each about one labelled behaviour."""
