"""How good extraction is, beside other extractors, on public pages with gold text: `make quality`.

data    the sets, read from the folder that ARCHIVER_TEST_DATA names      score   what is measured
peers   other extractors, where they are installed                       train   makes the model that ships
floors.json   figures that may only rise
"""
