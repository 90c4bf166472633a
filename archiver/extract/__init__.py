"""From a page to what it says: pure, strings in, frozen values out; no network, no disk.

decode      bytes to text                         cutting     markup to blocks, in one walk
blocks      what a page is then: boxes, blocks    names       what tags, classes and ids say of the matter inside
head        titles, metas, JSON-LD                named       fields that a platform names itself
pointers    where a profile says a field stands   selectors   its CSS
content     which blocks are the text             body        the surest way to them
headline, dateline, people, records, language, kinds, files   the other fields
render      parts, text, HTML, Markdown           digest      what two drafts share
template    whose clothes a page wears            rewording   whether two pages in other clothes say the same
stages      all of it in turn: `extract`
documents/  the same for attached documents
"""
