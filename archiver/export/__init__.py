"""What an archive hands on to others; one module is one family of formats.

wacz          the record as one file that opens in a browser (ReplayWeb.page), with its pages and its index
packed_files  which files of the record go into it, and where what stands in packages of others stands then
zipnum        the index in it: CDXJ in blocks, of which a player fetches only those that it asks for
"""
