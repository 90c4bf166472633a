"""The reading room: a Datasette plugin.

room       opens archive folders as one Datasette
plugin     the hooks: routes, menu, cells, headers
pages      one function a page: ask, then render             addresses  where they are
shelf      what the front page of an archive says       article    what an article's page says
finding    search with facets; search_page: its page    narrowing  the links by which its page narrows it
files      archived bytes, read from the WARC
catalogue  what articles are counted by, in memory      remembered what takes a while to be read, until the index changes
operations how the archive is kept (crawls, checks, storage, addresses); operations_pages: its pages
imports    what was taken in from files of others
turns      what the portal did to its texts            difference   two wordings, word by word
listing    hits and turns as JSON, CSV and Atom        atom       feeds
similar    articles that resemble one; similar_page: its page
citation   RIS, BibTeX, words, Dublin Core
replay_*   archived pages as they looked: replay_pages (routes), replay_view (one request), replay_address (how one is
           named); replay_markup, replay_style, replay_tags, replay_pen (written anew from what is harmless);
           replay_turning (what turned a list by a form); replay (what a payload is and how it is shown)
weaving    text with slots for addresses                tangle     markup that no parser should be given
timeline   captures by address and time                 stamps     moments as web archives write them
postback   pages of lists that were got by a form       spelling   which spellings are one address
memento    times for Memento clients; memento_pages     cdx        the index for other programs
markup     hostile markup made safe                     headers    what a browser may do with our answers
words      the interface in English and Vietnamese      human      dates, sizes and numbers as people write them
processes  several that answer at one port
shown      the index, or a copy without what may not be shown      opened   that file as a database of Datasette
bounded    how much one question in SQL may bring     ahead      what readers are likely to ask, asked before
visit      when a reader was here before              openapi    what other programs may ask, described
mentioned  what the index names without holding it       admission  the password of a shared room
told       what a crawl noted in English, in Vietnamese   figures    the archive as charts and tables
chart      figures as bars                              page_number  which page of a long list is asked for
                              tables.yaml  tables, columns and queries, explained
"""
