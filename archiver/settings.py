"""Scrapy's settings, each with its reason."""

from archiver.crawl.headers import default_headers, user_agent

BOT_NAME = "portal-archive"
SPIDER_MODULES = ["spiders"]  # each shipped profile is a spider there
NEWSPIDER_MODULE = "spiders"  # Scrapy wants it named, though a new site is a TOML file

USER_AGENT = user_agent()

# The record: our handler keeps the bytes, our scheduler and pipeline keep the frontier.
DOWNLOAD_HANDLERS = {
    "http": "archiver.crawl.capture.RecordingHandler",
    "https": "archiver.crawl.capture.RecordingHandler",
    # An archive speaks http(s) only: a page must not make us read a file or an FTP server.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
SCHEDULER = "archiver.crawl.frontier.FrontierScheduler"  # on disk: outlives a SIGKILL, which JOBDIR does not
ITEM_PIPELINES = {"archiver.crawl.pipeline.FrontierPipeline": 100}  # links and their page's end in one step
EXTENSIONS = {  # ours count on disk; Scrapy's would count a second time
    "archiver.crawl.progress.Progress": 100,  # leaves the terminal before the keeper waits for ingest
    "archiver.crawl.keeper.Keeper": 200,
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
DOWNLOADER_MIDDLEWARES = {
    "archiver.crawl.rendering.RenderMiddleware": 50,  # behind all others: it sees answers without their codings
    "archiver.crawl.login.LoginMiddleware": 690,  # its cookies are there when the next one sends them
    "archiver.crawl.cookies.CookieMiddleware": 700,
    "archiver.crawl.misnamed.MisnamedCodingMiddleware": 595,  # before Scrapy unpacks
    # Each redirect and each further attempt is a request of the frontier, so that a crash forgets none of them.
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # scope is decided before a request is made
    # Each costs every answer some calls, and none has anything to do here: our handler has its own patience and no
    # proxies, and what is counted is counted on disk.
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # an error page is a page of the portal too
    # The spider gives no requests, which is all that these look at; each wraps what it gives in a generator of its own.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
COOKIES_ENABLED = False  # the stock middleware contacts the internet for public suffixes

# Doors that Scrapy opens by default.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # listens, and runs Python code
DOWNLOAD_VERIFY_CERTIFICATES = True  # what an impostor serves is no record of the portal

DEFAULT_REQUEST_HEADERS = default_headers()
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # bytes, after decompression too; larger is recorded as truncated
DOWNLOAD_WARNSIZE = 0  # a 30 MB document is nothing to warn of in an archive
DOWNLOAD_TIMEOUT = 120  # seconds; old portals are slow, and a hanging one must not hold the crawl
# Politeness is the scheduler's: delay, robots.txt, Retry-After and hours, host by host (archiver/crawl/frontier.py).
DOWNLOAD_DELAY = 0
ROBOTSTXT_OBEY = False
CONCURRENT_REQUESTS = 32  # over all hosts
CONCURRENT_REQUESTS_PER_DOMAIN = 64  # more than a profile can allow: Scrapy's own slots never wait
CONCURRENT_ITEMS = 1  # a page gives one item; Scrapy starts so many tasks for each answer
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of a callback again and again; ours are tested
REACTOR_THREADPOOL_MAXSIZE = 4  # names are looked up there; one portal has few
LOG_LEVEL = "WARNING"  # progress and report are ours
