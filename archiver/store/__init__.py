"""The SQLite files: archive.db, which can be made again; crawl.db, which a crawl moves; schedule.db, the calendar.

schema, migrations, database   archive.db: its tables (schema_*: those that came later), how it is opened, how values
                         become rows
observations, history    what single captures said, put in and asked for
templates                what the pages of a layout have in common, and which captures are to be read again by it
articles, crawls         what follows from it: articles with their versions; crawls, addresses, sections, checks
documents, relations     what documents say; which articles have passages in common
lists, outcomes          what the portal's own lists name; what became of a crawl's addresses
words, provenance        what people say, and what was done to the archive: annotations, access rules, events
access, hiding           what may not be shown, and what a search is told of it
search, pairs            words with or without accents; words side by side, in an index of their own
terms, matching, weighing   the terms of a query; which articles match, asked of the index on disk; which match best
snippets                 the words round what was found
marks                    how far the ledger has been taken in, and which imported files
script                   SQL of several statements, run one by one
revisits                 which record holds the payload of a revisit
dump                     the canonical dump, by which two archives are compared
ledger, ledger_schema, frontier, cookies   crawl.db: committed captures; the requests and the cookies of the crawl that runs
digests                  which addresses are known, in eight bytes each
crawl_memory             what that crawl remembers beside: robots.txt, budgets, what pages of one shape said
schedule_db              schedule.db
disk, lock               a full disk in plain words; one process at a time
"""
