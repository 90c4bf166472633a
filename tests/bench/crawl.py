"""How fast a crawl is beside bare Scrapy: `python -m tests.bench.crawl [SIZE]`.

Bare Scrapy downloads the same addresses and looks at none of them; ours keeps WARC, frontier and ingest. Both from the
simulated portal, one after the other, from first to last response. Machines differ and are shared: the ratio counts.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from archiver.cli.demo import portal

BARE = """
import json, sys, time
import scrapy
from scrapy.crawler import CrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    times = []
    async def start(self):
        for url in json.load(open(sys.argv[1])):
            yield scrapy.Request(url, callback=self.count, meta={"handle_httpstatus_all": True})
    def count(self, response):
        self.times.append(time.time())
process = CrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "CONCURRENT_REQUESTS": 4,
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "COOKIES_ENABLED": False, "DOWNLOAD_DELAY": 0,
    "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip, deflate"}})
process.crawl(Bare)
process.start()
print(json.dumps([len(Bare.times), Bare.times[-1] - Bare.times[0]]))
"""
PROFILE = Path(__file__).parent.parent.parent / "archiver" / "demo" / "profile.toml"


def main(size: str) -> None:
    """Crawl, download the same again without us, print both."""
    with tempfile.TemporaryDirectory() as folder, portal(size) as base:
        ours, urls = _ours(Path(folder), base)
        listed = Path(folder) / "urls.json"
        listed.write_text(json.dumps(urls))
        done = subprocess.run([sys.executable, "-c", BARE, listed], capture_output=True, text=True, check=True)
    count, seconds = json.loads(done.stdout.splitlines()[-1])
    bare = count / seconds
    sys.stdout.write(
        f"bare Scrapy {bare:.0f} responses/s over {count}; with WARC, frontier, links and ingest beside it {ours:.0f}/s; "
        f"ratio {ours / bare:.2f}\n"
    )


def _ours(folder: Path, base: str) -> tuple[float, list[str]]:
    """Responses a second, and the addresses that were fetched by GET."""
    profile = folder / "demo.toml"
    profile.write_text(f'start = "{base}"\n{PROFILE.read_text("utf-8")}', "utf-8")
    archive = folder / "archive"
    command = [sys.executable, "-m", "archiver", "crawl", profile, "--archive", archive]
    subprocess.run(command, capture_output=True, check=True)
    with sqlite3.connect(archive / "archive.db") as db:
        times = db.execute("SELECT min(fetched_at), max(fetched_at), count(*) FROM captures").fetchone()
        urls = [url for (url,) in db.execute("SELECT DISTINCT url FROM captures WHERE method = 'GET'")]
    first, last = (datetime.fromisoformat(moment) for moment in times[:2])
    return times[2] / (last - first).total_seconds(), urls


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo")
