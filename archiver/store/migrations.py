"""The steps by which archive.db came to its tables: an archive of years ago opens with the program of today."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from archiver.store.pairs import teach
from archiver.store.schema import HOMES, LEAVES, REDIRECTS, REVISITS, TABLES
from archiver.store.schema_columns import (
    ABSENT,
    ASKED,
    CHECKED,
    FACE,
    FILE_KIND,
    GIST,
    LABEL,
    LEAF,
    NAMED_DIGEST,
    OTHER_GIST,
    REPAIRS,
    TEMPLATE,
    WHOLE,
    WITHIN,
)
from archiver.store.schema_indexes import COUNTED, REWORDED
from archiver.store.schema_relations import RELATIONS, RELATIONS_TRIGGERS, TEMPLATES_SEEN
from archiver.store.schema_reported import MORE, REPORTED
from archiver.store.schema_search import DOCUMENTS, SEARCH, SIDE_BY_SIDE
from archiver.store.schema_subjects import SUBJECTS
from archiver.store.schema_templates import LEARN_ANEW, READ_ALONE, READ_WITH, SET_ASIDE, TEMPLATES, TEMPLATES_TRIGGER
from archiver.store.schema_words import CRAWL_PERSON, EVENT_COLUMNS, WORDS
from archiver.store.script import run_script

migrations = Migrations("archiver")


def _add(db: Database, table: str, *columns: str) -> None:
    """Columns that came later, without the word on each."""
    for column in columns:
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column.partition(' --')[0]}")


@migrations()
def m001_keep_what_the_captures_say(db: Database) -> None:
    """Captures lead to what their pages say, and that to articles, versions and attachments."""
    run_script(db, TABLES)


@migrations()
def m002_find_with_or_without_accents(db: Database) -> None:
    """One index finds accented text by an unaccented question; stock SQLite can read it."""
    run_script(db, SEARCH)


@migrations()
def m003_tell_what_speaks_against_an_address(db: Database) -> None:
    """An answer that says that its page is gone is a sign; two crawls that hear it make an article gone."""
    _add(db, "captures", ABSENT)
    db.execute("CREATE INDEX events_by_type ON events (type, happened_at)")
    # What was taken in before is judged by its status alone; a rebuild judges the rest.
    db.execute("UPDATE captures SET absent = 'HTTP ' || status WHERE status IN (404, 410)")


@migrations()
def m004_tell_what_was_expected(db: Database) -> None:
    """What the portal's lists name, how long they say they are, and what became of each crawl's addresses."""
    _add(db, "crawls", ASKED)
    run_script(db, REPORTED)


@migrations()
def m005_tell_what_was_mended(db: Database) -> None:
    """A text of an old encoding is stored as it was meant; the row says that it was mended."""
    _add(db, "articles", REPAIRS)


@migrations()
def m006_know_a_text_in_other_clothes(db: Database) -> None:
    """A redesign is no new wording, a text that moved is no new text, and the home page is no article.

    What was taken in before has none of these marks; a rebuild gives them.
    """
    _add(db, "observations", TEMPLATE, GIST, OTHER_GIST, FACE)
    for column in ("gist", "other_gist", "face"):
        db.execute(f"CREATE INDEX observations_by_{column} ON observations ({column}) WHERE {column} IS NOT NULL")
    run_script(db, HOMES)


@migrations()
def m007_find_what_documents_say(db: Database) -> None:
    """A document is read once, whatever articles name it, and the search finds them by its words."""
    run_script(db, DOCUMENTS)


@migrations()
def m008_take_in_what_others_kept(db: Database) -> None:
    """A record of a foreign file may stand anywhere in a gzip member, and name the one that it revisits in its own way."""
    _add(db, "captures", WITHIN, NAMED_DIGEST)
    db.execute("CREATE INDEX captures_by_named_digest ON captures (named_digest) WHERE named_digest IS NOT NULL")
    run_script(db, REVISITS)


@migrations()
def m009_tell_what_was_checked(db: Database) -> None:
    """A check of a part says which part, so that the next ones read the others."""
    _add(db, "checks", *CHECKED)


@migrations()
def m010_tell_who_did_what_to_the_archive(db: Database) -> None:
    """Events say in the words of PREMIS what was done, by whom, to what, and how it ended.

    What was done before is told so by a rebuild.
    """
    _add(db, "events", *EVENT_COLUMNS)
    _add(db, "crawls", CRAWL_PERSON)


@migrations()
def m011_keep_what_people_say(db: Database) -> None:
    """Annotations and access rules stand beside what was captured; it is known by what captures were read."""
    run_script(db, WORDS)


@migrations()
def m012_link_texts_with_passages_in_common(db: Database) -> None:
    """A report that differs from the last one in a figure, and a release that others quote, are linked and never one."""
    run_script(db, RELATIONS)
    for trigger in RELATIONS_TRIGGERS:
        db.execute(trigger)


@migrations()
def m013_announce_a_redesign(db: Database) -> None:
    """An article that is seen in another template says the same; half of a section that is, is for a person to look at.

    Of what was taken in before, a rebuild tells it.
    """
    run_script(db, TEMPLATES_SEEN)


@migrations()
def m014_count_without_reading(db: Database) -> None:
    """Articles are counted by author, kind, status and language, and crawls by their answers; no text is read for it."""
    run_script(db, COUNTED)


@migrations()
def m015_find_what_was_reworded(db: Database) -> None:
    """The last new wordings are found without going through all first ones."""
    run_script(db, REWORDED)


@migrations()
def m016_tell_what_articles_are_about(db: Database) -> None:
    """Tags, places and the days that texts speak of can be asked for; of what was taken in before, reading it again tells them."""
    run_script(db, SUBJECTS)


@migrations()
def m017_tell_what_attachments_are_called(db: Database) -> None:
    """A file has the words of the link that leads to it, and a picture its caption."""
    _add(db, "attachments", LABEL)


@migrations()
def m018_find_words_side_by_side(db: Database) -> None:
    """A word of two syllables is found at once; of a large archive this takes a millisecond for each article."""
    teach(db.conn)
    run_script(db, SIDE_BY_SIDE)
    db.execute(
        "INSERT INTO search_pairs (rowid, title, text, attachment_text)"
        " SELECT id, side_by_side(title), side_by_side(text), side_by_side(attachment_text) FROM articles"
    )


@migrations()
def m019_read_pages_with_what_they_have_in_common(db: Database) -> None:
    """Pages of one layout tell each other what of them is text; the end of the next ingest reads again what was read alone."""
    _add(db, "observations", READ_WITH)
    run_script(db, TEMPLATES)
    db.execute(TEMPLATES_TRIGGER)
    for statement in READ_ALONE:
        db.execute(statement)


@migrations()
def m020_tell_a_file_by_its_answer(db: Database) -> None:
    """What a link gives whose address names no file is told by the answer; of what was taken in before, reading it again tells it."""
    _add(db, "files", FILE_KIND)


@migrations()
def m021_put_the_pages_of_a_text_together(db: Database) -> None:
    """A text that the portal spreads over several pages is one article; of what was taken in before, reading it again tells it."""
    _add(db, "observations", WHOLE, LEAF)
    run_script(db, LEAVES)


@migrations()
def m022_know_where_addresses_lead(db: Database) -> None:
    """A link that leads on to a file names it; of what was taken in before, reading it again tells it."""
    run_script(db, REDIRECTS)


@migrations()
def m023_tell_what_a_button_hides(db: Database) -> None:
    """A list that a script makes longer is longer than a crawl can read."""
    _add(db, "list_totals", MORE)


@migrations()
def m024_learn_where_titles_dates_and_teasers_stand(db: Database) -> None:
    """Templates tell of titles, of days and of teasers too; the end of the next ingest learns them anew."""
    for statement in LEARN_ANEW:
        db.execute(statement)


@migrations()
def m025_read_again_what_looked_like_a_list(db: Database) -> None:
    """A short article beside long lists is told by its layout; of what was taken in before, reading it again tells it."""
    run_script(db, SET_ASIDE)
