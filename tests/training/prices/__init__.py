"""Makes the packaged snapshot of prices."""
