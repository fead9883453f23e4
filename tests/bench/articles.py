"""Searching 10,000 articles, against core's `ilike` on their titles and texts."""

import json

from tests.live.server import Live

ROWS, ROUNDS = 10_000, 3

SCRIPT = """
import json, random, statistics, time
from odoo.tools import file_open
from odoo.tools.mail import html_to_inner_content

ROWS, ROUNDS = {rows}, {rounds}
random.seed(7)
with file_open("cs_helpdesk/tests/gold_questions.json", "rb") as file:
    questions = [x for asked in json.load(file).values() for x in asked]
stories = env["cs.article"].search([("state", "=", "published")])
pieces = {{
    language: [
        [sentence.strip() for sentence in text.replace("。", ".").split(".")]
        for article in stories.filtered(lambda a: a.language == language)
        for text in [html_to_inner_content(article.body)]
    ]
    for language in ("en_US", "zh_CN")
}}

def values(number):
    '''An article of sentences of others: as many words in common as in real life.'''
    language = random.choice(("en_US", "zh_CN"))
    sentences = [random.choice(random.choice(pieces[language])) for _i in range(9)]
    return {{
        "name": sentences[0][:60] + f" {{number}}",
        "body": "<p>" + ". ".join(sentences[1:]) + "</p>",
        "language": language,
        "audience": random.choice(("public", "public", "portal", "internal")),
        "state": "published",
    }}

quiet = env["cs.article"].with_context(tracking_disable=True, mail_create_nolog=True)
for start in range(0, ROWS, 1000):
    quiet.create([values(start + number) for number in range(1000)])
    env.cr.commit()
    env.invalidate_all()
env.cr.execute("ANALYZE cs_article")
env.cr.commit()
articles = env["cs.article"].with_user(env.ref("base.public_user"))

def timed(work, asked):
    env.invalidate_all()
    started = time.perf_counter()
    work(asked)
    return time.perf_counter() - started

def search(asked):
    articles.search_articles(asked, 5, "public")

def ilike(asked):
    domain = ["|", ("name", "ilike", asked), ("body", "ilike", asked)]
    articles.search(domain, limit=5).mapped("name")

works = {{"search": search, "ilike": ilike}}
for work in works.values():
    work(questions[0])
times = {{name: [] for name in works}}
for _round in range(ROUNDS):
    for asked in questions:
        for name, work in works.items():
            times[name].append(timed(work, asked))
print("RESULT " + json.dumps({{
    name: [statistics.median(found), statistics.quantiles(found, n=20)[-1]]
    for name, found in times.items()
}}))
"""


def run(live: Live) -> list[tuple[str, float, str]]:
    """(what, figure, aim): the time of a search, and its ratio to the baseline."""
    output = live.shell(SCRIPT.format(rows=ROWS, rounds=ROUNDS))
    line = next(x for x in output.splitlines() if x.startswith("RESULT "))
    found = json.loads(line.removeprefix("RESULT "))
    return [
        (
            f"search of {ROWS} articles / `ilike` on title and text (median)",
            found["search"][0] / found["ilike"][0],
            "<= 3.0",
        ),
        (f"search of {ROWS} articles, p95 in ms", found["search"][1] * 1000, "<= 120"),
    ]
