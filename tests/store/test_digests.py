"""A set of digests is a set."""

from hypothesis import given
from hypothesis import strategies as st

from archiver.store.digests import DigestSet, digest_of

TEXTS = st.lists(st.text(max_size=12), max_size=300)


@given(TEXTS, TEXTS)
def test_it_holds_what_was_added_and_nothing_else(added, others):
    held, plain = DigestSet(), set()
    for text in added:
        digest = digest_of(text)
        assert held.add(digest) == (digest not in plain)
        plain.add(digest)
    assert len(held) == len(plain)
    assert [digest_of(text) in held for text in [*added, *others]] == [digest_of(t) in plain for t in [*added, *others]]


def test_it_grows_and_is_emptied():
    held = DigestSet(range(1, 5000))
    assert len(held) == 4999
    assert all(digest in held for digest in range(1, 5000))
    assert 5000 not in held
    held.clear()
    assert len(held) == 0
    assert 1 not in held


def test_digests_that_fall_on_one_slot_are_told_apart():
    held = DigestSet(n << 32 | 7 for n in range(1, 200))
    assert (5 << 32 | 7) in held
    assert (300 << 32 | 7) not in held


def test_surrogates_of_a_broken_page_have_a_digest():
    assert digest_of("/\ud800") != digest_of("/")
