"""The bytes of record: writing, reading and indexing WARC 1.1."""
