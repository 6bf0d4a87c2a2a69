"""What machines say that no caption should: refusals, openers, markdown, words of doubt.

Finding and taking away stand side by side, so that what finishes a machine caption, what a lint
finds and what its cure does are one rule. The texts come without the trigger. Stems are looked for
first, for speed: a pattern runs only where one is in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MEDIUM = r"(?:(?:sequence|series) of (?:image|frame|picture|photo|shot)|"
_MEDIUM += (
    r"video(?: clip| sequence)?|clip|image|scene|animation|frame|footage|picture|photo(?:graph)?|"
)
_MEDIUM += r"film clip|shot|sequence|screenshot)s?"
_KINDS = r"(?:(?:short|brief|animated|given|provided|first|opening|still|film) ){0,2}"
_SHOWS = (
    r"(?:shows?|depicts?|features?|captures?|presents?|portrays?|displays?|showcases?|illustrates?|"
    r"(?:begins?|opens?|starts?) (?:with|on)|consists of|contains|focuses on|"
    r"is (?:showing|depicting|of(?= an? )))"
)
OPENERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Ahead of the caption: "Sure! Here is a caption:", "Caption:".
        r"(?:sure|certainly|of course|absolutely|okay|ok)(?: thing)?[!,.:]\s*",
        r"(?:here(?:['’]s| is| are)|below is)\b[^.:\n]{0,80}:\s*",
        r"here(?:['’]s| is) an? (?:[\w-]+ ){0,3}(?:caption|description)\b[^.:\n]{0,80}[.:]\s*",
        r"(?:the )?(?:[\w-]+ )?(?:caption|description)\s*[:：]\s*|answer\s*[:：]\s*",
        r"based on (?:the|these|this) (?:[\w-]+ )?(?:frames?|images?|video|clip|footage),\s*",
        # Of the medium instead of what is in it: "The video shows", "In this scene, we see".
        rf"(?:the|this|these|each) {_KINDS}{_MEDIUM} (?:\w+ly )?{_SHOWS}\b(?: us\b)?[\s,:]*",
        rf"(?:the|this) {_KINDS}{_MEDIUM} is (?=an? |the |set )",
        rf"(?:the|this) {_KINDS}{_MEDIUM} (?:takes place|unfolds) "
        r"(?=(?:on|in|at|inside|outside|under|against|within) )",
        rf"this is (?:an?|the) {_KINDS}{_MEDIUM} (?:of|(?:that )?{_SHOWS}|showing|depicting)\s+",
        rf"an? {_KINDS}(?:video(?: clip)?|film clip|animation|image|footage|screenshot) "
        r"(?:of|showing|depicting|featuring|capturing)\s+",
        rf"in (?:this|the|these) {_KINDS}{_MEDIUM}(?:,\s*|\s+(?=we (?:can )?see|an? ))",
        r"(?:we|you|one) (?:can )?(?:see|observe)\s+(?=an?\b|the\b|two\b|three\b|several\b)",
        # The same in the languages of those who use this, and of the models.
        r"이 (?:영상|동영상|비디오|클립|이미지|사진|장면)(?: 속)?(?:에서는|에서|에는|은|는)[,\s]+",
        r"(?:영상|동영상|비디오)(?: 속)?(?:에서는|에서|에는)[,\s]+",
        r"(?:这个|这段|该|此)?(?:视频|影片|图像|图片|画面)(?:中|展示了?|显示了?|描绘了?)[，,：:]?\s*",
        r"この(?:動画|映像|ビデオ|画像|写真|シーン)(?:では|には|は)[、,]?\s*",
    )
)
_OPENER_STEMS = (
    *("video", "clip", "image", "scene", "animation", "frame", "footage", "picture", "photo"),
    *("shot", "sequence", "screenshot", "sure", "certainly", "course", "absolutely", "ok", "here"),
    *("below", "caption", "description", "answer", "based on", "see ", "observe", "이 "),
    *("영상", "비디오", "视频", "影片", "图像", "图片"),
    *("画面", "この"),
)
_OPENING = 60  # characters in which an opener begins to show
_ROUNDS = 6  # openers that follow each other


def strip_opener(text: str) -> str:
    """Return a caption without the words that speak of it or of the medium, with a capital.

    The text comes without the trigger. One that is nothing but an opener stays as it is.
    """
    rest = text.lstrip()
    for _ in range(_ROUNDS):
        found = _opener(rest)
        if found is None or not (later := rest[found.end() :].lstrip()):
            break
        rest = later
    return rest[:1].upper() + rest[1:] if rest != text.lstrip() else text


def _opener(text: str) -> re.Match[str] | None:
    if not _any_in(_OPENER_STEMS, text[:_OPENING].casefold()):
        return None
    return next((found for opener in OPENERS if (found := opener.match(text))), None)


_FENCE = re.compile(r"```[\w-]*[ \t]*\n?|~~~[\w-]*[ \t]*\n?")
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(?=\D)", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*+•][ \t]+", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]+?)(?<=\S)_(?!\w)")
_CODE = re.compile(r"`([^`\n]+)`")
_LEAST_NUMBERED = 2  # lines that make a numbered list
_MARKS = ("*", "#", "`", "_", "~~~", "](", ">", "---", "- ", "+ ", "•")


def strip_markdown(text: str) -> str:
    """Return a text without fences, headings, lists, emphasis and links; their words stay.

    Line breaks stay too: what is one line and what is a list can be told only while they are there.
    """
    numbered = len(_NUMBER.findall(text)) >= _LEAST_NUMBERED
    if not numbered and not _any_in(_MARKS, text):
        return text
    said = _FENCE.sub("", text)
    for lines in (_RULE, _HEADING, _QUOTE, _BULLET):
        said = lines.sub("", said)
    if numbered:
        said = _NUMBER.sub("", said)
    said = _LINK.sub(r"\1", said)
    said = _STRONG.sub(r"\2", said)
    for inner in (_EMPHASIS, _UNDERLINED, _CODE):
        said = inner.sub(r"\1", said)
    return said.strip() if said != text else text


def has_markdown(text: str) -> bool:
    """Whether there is markdown in a text that `strip_markdown` takes away."""
    return strip_markdown(text) != text


def _any_in(stems: tuple[str, ...], text: str) -> bool:
    return any(stem in text for stem in stems)


@dataclass(frozen=True)
class Words:
    """Words that are looked for in captions, letters' case being no difference.

    Attributes:
        rules: Stems and a pattern each: one of the stems, casefolded, is in every text in which
            the pattern finds something.
    """

    rules: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]

    @classmethod
    def of(cls, *rules: tuple[str, str]) -> Words:
        """Return them of stems, with ``|`` between them, and patterns."""
        return cls(
            tuple(
                (tuple(stems.split("|")), re.compile(pattern, re.IGNORECASE))
                for stems, pattern in rules
            )
        )

    def found(self, text: str) -> tuple[str, ...]:
        """Return what is found, as it stands there, each once in order."""
        hits = [hit for pattern in self._likely(text) for hit in pattern.finditer(text)]
        return tuple(dict.fromkeys(hit[0] for hit in sorted(hits, key=re.Match.start)))

    def are_in(self, text: str) -> bool:
        """Whether something is found."""
        return any(pattern.search(text) for pattern in self._likely(text))

    def _likely(self, text: str) -> Iterator[re.Pattern[str]]:
        folded = text.casefold()
        for stems, pattern in self.rules:
            if _any_in(stems, folded):
                yield pattern


UNCERTAIN = Words.of(
    (
        "appear",  # "A fox appears to the left" is no doubt
        r"\bappear(?:s|ed|ing)? (?:to (?:be|have)\b|to \w+ing\b|as (?:if|though)\b|to (?!the\b"
        r"|an?\b|his\b|her\b|its\b|their\b|them\b|him\b|us\b|one\b)\w+)",
    ),
    ("seem", r"\bseem(?:s|ed|ing|ingly)?\b"),
    (
        "possibl|perhaps|maybe|probabl|presumabl|apparent|likely",
        r"\b(?:possibly|perhaps|maybe|probably|presumably|apparently|likely)\b",
    ),
    ("might |may |could ", r"\b(?:might|may|could) (?:be|have)\b"),
    ("what ", r"\bwhat (?:looks like|appears|seems)\b"),
    ("kind of|sort of", r"\bsome (?:kind|sort) of\b"),
    (
        "unclear|to tell|to determine|to see|to discern",
        r"\b(?:unclear|hard to tell|difficult to (?:tell|determine|see|discern))\b",
    ),
    (
        "suggest",
        r"\bsuggests that\b|\bsuggesting\b|\b(?:light|lighting|setting|scene|mood|"
        r"atmosphere|expression|posture|shadows?) suggests?\b",
    ),
    ("overall", r"\boverall,|\bthe overall\b(?!-)|(?:(?<=^)|(?<=[.!?] ))overall\b"),  # no garment
    ("것 같|것으로 보|아마|듯하", r"것 같|것으로 보[이인]|아마도?(?= )|듯하"),
    (
        "かもしれ|ようです|ように見え|おそらく|と思われ",
        r"かもしれ|ようです|ように見え|おそらく|と思われ",
    ),
    ("似乎|可能|好像|也许|大概|看起来", r"似乎|可能|好像|也许|大概|看起来"),
)

_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|«[^»\n]*»')
REFUSALS = Words.of(
    (
        "sorry",
        r"^\W*(?:i['’]m|i am|we['’]re) (?:very |really |so )?sorry\b|^\W*sorry, (?:but )?i\b",
    ),
    ("apolog", r"\bi apologi[sz]e, but\b"),
    (
        "cannot|can't|can’t|unable to|not able to",
        r"\bi(?: am| ['’]m|['’]m)? (?:cannot|can['’]t|unable to|not able to) (?:\w+ )?(?:assist|"
        r"help|provide|describe|identify|view|see|access|analy[sz]e|comply|fulfill|process|generate|"
        r"create|caption|continue|engage|recogni[sz]e|discuss|support)\b",
    ),
    ("as an ai|as an art|as a ai", r"\bas an? (?:ai|artificial intelligence)\b"),
    (
        "provide|upload|share",
        r"\b(?:please )?(?:provide|upload|share) (?:me with )?(?:the|an?|more|your) (?:actual )?"
        r"(?:image|video|frame|photo|picture|context|clip)s?\b",
    ),
    (
        "provided|uploaded|attached|included",
        r"\bno (?:image|video|frame|picture)s? (?:(?:was|were|ha(?:s|ve) been) )?(?:provided|"
        r"uploaded|attached|included)\b",
    ),
    (
        "i don't|i don’t|i do not",
        r"\bi (?:do not|don['’]t) (?:see any|have (?:access to|the ability to))\b",
    ),
    ("guideline", r"\bagainst (?:my|our) (?:\w+ )?guidelines\b"),
    ("죄송|申し訳|抱歉|对不起|无法", r"^\W*(?:죄송|申し訳|很?抱歉|对不起)|(?:我|我们)无法"),
)


def is_refusal(text: str) -> bool:
    """Whether a model says that it will not or cannot; what stands in quotation marks is not it."""
    return REFUSALS.are_in(text) and REFUSALS.are_in(without_quoted(text))


def without_quoted(text: str) -> str:
    """Return a text without what stands in quotation marks: signs, titles, speech."""
    return _QUOTED.sub(" ", text)
