"""The Scrapy parts, thin: they fetch and record, and decide nothing that a pure function can decide."""
