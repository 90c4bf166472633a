"""The Vietnamese language, in one place: strings in, strings out.

repair.py    mends what keyboards, converters and portals broke; what is stored is repaired
legacy.py    reads TCVN3, VNI, VISCII, VPS, windows-1258, double UTF-8: tables.py holds them, evidence.py and syllables.py judge
mojibake.py  reads UTF-8 that was taken for Western letters once more, in any language
letters.py   has the letters and tones of the language, and finds those beyond ASCII, which is what these look at
folding.py   folds for search only: accents, đ, tone placement; never what is stored
dates.py     reads the dates that portals print; says None rather than guess; calendars.py those of other calendars; calendar_words.py has the months' names
numbers.py   finds the numbers of State and Party documents
"""
