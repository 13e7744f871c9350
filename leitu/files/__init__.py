"""Files the installation holds: for now only the fonts that come with the set-up, for documents made on the server."""
