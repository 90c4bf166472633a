"""A simulated portal that the demo and the tests crawl; the same seed, size and epoch always make the same one.

words, wordlists, texts       Vietnamese sentences from word lists; seed-page.txt is the one real text
sizes, model, datelines       how much there is, as values, and how dates are printed
world, categories, library, files   everything that stands on the portal at one epoch, down to the bytes of its files
frame, layouts, parts         the page frame of 2007, five ways to set an article in it, and the smaller parts
frame4, layouts4, parts4      the same in the markup of 2010, which the redesign brings; skin chooses between the two
encodings, changes            how old articles are written, and what becomes of articles from epoch to epoch
pages, listings, pagers       the pages about one thing, those that lead to others, and how they are split
links, listview, archive_page, feeds, events   what else leads to articles; reach: by what way each is got to
subsite, rough, traps         a site under the site, and what a rough portal links besides its articles
viewstate, delta              the hidden fields of a postback, honestly checked, and the answer to one beside the page
portal, server, control       routes, HTTP on the loopback, and the port that only tests and demo see
exchange, faults, counters    a request and its answer; what goes wrong; what crawlers did
hosts, variants, lacviet, elsewhere   who has the main host, and the sites beside it: a wall of cookies, a maker's product
nukeviet                      another system with slugs: a site of its own, and the successor on the main host:
                              nukeviet_holding (what stands on it), nukeviet_pages, nukeviet_frame
truth, manifest, succession   what a perfect archive would hold
judge                         an archive compared with it
"""
