# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading the small, flat XML and JSON of callbacks from strangers."""

import json
from xml.parsers import expat

from .errors import Refused

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
MAX_JSON_DEPTH = 24
MAX_ELEMENTS = 500


class _Reader:
    """Builds a nested dict; a tag that occurs twice becomes a list.

    Own reader rather than a library's: the limits must hold while parsing, a tree
    200,000 levels deep is refused at the ninth.
    """

    def __init__(self):
        self.root = {}
        self.stack = [self.root]
        self.texts = [""]
        self.count = 0

    def start(self, name, _attributes):
        self.count += 1
        if len(self.stack) > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Refused("xml too deep or too long")
        self.stack.append({})
        self.texts.append("")

    def end(self, name):
        children, text = self.stack.pop(), self.texts.pop()
        value = children or text.strip()
        parent = self.stack[-1]
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]

    def data(self, text):
        self.texts[-1] += text

    def refuse(self, *_args):
        raise Refused("xml declaration of a document type or entity")


def parse(body):
    """Parse XML into nested dicts; text is stripped, an empty tag is an empty text.

    :param bytes body: the document
    :return: the children of the root element, as a dict
    :raise Refused: when it is no XML, declares a DTD or an entity, or passes a limit
    """
    if len(body) > MAX_BYTES:
        raise Refused("xml too long")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError) as error:
        raise Refused("xml") from error
    root = next(iter(reader.root.values()), None)
    if not isinstance(root, dict):
        raise Refused("xml without content")
    return root


def text(data, key, required=False, limit=20000):
    """A value that must be text.

    :param dict data: what :func:`parse` gave, or decoded JSON
    :raise Refused: when it is a list, a dict or too long, or missing though required
    """
    if not isinstance(data, dict):
        raise Refused(f"holder of {key}")
    value = data.get(key, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        value = ""
    if not isinstance(value, str) or len(value) > limit or (required and not value):
        raise Refused(f"value of {key}")
    return value


def integer(data, key):
    """A value that must be a whole number.

    :raise Refused: when it is not
    """
    value = text(data, key, required=True, limit=20)
    if not (value.isascii() and value.isdigit()):
        raise Refused(f"value of {key}")
    return int(value)


def signed(data, key):
    """A whole number that may be negative, as text.

    :raise Refused: when it is not
    """
    value = text(data, key, required=True, limit=24)
    if not (value.isascii() and value.removeprefix("-").isdigit()):
        raise Refused(f"value of {key}")
    return value


def json_object(body, most=MAX_BYTES):
    """Decode a JSON object.

    :param bytes body: the document
    :param int most: how many bytes it may have
    :raise Refused: when it is none, too long or too deep
    """
    if len(body) > most:
        raise Refused("json too long")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("json") from error
    if not isinstance(data, dict):
        raise Refused("json")
    if _depth(data) > MAX_JSON_DEPTH:
        raise Refused("json too deep")
    return _storable(data) if b"\\u" in body else data


def _storable(value):
    """Without what JSON can escape and no database stores: NUL, half characters.

    Only as deep as :data:`MAX_JSON_DEPTH`.
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


def _depth(data):
    """How deep a value is nested, counted up to the limit; without recursion."""
    level, depth = [data], 0
    while level and depth <= MAX_JSON_DEPTH:
        depth += 1
        level = [
            item
            for node in level
            for item in (node.values() if isinstance(node, dict) else node)
            if isinstance(item, (dict, list))
        ]
    return depth
