"""The reading room: a Datasette plugin.

room       opens archive folders as one Datasette
plugin     the hooks: routes, menu, cells, headers
pages      one function a page: ask, then render
shelf      what the front page of an archive says       article    what an article's page says
finding    search with facets                           files      archived bytes, read from the WARC
turns      what the portal did to its texts            difference   two wordings, word by word
listing    hits and turns as JSON, CSV and Atom        atom       feeds
citation   RIS, BibTeX, words, Dublin Core
markup     hostile markup made safe                     headers    what a browser may do with our answers
words      the interface in English and Vietnamese      human      dates, sizes and numbers as people write them
shown      the index, or a copy without what may not be shown      opened   that file as a database of Datasette
chart      articles by year, as bars                    tables.yaml  tables, columns and queries, explained
"""
