"""The Vietnamese language, in one place: strings in, strings out.

repair.py    mends what keyboards, converters and portals broke; what is stored is repaired
folding.py   folds for search only: accents, đ, tone placement; never what is stored
dates.py     reads the dates that portals print; says None rather than guess
numbers.py   finds the numbers of State and Party documents
"""
