"""The SQLite files: archive.db and crawl.db."""
