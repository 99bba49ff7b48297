"""All template functions by name: which module has which, found when a template first calls one.

A family is a module of this room. It has ``FUNCTIONS``, a table of functions that depend on their arguments alone, or
``functions(environment, behaviour)``, which makes those that do not, or both. Most charts call a dozen functions of
three families, and the others (cryptography, dates, regular expressions) are costly to import; therefore the names
are listed here, and a family is imported when the first of its functions is called for.

Upstream: sprig functions.go, helm pkg/engine/funcs.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module

from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .environment import Environment

__all__ = ["Functions", "helm_functions"]

#: The names of each family. Helm has all of sprig's but ``env`` and ``expandenv``, which would show a template the
#: machine, and replaces some of them by its own.
_FAMILIES = {
    "crypto": """
        sha1sum sha256sum sha512sum adler32sum bcrypt htpasswd derivePassword encryptAES decryptAES randBytes uuidv4
        """,
    "dates": """
        now date dateInZone date_in_zone htmlDate htmlDateInZone toDate mustToDate dateModify date_modify
        mustDateModify must_date_modify unixEpoch ago duration durationRound
        mustToDuration durationSeconds durationMilliseconds durationMicroseconds durationNanoseconds durationMinutes
        durationHours durationDays durationWeeks durationRoundTo durationTruncateTo
        """,
    "defaults": "default empty coalesce all any ternary",
    "dicts": """
        dict get set unset hasKey pluck keys values pick omit dig merge mergeOverwrite mustMerge mustMergeOverwrite
        deepCopy mustDeepCopy
        """,
    "encoding": "b64enc b64dec b32enc b32dec",
    "json": """
        fromJson fromJsonArray mustFromJson toJson mustToJson toPrettyJson mustToPrettyJson toRawJson mustToRawJson
        """,
    "keys": """
        genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert
        genSignedCertWithKey buildCustomCert
        """,
    "late_bound": "include tpl required fail lookup",
    "letter_case": "upper lower title untitle swapcase camelcase snakecase kebabcase",
    "lists": """
        list tuple first last rest initial append push prepend concat reverse uniq compact without has chunk slice
        mustFirst mustLast mustRest mustInitial mustAppend mustPush mustPrepend mustReverse mustUniq mustCompact
        mustWithout mustHas mustChunk mustSlice sortAlpha
        """,
    "network": "getHostByName",
    "numeric": """
        int int64 float64 atoi toDecimal add add1 sub mul div mod max biggest min addf add1f subf mulf divf maxf minf
        ceil floor round until untilStep seq randInt
        """,
    "paths": "base dir clean ext isAbs osBase osDir osClean osExt osIsAbs",
    "reflect": "typeOf typeIs typeIsLike kindOf kindIs deepEqual",
    "regex": """
        regexMatch regexFind regexFindAll regexReplaceAll regexReplaceAllLiteral regexSplit regexQuoteMeta
        mustRegexMatch mustRegexFind mustRegexFindAll mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit
        """,
    "semver": "semver semverCompare",
    "strings": """
        hello trim trimAll trimall trimSuffix trimPrefix nospace initials shuffle repeat substr trunc abbrev abbrevboth
        wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent nindent replace plural toString toStrings
        join splitList split splitn randAlpha randAlphaNum randAscii randNumeric
        """,
    "toml": "toToml mustToToml fromToml",
    "url": "urlParse urlJoin",
    "yaml": "toYaml mustToYaml toYamlPretty fromYaml fromYamlArray",
}

Function = Callable[..., object]


class Functions(Mapping[str, Function]):
    """Functions by name; the module of a function is imported when the function is first asked for.

    Checking whether a name exists costs a look-up in a dict, whatever the family.
    """

    __slots__ = ("_behaviour", "_environment", "_families", "_found", "_homes")

    def __init__(self, homes: Mapping[str, str], environment: Environment, behaviour: HelmBehaviour) -> None:
        self._homes = homes
        self._environment = environment
        self._behaviour = behaviour
        self._found: dict[str, Function] = {}
        self._families: dict[str, Mapping[str, Function]] = {}

    def __getitem__(self, name: str) -> Function:
        found = self._found.get(name)
        if found is None:
            home = self._homes[name]
            family = self._families.get(home)
            if family is None:
                family = self._families[home] = self._load(home)
            found = self._found[name] = family[name]
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._homes

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)

    def _load(self, home: str) -> Mapping[str, Function]:
        module = import_module(f".{home}", __package__)
        family: dict[str, Function] = dict(getattr(module, "FUNCTIONS", {}))
        if hasattr(module, "functions"):
            family |= module.functions(self._environment, self._behaviour)
        return family


def helm_functions(environment: Environment, behaviour: HelmBehaviour = HELM_4_3) -> Functions:
    """Return the functions that a chart's templates have beside Go's own.

    For linting, ``late_bound.lint_functions`` take the place of some.

    Upstream: helm pkg/engine/funcs.go funcMap
    """
    return Functions(_homes(behaviour), environment, behaviour)


@cache
def _homes(behaviour: HelmBehaviour) -> dict[str, str]:
    homes = {name: home for home, names in _FAMILIES.items() for name in names.split()}
    foreign = HELM_4_3.own_functions - behaviour.own_functions
    own = {} if behaviour.comparison_names_types else dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), "comparison")
    return {name: home for name, home in homes.items() if name not in foreign} | own
