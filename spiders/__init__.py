"""Spiders and the site files that drive them."""
