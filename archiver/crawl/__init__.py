"""The Scrapy parts, thin: they fetch and record, and decide nothing that a pure function can decide.

session    one crawl of one archive, from lock to closing record; the commit order
recovery   what an earlier crash left: read back, acknowledged, torn tails set aside
capture    the download handler that keeps each exchange before anything reads it
calls      what the portal is asked at this moment; a crawl that is to end hangs up
frontier   Scrapy's scheduler, on the requests in crawl.db
pipeline   what the spider made of an answer goes into the frontier in one step
misnamed   answers that are not packed as their header says
cookies    one jar a host, in crawl.db
failures   what went wrong with a request, in plain words
opening    the archive opened for a crawl, and the first addresses
wire       HTTP over a socket of our own, byte for byte; headers: what it says of us
reading    what an answer leads to: redirects, robots, wanting (the part of each address), shapes (traps); readers: in a
           process beside the crawl
rendering  pages that scripts make: browser, devtools
account    the archivist's account, in memory alone; login: how it logs in
politeness each host in its own time; pace, budget: how fast it goes, and what it may cost
known      what earlier crawls have found
keeper     commits each second, ingests beside the crawl, closes it
progress   what is shown while it runs
"""
