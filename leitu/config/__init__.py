"""Settings, URLs, the command line: the only place that knows every app."""
