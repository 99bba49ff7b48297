r"""Unicode classes of regular expressions: Go's name of one to what RE2 reads inside brackets.

Go knows the classes by more names than RE2, and some classes that RE2 does not have.

Upstream: regexp/syntax parse.go unicodeTable; unicode tables.go
"""

from __future__ import annotations

import unicodedata
from functools import cache

__all__ = ["unicode_set"]

# Names of Unicode classes, in Go's spelling. Go compares them without case, spaces, hyphens and underscores.
_CATEGORIES = (
    "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs"
)
_CATEGORY_ALIASES = (
    "Cased_Letter=LC Close_Punctuation=Pe Combining_Mark=M Connector_Punctuation=Pc Control=Cc Currency_Symbol=Sc "
    "Dash_Punctuation=Pd Decimal_Number=Nd Enclosing_Mark=Me Final_Punctuation=Pf Format=Cf Initial_Punctuation=Pi "
    "Letter=L Letter_Number=Nl Line_Separator=Zl Lowercase_Letter=Ll Mark=M Math_Symbol=Sm Modifier_Letter=Lm "
    "Modifier_Symbol=Sk Nonspacing_Mark=Mn Number=N Open_Punctuation=Ps Other=C Other_Letter=Lo Other_Number=No "
    "Other_Punctuation=Po Other_Symbol=So Paragraph_Separator=Zp Private_Use=Co Punctuation=P Separator=Z "
    "Space_Separator=Zs Spacing_Mark=Mc Surrogate=Cs Symbol=S Titlecase_Letter=Lt Unassigned=Cn Uppercase_Letter=Lu "
    "cntrl=Cc digit=Nd punct=P"
)
_SCRIPTS = (
    "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki "
    "Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee "
    "Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra "
    "Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati "
    "Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited "
    "Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi "
    "Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian "
    "Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui "
    "Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari "
    "Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic "
    "Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage "
    "Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan "
    "Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri "
    "Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan "
    "Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square"
)
#: Scripts that Go knows and RE2 may not know yet, by their ranges.
_NEW_SCRIPTS = {
    "Beria_Erfe": ((0x16EA0, 0x16EB8), (0x16EBB, 0x16ED3)),
    "Garay": ((0x10D40, 0x10D65), (0x10D69, 0x10D85), (0x10D8E, 0x10D8F)),
    "Gurung_Khema": ((0x16100, 0x16139),),
    "Kirat_Rai": ((0x16D40, 0x16D79),),
    "Ol_Onal": ((0x1E5D0, 0x1E5FA), (0x1E5FF, 0x1E5FF)),
    "Sidetic": ((0x10940, 0x10959),),
    "Sunuwar": ((0x11BC0, 0x11BE1), (0x11BF0, 0x11BF9)),
    "Tai_Yo": ((0x1E6C0, 0x1E6DE), (0x1E6E0, 0x1E6F5), (0x1E6FE, 0x1E6FF)),
    "Todhri": ((0x105C0, 0x105F3),),
    "Tolong_Siki": ((0x11DB0, 0x11DDB), (0x11DE0, 0x11DE9)),
    "Tulu_Tigalari": (
        (0x11380, 0x11389),
        (0x1138B, 0x1138B),
        (0x1138E, 0x1138E),
        (0x11390, 0x113B5),
        (0x113B7, 0x113C0),
        (0x113C2, 0x113C2),
        (0x113C5, 0x113C5),
        (0x113C7, 0x113CA),
        (0x113CC, 0x113D5),
        (0x113D7, 0x113D8),
        (0x113E1, 0x113E2),
    ),
}
_ASSIGNED = ("L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Co", "Cs")
_GRAPHIC = _ASSIGNED[:6]


#: A set without members that can stand inside brackets: no text that is searched holds a surrogate.
_NOTHING = "\\x{D800}"


def _canonical(name: str) -> str:
    """Return ``name`` with a capital first letter, the rest in lower case, without what Go ignores.

    Upstream: regexp/syntax parse.go canonicalName
    """
    kept = name.translate({ord(ignored): None for ignored in "_- "})
    lowered = "".join(c.lower() if c.isascii() else c for c in kept)
    return lowered[:1].upper() + lowered[1:] if lowered[:1].isascii() else lowered


@cache
def _unicode_names() -> dict[str, str]:
    """Return Go's name of each Unicode class by its canonical name; categories win over scripts."""
    names = {_canonical(name): name for name in (*_NEW_SCRIPTS, *_SCRIPTS.split())}
    names |= {_canonical(name): actual for name, actual in (pair.split("=") for pair in _CATEGORY_ALIASES.split())}
    names |= {_canonical(name): name for name in _CATEGORIES.split()}
    return names | {"Any": "Any", "Assigned": "Assigned", "Ascii": "ASCII"}


def unicode_set(name: str, *, positive: bool, folded: bool) -> str:
    """Return what stands inside brackets for the Unicode class ``name``; empty where Go knows none of that name.

    Upstream: regexp/syntax parse.go unicodeTable
    """
    known = _unicode_names().get(_canonical(name), "")
    if known == "Any":
        return "\\x{0}-\\x{10FFFF}" if positive else _NOTHING
    if known == "ASCII" and folded and not positive:
        # Under (?i) the long s and the Kelvin sign are equivalents of ASCII letters.
        return "\\x{80}-\\x{17E}\\x{180}-\\x{2129}\\x{212B}-\\x{10FFFF}"
    if known == "ASCII":
        return "[:ascii:]" if positive else "[:^ascii:]"
    if known in _NEW_SCRIPTS:
        ranges = _NEW_SCRIPTS[known]
        return _ranges(ranges if positive else _inverted(ranges))
    # RE2 lacks Cn and counts it in no category, and has no LC: unions of others, or what is left beside them.
    for special, union, members in (
        ("Assigned", True, _ASSIGNED),
        ("Cn", False, _ASSIGNED),
        ("C", False, _GRAPHIC),
        ("LC", True, ("Lu", "Ll", "Lt")),
    ):
        if known == special:
            return _union(members) if positive == union else _ranges(_outside(members))
    return known and f"\\{'p' if positive else 'P'}{{{known}}}"


def _union(categories: tuple[str, ...]) -> str:
    return "".join(f"\\p{{{category}}}" for category in categories)


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges)


def _inverted(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    lows = [0, *(high + 1 for _, high in ranges)]
    highs = [*(low - 1 for low, _ in ranges), 0x10FFFF]
    return tuple((low, high) for low, high in zip(lows, highs, strict=True) if low <= high)


@cache
def _outside(categories: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return the code points that are in none of ``categories``."""
    inside: list[tuple[int, int]] = []
    for code in range(0x110000):
        if unicodedata.category(chr(code)).startswith(categories):
            if inside and inside[-1][1] == code - 1:
                inside[-1] = (inside[-1][0], code)
            else:
                inside.append((code, code))
    return _inverted(tuple(inside))
