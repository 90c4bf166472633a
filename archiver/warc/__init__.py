"""The bytes of record (ISO 28500, WARC 1.1).

http      an HTTP message as bytes: its parts, its payload without transfer coding
member    gzip member after gzip member, each with its place; what cannot be read is a Fault
record    a WARC record: fields and block
growing   the file that takes the record while a crawl runs
writer    appending exchanges and notes; nothing is acknowledged before `sync`
reader    captures at their places; everything in a file
cdxj      the index of a file by address and time
foreign   files that others made, read leniently; places: one capture, ours or theirs
fixity    SHA256SUMS, and the closing of a file
inspection, judgement, unread   a file read to be judged; what is wrong in it; bits that no reader looks at
ownership which files under warc/ are ours         commands   shell lines by which anybody reads a place
name      which record stands, or stood, at a place
"""
