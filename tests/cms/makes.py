"""The markup that ordinary systems write by default; braces stand round what differs from page to page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Make:
    """How one system writes its addresses and pages."""

    platform: str  # whose rules a new profile takes
    head: str
    article_path: str
    listing_path: str
    page_path: str
    frame: str
    article: str
    item: str
    pager: str
    files: str


MAKES = {
    "wordpress": Make(
        platform="wordpress",
        head='<meta name="generator" content="WordPress 6.5.2"><link rel="stylesheet" href="/wp-content/themes/t/style.css">',
        article_path="/2015/{month:02d}/{slug}/",
        listing_path="/category/{section}/",
        page_path="/category/{section}/page/{page}/",
        frame='<nav class="main-navigation"><ul class="menu">{menu}</ul></nav><div id="primary"><main id="main" class="site-main">'
        '{content}</main></div><aside id="secondary" class="widget-area"><form action="/?s=x"></form><div class="tagcloud">'
        '<a href="/tag/dang/">Đảng bộ</a><a href="/wp-login.php">Đăng nhập</a></div></aside>',
        article='<article class="post"><header class="entry-header"><h1 class="entry-title">{title}</h1><div class="entry-meta">'
        '<time class="entry-date published" datetime="{date}T08:00:00+07:00">{day}</time></div></header><div class="entry-content">'
        '{body}</div></article><a href="{path}?replytocom=3">Trả lời</a><a href="{path}?share=facebook">Chia sẻ</a>',
        item='<article class="post"><h2 class="entry-title"><a href="{path}" rel="bookmark">{title}</a></h2></article>',
        pager='<nav class="navigation pagination"><div class="nav-links">{links}</div></nav>',
        files="/wp-content/uploads/2015/",
    ),
    "drupal": Make(
        platform="drupal",
        head='<meta name="Generator" content="Drupal 10 (https://www.drupal.org)"><link rel="stylesheet" href="/core/base.css">',
        article_path="/node/{number}",
        listing_path="/{section}",
        page_path="/{section}?page=1",  # counted from 0
        frame='<nav id="block-main-navigation" class="menu--main"><ul class="menu">{menu}</ul></nav><main role="main">'
        '<a id="main-content"></a><div class="region region-content">{content}</div></main><aside class="region-sidebar-first">'
        '<a href="/user/login">Đăng nhập</a><a href="/search/node">Tìm kiếm</a></aside>',
        article='<h1 class="page-title">{title}</h1><article class="node node--type-article"><footer class="node__meta">'
        '<div class="node__submitted">Đăng bởi admin <time datetime="{date}T08:00:00+07:00">{day}</time></div></footer>'
        '<div class="node__content"><div class="field field--name-body">{body}</div></div></article>',
        item='<div class="views-row"><article class="node"><h2 class="node__title"><a href="{path}">{title}</a></h2></article></div>',
        pager='<nav class="pager" role="navigation"><ul class="pager__items">{links}</ul></nav>',
        files="/sites/default/files/",
    ),
    "nukeviet": Make(
        platform="nukeviet",
        head='<meta name="generator" content="NukeViet v4.5"><script>var nv_base_siteurl="/",nv_lang_data="vi";</script>',
        article_path="/{section}/{slug}-{number}.html",
        listing_path="/{section}/",
        page_path="/{section}/page-{page}/",
        frame='<div id="menusite" class="navbar"><ul class="nav navbar-nav">{menu}</ul></div><div class="row"><div class="col-md-18">'
        '{content}</div><div class="col-md-6"><a href="/users/login/">Đăng nhập</a><a href="/seek/?q=a">Tìm</a></div></div>',
        article='<div class="news_column panel"><h1 class="title margin-bottom-lg">{title}</h1><span class="h5">{day} 08:00</span>'
        '<a href="/print/{slug}.html">In</a><div id="news-bodyhtml" class="bodytext">{body}</div></div>',
        item='<div class="news_column panel"><h3><a href="{path}" title="{title}">{title}</a></h3></div>',
        pager='<div class="text-center"><ul class="pagination">{links}</ul></div>',
        files="/uploads/news/",
    ),
    "joomla": Make(
        platform="joomla",
        head='<meta name="generator" content="Joomla! - Open Source Content Management"><script type="application/json"'
        ' class="joomla-script-options new">{"csrf.token":"a1"}</script><link href="/media/system/css/joomla.css" rel="stylesheet">',
        article_path="/{section}/{number}-{slug}",
        listing_path="/{section}",
        page_path="/{section}?start=5",
        frame='<nav class="navbar"><ul class="mod-menu mod-list nav">{menu}</ul></nav><div class="site-grid"><main class="com-content">'
        '{content}</main><div class="grid-child container-sidebar-right"><form action="/component/users/?task=user.login"></form>'
        '<a href="/component/users/remind">Quên tên đăng nhập?</a><a href="/component/search/?searchword=a">Tìm</a></div></div>',
        article='<div class="com-content-article item-page" itemscope itemtype="https://schema.org/Article">'
        '<div class="page-header"><h1 itemprop="headline">{title}</h1></div><ul class="actions"><li><a rel="nofollow"'
        ' href="{path}?tmpl=component&amp;print=1&amp;layout=default">In</a></li><li><a'
        ' href="/component/mailto/?tmpl=component&amp;template=t&amp;link=0a1b{number}">Email</a></li></ul>'
        '<dl class="article-info text-muted"><dt class="article-info-term">Chi tiết</dt><dd class="category-name">Chuyên mục: '
        '<a href="/{section}" itemprop="genre">{section_title}</a></dd><dd class="published"><time datetime="{date}T08:00:00+07:00"'
        ' itemprop="datePublished">Ngày đăng: {day}</time></dd><dd class="hits">Lượt xem: 1{number}</dd></dl>'
        '<div itemprop="articleBody" class="com-content-article__body">{body}</div></div>',
        item='<div class="blog-item"><div class="item-content"><div class="page-header"><h2><a href="{path}">{title}</a></h2></div>'
        '<p class="readmore"><a class="btn" href="{path}">Đọc thêm: {title}</a></p></div></div>',
        pager='<div class="com-content-category-blog__navigation"><p class="counter">Trang 1 / 2</p>'
        '<ul class="pagination">{links}</ul></div><a href="/{section}?format=feed&amp;type=rss">RSS</a>',
        files="/images/tin-tuc/",
    ),
    "liferay": Make(
        platform="liferay",
        head='<script>var Liferay={ThemeDisplay:{getLayoutId:function(){return "12"}}};</script>'
        '<link href="/html/css/main.css?browserId=other&amp;t=1" rel="stylesheet">',
        article_path="/{section}/-/asset_publisher/aB3dE5fG7hIj/content/{slug}",
        listing_path="/{section}",
        page_path="/{section}?p_p_id=101_INSTANCE_aB3dE5fG7hIj&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1"
        "&p_p_col_count=1&_101_INSTANCE_aB3dE5fG7hIj_delta=5&_101_INSTANCE_aB3dE5fG7hIj_keywords="
        "&_101_INSTANCE_aB3dE5fG7hIj_advancedSearch=false&_101_INSTANCE_aB3dE5fG7hIj_andOperator=true"
        "&p_r_p_564233524_resetCur=false&_101_INSTANCE_aB3dE5fG7hIj_cur=2",
        frame='<nav class="sort-pages" id="navigation"><ul role="menubar">{menu}</ul></nav><div id="content"><div class="portlet-layout">'
        '{content}</div><div class="portlet-column"><a href="/c/portal/login?p_l_id=10433">Đăng nhập</a>'
        '<a href="/web/guest/home?p_p_id=3&amp;p_p_state=maximized&amp;_3_struts_action=%2Fsearch%2Fsearch">Tìm</a></div></div>',
        article='<div class="portlet-borderless-container"><div class="asset-full-content show-asset-title"><h1 class="header-title">'
        '<span>{title}</span></h1><div class="asset-content"><span class="metadata-entry metadata-publish-date">{day}</span>'
        '<div class="journal-content-article">{body}</div></div></div></div><a href="{path}?p_p_id=101_INSTANCE_aB3dE5fG7hIj&amp;'
        'p_p_state=pop_up&amp;viewMode=print">In</a><a href="/{section}">Quay lại</a>',
        item='<div class="asset-abstract"><h3 class="asset-title"><a href="{path}?inheritRedirect=false&amp;redirect='
        'http%3A%2F%2F127.0.0.1%2F{section}%3Fp_p_id%3D101_INSTANCE_aB3dE5fG7hIj">{title}</a></h3></div>',
        pager='<div class="taglib-page-iterator"><ul class="dropdown-menu"><li><a href="/{section}?p_p_id=101_INSTANCE_aB3dE5fG7hIj&amp;'
        '_101_INSTANCE_aB3dE5fG7hIj_delta=20&amp;_101_INSTANCE_aB3dE5fG7hIj_cur=1">20 mục mỗi trang</a></li></ul>'
        '<ul class="pagination lfr-pagination-buttons">{links}</ul></div>',
        files="/documents/10180/20181/",
    ),
    "dotnetnuke": Make(
        platform="generic",
        head='<meta name="generator" content="DotNetNuke "><link href="/Portals/_default/default.css" rel="stylesheet">',
        article_path="/{section}/ArtMID/412/ArticleID/{number}/{slug}",
        listing_path="/{section}",
        page_path="/{section}/PgrID/409/PageID/2",
        frame='<form method="post" action="/" id="Form" enctype="multipart/form-data"><input type="hidden" name="__VIEWSTATE" value="YQ==">'
        '<div id="dnn_dnnNAV"><ul class="dnnmenu">{menu}</ul></div><div id="dnn_ContentPane" class="contentpane">{content}</div>'
        '<div id="dnn_RightPane"><a id="dnn_dnnLogin" href="/Login?returnurl=%2f">Đăng nhập</a></div></form>',
        article='<div class="edNews edn_article"><h1 class="edn_articleTitle">{title}</h1><p class="edn_date">{day}</p>'
        '<article class="edn_body">{body}</article><a href="{path}?mode=print">In</a></div>',
        item='<article class="edn_item"><h2><a href="{path}">{title}</a></h2></article>',
        pager='<div class="article_pager">{links}</div>',
        files="/Portals/0/",
    ),
    "old PHP": Make(
        platform="generic",
        head="",
        article_path="/index.php?mod=news&act=view&cat={section}&id={number}",
        listing_path="/index.php?mod=news&cat={section}",
        page_path="/index.php?mod=news&cat={section}&order=date&trang=2",
        frame='<table width="980" align="center"><tr><td colspan="3">{menu}</td></tr><tr><td width="180"><b>Liên kết</b><br>'
        '<a href="/index.php?mod=login">Đăng nhập</a><br><a href="/index.php?mod=search">Tìm kiếm</a></td><td valign="top">{content}'
        "</td></tr></table><center>Bản quyền Sở Ví dụ. Ngày 01/01/2020</center>",
        article='<div class="tieude"><font size="4"><b>{title}</b></font></div><i>Cập nhật: {day} 08:00</i><br>{body}'
        '<a href="{path}&amp;print=1">In</a>',
        item='<table><tr><td><a href="{path}"><b>{title}</b></a></td></tr></table>',
        pager='<div align="right">Trang: {links}</div>',
        files="/upload/",
    ),
}
