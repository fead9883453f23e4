# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.web.controllers.home import Home

# As many as a sitemap may have, see the protocol at sitemaps.org.
MOST = 50_000
SITEMAP = "/help/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class HelpRobots(Home):
    """The help centre to search engines: core turns them away from everything."""

    def _get_allowed_robots_routes(self):
        # pages are read with their styles, or they count as broken
        return [*super()._get_allowed_robots_routes(), "/help", "/web/assets/"]

    @http.route()
    def robots(self, **kwargs):
        response = super().robots(**kwargs)
        address = request.httprequest.url_root.rstrip("/") + SITEMAP
        response.data += f"\nSitemap: {address}\n".encode()
        return response

    @http.route(SITEMAP, type="http", auth="public", readonly=True)
    def help_sitemap(self):
        """The addresses of the articles that everybody may read, newest first."""
        Article = request.env["cs.article"]
        articles = Article.search_fetch(
            Domain("state", "=", "published") & Domain("audience", "=", "public"),
            ["name", "write_date"],
            limit=MOST,
            order="write_date desc, id desc",
        )
        root = etree.Element("urlset", xmlns=NAMESPACE)
        for article in articles:
            page = etree.SubElement(root, "url")
            etree.SubElement(page, "loc").text = (
                Article.get_base_url() + article.help_url
            )
            day = article.write_date.date().isoformat()
            etree.SubElement(page, "lastmod").text = day
        content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return request.make_response(content, [("Content-Type", "application/xml")])
