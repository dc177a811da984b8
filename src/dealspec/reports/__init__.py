"""Views: data in, text, JSON, XML or HTML out. Nothing here prints."""
