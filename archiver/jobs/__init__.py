"""One module is one thing that an archivist asks for; processes and limits live here.

ingest     what the crawl has committed becomes rows; rebuild: the same from the WARC files alone
importing  what others have kept becomes part of the archive: import_copy, import_reading, import_tally, import_report;
           import_folder, saved_addresses: what a folder holds, and where its files stood on the web
taking, payload, examine, settle   their common way: what one capture holds and says, what many say together
naming, parts             what a feed or a sitemap names; answers that others kept in several records
hearing                   what stands in our WARC files and is not in the index yet
lessons, read_again       what the pages of an archive have in common, and what is read again by it
identity, presence        which addresses are one article, and whether the portal still has it; leaves: the pages of one text;
           relate: passages in common
documents, document_reader, document_process   what attached documents say, read in processes that may die of it
verify     whether the record is as it was written: findings, witnesses, surroundings, imported_fixity; sample: a part a day
repair     what is damaged comes back from a second copy (repair_sums: SHA256SUMS too); second_copy makes one, on a shelf;
           copy_report: what became of it
care       checks, repairs and copies are kept in the record; calendar: on which days it was checked
prove, proof_bytes        a text from its bytes, once more, and which bytes these are; proof_fields: where it differs
words      what people say and do outside of crawls, kept in the record; annotate, access: what they may say and decide
reextract, reader         all read again by another program or profile than before, and how that is known
report     what a crawl brought, against what was expected: report_sections, report_expected, report_crawls, report_reasons;
           report_html: as a page, with report_chart and report_words
why        why an address is or is not in the archive
extract    pages in, what they say out, by themselves; sites_in_input: of many sites mixed
probe      a look at an unknown portal: probe_crawl (one that is there), probe_files (one that may be gone)
profile    the profile with which an archive was made; claim: a folder becomes the archive of a site
portions   captures read by several processes; foreign: what is different for captures that others made
schedule, schedule_run, plan, rhythm, schedule_units, stopping   crawls again and again, each due time once;
           planned: the calendar of one archive
"""
