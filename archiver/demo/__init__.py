"""A simulated portal that the demo and the tests crawl."""
