# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the HTML of a message and the plain text of a channel."""

import re

from lxml import etree, html

_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"}


def to_plain(body):
    """The text a person reads in an HTML message.

    Unlike core's ``html2plaintext`` it adds no footnotes and no marks around bold
    text: what the agent sees is what the customer gets. A link keeps its address.

    :param str body: HTML
    :return: text with line breaks, no blank line at its ends
    """
    if not (body or "").strip():
        return ""
    root = html.fragment_fromstring(body, create_parent="div")
    parts = []
    _collect(root, parts)
    text = "".join(parts)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _collect(node, parts):
    if isinstance(node, etree._Comment):
        return
    if node.tag == "br":
        parts.append("\n")
    _start_line(node, parts)
    _add(parts, _link_text(node) if node.tag == "a" else node.text)
    for child in node:
        _collect(child, parts)
        _add(parts, child.tail)
    _start_line(node, parts)


def _add(parts, text):
    if text:
        parts.append(text)


def _start_line(node, parts):
    if node.tag in _BLOCKS and parts and not parts[-1].endswith("\n"):
        parts.append("\n")


def _link_text(node):
    """A link's address goes along unless its text already is that address."""
    href, shown = node.get("href") or "", node.text_content()
    if (
        not href.startswith("http")
        or href == shown
        or "o_mail_redirect" in (node.get("class") or "")
    ):
        return node.text or ""
    return f"{href} {node.text or ''}"


def split_bytes(text, limit):
    """Cut a text into pieces of at most ``limit`` bytes of UTF-8.

    Cuts at a line or word end when one is near, never inside a character.

    :return: list of texts, without empty ones
    """
    pieces = []
    while text:
        if len(text.encode()) <= limit:
            pieces.append(text)
            break
        head = text.encode()[:limit].decode(errors="ignore")
        cut = max(head.rfind("\n"), head.rfind(" "))
        if cut > len(head) // 2:
            head = head[: cut + 1]
        pieces.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [piece for piece in pieces if piece]
