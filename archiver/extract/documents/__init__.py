"""From the bytes of a document to what it says: pure, bytes in, frozen values out; what a file is is told by its content.

matter      runs of text with their fonts, and what is made of them       reading   which reader a file needs: `read_document`
pdf         PDF                                  rich     RTF              plain     text, tables of text, pages saved as documents
saved_page  pages and letters under a document's name                      numbering what is drawn before paragraphs of lists
compound    the file of files that Word, Excel and PowerPoint wrote until 2007, and its summary
word, word_marks, word_lists    .doc             slides   .ppt             sheet, excel_lock   .xls
package     a ZIP as far as it can be trusted    parcel   documents in a ZIP         book   EPUB
markup      what the readers of XML share        office   .docx, .pptx     workbook  .xlsx         opened    OpenDocument

A reader gives `Found`; `matter.told` makes `DocumentText` of it, for all formats in the same way. Legacy encodings are read
there: the name of a font is a hint, the content decides.
"""
