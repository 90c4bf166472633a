"""WARC, ARC and WACZ files that others made, read leniently; our own files are read by `archiver.warc.reader`, strictly.

region     the parts of a file that hold records: all of it, or the entries of a WACZ package
stream     forward through a region, packed or not, to places that can be found again; what is damaged is passed over
heads      the head of a WARC or ARC record, and where the next record may begin
block      a record's block, held as far as memory allows
records    record after record, each with its place; what cannot be read is a Fault
digests    the digests that records name, in any spelling
exchanges  records that belong together, found in whatever order
answer     an answer with its companions, as a capture
package    what a WACZ says of itself, and what of it cannot be read in its place; packing: what is packed otherwise
kept       a folder of saved pages written as a WARC file; mhtml: a page that was saved as one file, taken apart
index      the CDXJ of such a file
"""
