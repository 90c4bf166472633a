"""The portal archive: WARC of record, clean articles, SQL that its owner keeps."""

__version__ = "0.1.0"
