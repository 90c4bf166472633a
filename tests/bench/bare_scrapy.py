"""Scrapy without us: `python -m tests.bench.bare_scrapy BASE PAGES known|links AT_ONCE` prints pages, seconds, CPU seconds."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor


class Bare(scrapy.Spider):
    """Downloads known addresses and looks at none, or follows every link."""

    name = "bare"
    links = LinkExtractor()
    times: list[float] = []  # noqa: RUF012  there is one spider in the process

    async def start(self) -> AsyncIterator[Any]:
        if self.follow:
            yield scrapy.Request(self.base, callback=self.read)
        else:
            for number in range(self.pages):
                yield scrapy.Request(f"{self.base}bai-{number}.html", callback=self.count)

    def count(self, response: scrapy.http.Response) -> None:
        self.times.append(time.time())

    def read(self, response: scrapy.http.Response) -> Iterator[scrapy.Request]:
        self.times.append(time.time())
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url, callback=self.read)


def main() -> None:
    base, pages, how, at_once = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    settings = {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
        "CONCURRENT_REQUESTS": at_once,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CLOSESPIDER_PAGECOUNT": pages if how == "links" else 0,
    }
    process = CrawlerProcess(settings)
    process.crawl(Bare, base=base, pages=pages, follow=how == "links")
    process.start()
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = [len(Bare.times), Bare.times[-1] - Bare.times[0], used.ru_utime + used.ru_stime]
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
