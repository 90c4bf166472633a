"""A simulated portal that the demo and the tests crawl; the same seed, size and epoch always make the same one.

words, wordlists, texts       Vietnamese sentences from word lists; seed-page.txt is the one real text
sizes, model, datelines       how much there is, as values, and how dates are printed
world, library, files         everything that stands on the portal at one epoch, down to the bytes of its files
frame, layouts                the page frame of 2007, and five ways to set an article in it
pages, listings, pagers       the pages about one thing, those that lead to others, and how they are split
viewstate                     the hidden fields of a postback, honestly checked
portal, server, control       routes, HTTP on the loopback, and the port that only tests and demo see
manifest, judge               the truth, and an archive compared with it
"""
