"""What is known of a site before a byte is fetched: pure functions on strings.

profile, catalog    what an archivist says of a site, and the files that say it; table: a TOML file read key by key
platform, politeness, login   parts of a profile: what its software does, how it is treated, how it is logged in to
urls, url_key, surt   an address as it is fetched, as it is compared, as an index is sorted by it
scope, session_ids  which addresses are the site's, and what in them belongs to one visitor
guards, reasons     addresses without end; why an address was not kept, sorted
markup              a page as a tree                  seen        a page as a first look sees it
links, clicks, playlist, stylesheet   every address that a page, a script, a playlist or a stylesheet holds
listing, areas, items   the links of a page, each with its part; where on the page it stands; which are what it lists
pager, number_row, written_pager, dropdown, walk   how the pages of a list are turned, and how far one has come; leaf: the pages of a text
postback, forms, viewstate, updatepanel   the same by a form of ASP.NET
totals, more_button, gaps, feed   how long a list says that it is; which numbers are missing; lists for programs
absence, cookie_wall, hurdles   an answer that is no page; what will stand in the way of a crawl
robots, cookies     what a host asks of crawlers, and what it gives them
discover, fingerprint, region, menu, sections, draft   the first look at an unknown portal, and the profile made of it
access, annotation  what may be shown, and what may be said, of what is kept
"""
