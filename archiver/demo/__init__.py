"""A simulated portal that the demo and the tests crawl; the same seed, size and epoch always make the same one.

words, wordlists, texts       Vietnamese sentences from word lists; seed-page.txt is the one real text
sizes, model, datelines       how much there is, as values, and how dates are printed
world, categories, library, files   everything that stands on the portal at one epoch, down to the bytes of its files
frame, layouts, parts         the page frame of 2007, five ways to set an article in it, and the smaller parts
frame4, layouts4, parts4      the same in the markup of 2010, which the redesign brings; skin chooses between the two
pages, listings, pagers       the pages about one thing, those that lead to others, and how they are split
viewstate                     the hidden fields of a postback, honestly checked
portal, server, control       routes, HTTP on the loopback, and the port that only tests and demo see
hosts, variants, lacviet      who has the main host, and the sites beside it: a wall of cookies, a maker's product
nukeviet                      another system with slugs: a site of its own, and the successor on the main host
truth, manifest, succession   what a perfect archive would hold
judge, judge_changes          an archive compared with it
"""
