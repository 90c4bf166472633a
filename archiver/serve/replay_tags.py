"""What of a page's markup may be shown: names of elements and attributes that do nothing but look like something."""

from __future__ import annotations

import re

KEPT = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr acronym address area article aside audio b bdi bdo big blink blockquote body br button caption center
        cite code col colgroup data dd del details dfn dir div dl dt em fieldset figcaption figure font footer form
        frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link
        main map mark marquee menu meter nav nobr ol optgroup option output p picture pre progress q rp rt ruby s samp
        search section select small source span strike strong style sub summary sup svg table tbody td textarea tfoot
        th thead time title tr track tt u ul var video wbr
        """,
    )
)
# All inside them goes with them. The children of any other element (`noscript`, `object`, `o:p`) stay.
DROPPED = frozenset(["script", "template", "noframes", "noembed", "math", "base", "meta", "param", "embed", "bgsound"])
LITERAL = frozenset(["xmp", "listing", "plaintext"])  # whose text is no markup to a browser
VOID = frozenset(["area", "br", "col", "frame", "hr", "img", "input", "link", "source", "track", "wbr"])
CONTROLS = frozenset(["input", "select", "textarea", "button"])

ATTRIBUTES = frozenset(
    re.findall(
        r"[\w-]+",
        """
        abbr align alink alt behavior bgcolor border bordercolor cellpadding cellspacing char charoff checked cite class
        clear color cols colspan compact controls coords datetime default dir direction face for frame frameborder
        headers height high hspace id kind label lang language leftmargin link loop low marginheight marginwidth max
        maxlength media min multiple muted nohref noresize noshade nowrap open optimum placeholder reversed role rows
        rowspan rules scope scrollamount scrolldelay scrolling selected shape size sizes span srclang start step summary
        tabindex text title topmargin type valign value vlink vspace width wrap
        """,
    )
) - {"cite"}  # fmt: skip
ARIA = re.compile(r"aria-[a-z]{3,20}")
# Attributes that make a browser fetch something for the page by itself.
PARTS = {
    "img": ("src",),
    "input": ("src",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src",),
    "track": ("src",),
    "body": ("background",),
    "table": ("background",),
    "tr": ("background",),
    "td": ("background",),
    "th": ("background",),
}
LAZY = ("data-src", "data-original", "data-lazy-src")  # what a script would have put into src

DRAWN = {
    name.lower(): name
    for name in re.findall(
        r"\w+",
        "svg g path rect circle ellipse line polyline polygon text tspan defs linearGradient radialGradient stop "
        "clipPath mask pattern symbol use title desc marker",
    )
}
_PAINT = (
    "fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity color display visibility clip-path clip-rule mask marker-start marker-mid "
    "marker-end stop-color stop-opacity font-family font-size font-weight font-style text-anchor dominant-baseline "
    "letter-spacing transform x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy d points offset width height viewBox "
    "preserveAspectRatio gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform "
    "clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight orient refX refY id class role version"
)
PAINT = {name.lower(): name for name in _PAINT.split()}
OWN_PAINT = re.compile(r"""url\(\s*["']?#[\w.-]+["']?\s*\)(?:\s+(?:none|#?\w+))?""")
FRAGMENT = re.compile(r"#[\w.-]{1,200}")
