"""From a page to what it says: pure, strings in, frozen values out; no network, no disk.

coding      the body unpacked                     disposition the name under which a file is sent
decode      bytes to text                         markup      text to canonical markup, split at its tags
mending     its letters as they were meant
cutting     markup to blocks, in one pass         tags        what a tag means to it
joints      where words end between elements      captions    lines that only their look makes captions
inherited_roles   which names are believed        page_state  texts that only scripts would show
figures     what each block and box holds         layout_tables   what a table is for
blocks      what a page is then: boxes, blocks    names       what tags, classes and ids say of the matter inside
head        titles, metas, JSON-LD                named       fields that a platform names itself
pointers    where a profile says a field stands   signs, phrases   commas and capitals; "Related stories"
features, title_features   what they look at      forest, network   the models of blocks; blocks.json, blocks.npz
verdict     what they say of each block           content     which blocks are the text; completion: what they leave out
body        the surest way to it
named_parts what an article calls its text and its comments     lead   the summary above it     furniture   what is no part of it
headline    the title: main_heading, printed_titles, site_names (what is the site's name and no title)
published   the day: printed_dates, dateline, opening_days, stated_dates, day_order, short_years; facts: labels of other days
credits     author and source: people, person_names, han_names, sources
records, subjects, language, kinds, files   the other fields
traces      what is worth remembering of a page   site_template   what the pages of a site say of one of them
votes       what they make of a place, together   quotations      where they quote each other
confidence  how far each field can be believed
render      parts, text, HTML, Markdown           clean_markup   the markup of chosen blocks; row_spans
digest      what two drafts share                 passages    which texts have passages in common
template    whose clothes a page wears            rewording   whether two pages in other clothes say the same
layouts     which pages of a site wear the same, and what an archive keeps of what they have in common
stages      all of it in turn: `extract`
documents/  the same for attached documents
"""
