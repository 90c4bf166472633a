"""Which software makes a portal: what its headers, its generator tag and its markup say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that a content management system leaves in its pages, and how much it proves."""

    platform: str
    pattern: re.Pattern[str]
    says: str
    weight: int  # 3 proves it alone; 1 is a hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The platform of a site and why we think so."""

    platform: str
    evidence: tuple[str, ...]


def _sign(platform: str, pattern: str, says: str, weight: int) -> Sign:
    return Sign(platform=platform, pattern=re.compile(pattern, re.IGNORECASE), says=says, weight=weight)


# Held against the lines "name: value" of the headers.
_IN_HEADERS = (
    _sign("sharepoint", r"^MicrosoftSharePointTeamServices:", "header MicrosoftSharePointTeamServices", 3),
    _sign("sharepoint", r"^(SPRequestGuid|SharePointHealthScore):", "header of SharePoint", 3),
    _sign("drupal", r"^X-Generator: Drupal|^X-Drupal-", "header of Drupal", 3),
    _sign("wordpress", r"^Link: [^\n]{0,500}api\.w\.org", "header Link names api.w.org", 3),
    _sign("liferay", r"^Liferay-Portal:", "header Liferay-Portal", 3),
    _sign("nukeviet", r"^(X-Powered-By|Server|Set-Cookie): [^\n]{0,200}nukeviet", "header names NukeViet", 3),
)
_GENERATORS = (
    _sign("sharepoint", r"Microsoft SharePoint", "generator Microsoft SharePoint", 3),
    _sign("wordpress", r"WordPress", "generator WordPress", 3),
    _sign("drupal", r"Drupal", "generator Drupal", 3),
    _sign("joomla", r"Joomla", "generator Joomla!", 3),
    _sign("nukeviet", r"NukeViet", "generator NukeViet", 3),
    _sign("liferay", r"Liferay", "generator Liferay", 3),
    _sign("mediawiki", r"MediaWiki", "generator MediaWiki", 3),
    _sign("dokuwiki", r"DokuWiki", "generator DokuWiki", 3),
    _sign("docs", r"MkDocs|Sphinx|Docutils|Docusaurus|VitePress|mdBook", "generator of documentation", 3),
)
_IN_MARKUP = (
    _sign(
        "sharepoint", r"_spPageContextInfo|_spBodyOnLoad|MSOWebPartPage_|id=[\"']?MSOLayout_", "names MSO… and _sp…", 3
    ),
    _sign("sharepoint", r"/_layouts/(?:\d+/)?", "addresses below /_layouts/", 2),
    _sign("sharepoint", r"/Pages/[^\"'<>\s]{1,80}\.aspx", "addresses /Pages/….aspx", 1),
    _sign("wordpress", r"/wp-(content|includes)/", "addresses below /wp-content/", 3),
    _sign(
        "drupal", r"Drupal\.settings|data-drupal-|/sites/(default|all)/(files|themes|modules)/", "marks of Drupal", 3
    ),
    _sign(
        "joomla", r"/media/jui/|/components/com_content|option=com_content|joomla-script-options", "marks of Joomla!", 3
    ),
    _sign("nukeviet", r"nv_(siteroot|base_siteurl|lang_data|my_domain)|[?&;]nv=news", "names nv_…", 3),
    _sign("liferay", r"Liferay\.(ThemeDisplay|Portlet|currentURL)|p_p_id=|/-/asset_publisher/", "marks of Liferay", 3),
    _sign("mediawiki", r"wgCanonicalNamespace|class=[\"'][^\"'>]{0,80}mw-parser-output", "marks of MediaWiki", 3),
    _sign("dokuwiki", r"id=[\"']dokuwiki__|/lib/exe/(?:css|js)\.php", "marks of DokuWiki", 3),
    _sign("docs", r"_static/documentation_options\.js|class=[\"'](sphinxsidebar|wy-nav-side)", "marks of Sphinx", 3),
    _sign("docs", r"class=[\"']md-(sidebar|content|nav)|mkdocs|/search/search_index\.json", "marks of MkDocs", 3),
)
_GENERATOR = re.compile(
    r"<meta\b(?=[^>]{0,300}\bname\s*=\s*[\"']?generator\b)[^>]{0,300}?\bcontent\s*=\s*[\"']([^\"'>]{1,120})",
    re.IGNORECASE,
)
_MARKUP_READ = 400_000  # signs of a template stand in its head and frame


def fingerprint(pages: Iterable[tuple[tuple[tuple[str, str], ...], str]]) -> Fingerprint:
    """The platform that headers and markup of these pages prove; `generic` where nothing does."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for headers, html in pages:
        lines = [f"{name}: {value[:600]}" for name, value in headers]
        for sign in _IN_HEADERS:
            if any(sign.pattern.search(line) for line in lines):
                found[sign.platform][sign.says] = sign.weight
        generators = " ".join(_GENERATOR.findall(html[:_MARKUP_READ]))
        for signs, text in ((_GENERATORS, generators), (_IN_MARKUP, html[:_MARKUP_READ])):
            for sign in signs:
                if sign.pattern.search(text):
                    found[sign.platform][sign.says] = sign.weight
    best = max(found, key=lambda name: sum(found[name].values()), default="generic")
    if sum(found[best].values()) < 2:
        return Fingerprint(platform="generic", evidence=())
    return Fingerprint(platform=best, evidence=tuple(found[best]))
