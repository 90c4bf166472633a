from collections.abc import Iterator

import pytest
from portal_reader import Reader

from archiver.demo.server import Portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(size="tiny") as running:
        yield running


@pytest.fixture
def reader() -> Reader:
    return Reader()
