"""Pages of transfers: reading and acting."""
