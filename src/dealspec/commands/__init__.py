"""One file per verb: options, one call, one print, an exit code."""
