"""What is known of a site before a byte is fetched: pure functions on strings."""
