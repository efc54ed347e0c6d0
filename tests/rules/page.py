"""What every page is held to: the faults of one page's HTML, as sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import html5lib
from html5lib.html5parser import ParseError
from lxml import etree, html

HIDDEN = "@hidden or @type='hidden' or @type='submit' or @type='button'"
LABELLED = f"//input[not({HIDDEN})]|//select|//textarea"


def faults(text: str) -> list[str]:
    """Everything that is wrong with a whole page; an empty list for a good one."""
    try:
        html5lib.HTMLParser(strict=True).parse(text)
    except ParseError as fault:
        return [f"not HTML: {fault}"]
    page = html.document_fromstring(text)
    return [sentence for rule in RULES for sentence in rule(page)]


def links(text: str) -> set[str]:
    """The addresses within the site that a page's links lead to, without their anchors."""
    found = html.document_fromstring(text).xpath("//a/@href")
    return {link.partition("#")[0] for link in found if link.startswith("/")}


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def heading_is_the_title(page: html.HtmlElement) -> Iterator[str]:
    """One h1, and the title says it too."""
    headings = [_words(h1) for h1 in page.iter("h1")]
    if len(headings) != 1:
        yield f"{len(headings)} h1: {headings}"
    elif headings[0] not in _words(page.find(".//title")):
        yield f"the title does not say {headings[0]!r}"


def ids_are_unique(page: html.HtmlElement) -> Iterator[str]:
    """An id names one thing."""
    for name, times in Counter(page.xpath("//@id")).items():
        if times > 1:
            yield f"id {name!r} stands {times} times"


def links_lead_somewhere(page: html.HtmlElement) -> Iterator[str]:
    """A link into the page finds its target, and every link has a name."""
    ids = set(page.xpath("//@id"))
    for link in page.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            yield f"nothing has the id of {href}"
        if not (_words(link) or link.get("aria-label") or link.xpath(".//img/@alt")):
            yield f"the link to {href} has no words"


def ways_back_say_where(page: html.HtmlElement) -> Iterator[str]:
    """A back link names the page that it leads to: "Back" alone is a guess."""
    for link in page.find_class("govuk-back-link"):
        if _words(link) == "Back":
            yield f"the back link to {link.get('href')} does not say where it leads"


def references_are_met(page: html.HtmlElement) -> Iterator[str]:
    """What is described or labelled by an id finds it."""
    ids = set(page.xpath("//@id"))
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "headers"):
        for value in page.xpath(f"//@{attribute}"):
            for name in set(value.split()) - ids:
                yield f"{attribute} names {name!r}, which is nowhere"


def landmarks_are_there(page: html.HtmlElement) -> Iterator[str]:
    """One main part, and a language."""
    if len(page.xpath("//main")) != 1:
        yield f"{len(page.xpath('//main'))} main parts"
    if page.get("lang") != "en-GB":
        yield "no language"


def forms_carry_their_token(page: html.HtmlElement) -> Iterator[str]:
    """Every form that posts has the token, and stays on the site."""
    for form in page.iter("form"):
        action, method = form.get("action", ""), form.get("method", "get").lower()
        if "//" in action:
            yield f"a form goes to {action}"
        if method == "post" and not form.xpath(".//input[@name='csrf_token']/@value"):
            yield f"the form to {action or 'its own page'} has no token"


def controls_are_labelled(page: html.HtmlElement) -> Iterator[str]:
    """Every control has a label that says something; every label has its control."""
    labels = {label.get("for"): _words(label) for label in page.iter("label")}
    ids = set(page.xpath(f"({LABELLED})/@id"))
    for control in page.xpath(LABELLED):
        named = control.get("aria-label") or control.get("aria-labelledby")
        if not (named or labels.get(control.get("id")) or control.xpath("ancestor::label")):
            yield f"{control.tag} {control.get('name')!r} has no label"
    for target, words in labels.items():
        if target is not None and target not in ids:
            yield f"the label {words!r} is for {target!r}, which is no control"
    for fieldset in page.iter("fieldset"):
        if not fieldset.xpath("./legend[normalize-space()]"):
            yield "a group of controls has no legend"


def nothing_is_inline(page: html.HtmlElement) -> Iterator[str]:
    """No style and no script in the page itself: the policy would refuse them."""
    for element in page.iter(etree.Element):
        for name in element.attrib:
            if name == "style" or re.match(r"on[a-z]+$", str(name)):
                yield f"{element.tag} has {name}="
    if page.xpath("//style|//script[not(@src)]"):
        yield "a style or script stands in the page"


RULES = (
    heading_is_the_title,
    ids_are_unique,
    links_lead_somewhere,
    ways_back_say_where,
    references_are_met,
    landmarks_are_there,
    forms_carry_their_token,
    controls_are_labelled,
    nothing_is_inline,
)
