"""XPath's regular expressions in RE2's words: character classes, their subtraction, blocks, escapes."""

from __future__ import annotations

import re

from engine.expressions.budget import Failure

_NAME_START = r"A-Z_a-z:\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{2ff}\x{370}-\x{37d}\x{37f}-\x{1fff}"
_NAME_START += r"\x{200c}-\x{200d}\x{2070}-\x{218f}\x{2c00}-\x{2fef}\x{3001}-\x{d7ff}"
_NAME_START += r"\x{f900}-\x{fdcf}\x{fdf0}-\x{fffd}\x{10000}-\x{effff}"
_NAME_MORE = r"\-.0-9\x{b7}\x{300}-\x{36f}\x{203f}-\x{2040}"
_WORD = r"\pL\pM\pN\pS"
# What each multi-character escape means inside a class; a capital letter means its complement.
_SETS = {
    "d": r"\p{Nd}",
    "s": r"\t\n\r ",
    "w": _WORD,
    "i": _NAME_START,
    "c": _NAME_START + _NAME_MORE,
}
_BLOCKS = {
    "IsBasicLatin": r"\x{0}-\x{7f}",
    "IsLatin-1Supplement": r"\x{80}-\x{ff}",
    "IsLatinExtended-A": r"\x{100}-\x{17f}",
    "IsLatinExtended-B": r"\x{180}-\x{24f}",
    "IsGreek": r"\x{370}-\x{3ff}",
    "IsGreekandCoptic": r"\x{370}-\x{3ff}",
    "IsCyrillic": r"\x{400}-\x{4ff}",
    "IsHebrew": r"\x{590}-\x{5ff}",
    "IsArabic": r"\x{600}-\x{6ff}",
    "IsGeneralPunctuation": r"\x{2000}-\x{206f}",
    "IsCJKSymbolsandPunctuation": r"\x{3000}-\x{303f}",
    "IsHiragana": r"\x{3040}-\x{309f}",
    "IsKatakana": r"\x{30a0}-\x{30ff}",
    "IsCJKUnifiedIdeographs": r"\x{4e00}-\x{9fff}",
    "IsHangulSyllables": r"\x{ac00}-\x{d7af}",
}
_PROPERTY = re.compile(r"\\([pP])\{([^}]*)\}")
_BLANK = re.compile(r"[ \t\n\r]")


def translated(pattern: str, *, spaced: bool, dot_all: bool) -> str:
    """A pattern for RE2. Unless `spaced`, blanks outside classes only lay it out."""
    return _Translation(pattern, spaced=spaced, dot_all=dot_all).run()


class _Translation:
    """One walk through a pattern."""

    def __init__(self, pattern: str, *, spaced: bool, dot_all: bool) -> None:
        self.pattern = pattern if spaced else _without_blanks(pattern)
        self.dot_all = dot_all
        self.index = 0

    def run(self) -> str:
        out = []
        while self.index < len(self.pattern):
            out.append(self._piece())
        return "".join(out)

    def _piece(self) -> str:
        character = self.pattern[self.index]
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        self.index += 1
        if character == "." and not self.dot_all:
            return r"[^\n\r]"
        if character == "(":
            return self._group()
        return character

    def _group(self) -> str:
        if self.pattern.startswith("?", self.index) and not self.pattern.startswith(
            "?:", self.index
        ):
            raise Failure("bad-pattern", pattern=self.pattern[:200])
        return "("

    def _escape(self) -> str:
        inside, negated = self._escaped_set()
        if len(inside) <= 2 and not negated:
            return inside
        return f"[{'^' if negated else ''}{inside}]"

    def _escaped_set(self) -> tuple[str, bool]:
        """An escape as what stands in a class, and whether its complement is meant."""
        found = _PROPERTY.match(self.pattern, self.index)
        if found:
            self.index = found.end()
            return self._property(found[2]), found[1] == "P"
        letter = self.pattern[self.index + 1 : self.index + 2]
        self.index += 2
        if letter.lower() in _SETS and letter:
            return _SETS[letter.lower()], letter.isupper()
        if letter in "nrt\\|.?*+(){}$-[]^" and letter:
            return "\\" + letter, False
        # Back-references are beyond any engine that answers in linear time.
        raise Failure("bad-pattern", pattern=self.pattern[:200])

    def _property(self, name: str) -> str:
        if name in _BLOCKS:
            return _BLOCKS[name]
        if not re.fullmatch(r"[A-Z][a-z]?", name):
            raise Failure("bad-pattern", pattern=self.pattern[:200])
        return rf"\p{{{name}}}"

    def _class(self) -> str:
        """[...] with XPath's subtraction; RE2 has none, so the difference is spelt out."""
        included, excluded, negated = self._class_parts()
        if not excluded:
            return f"[{'^' if negated else ''}{included}]"
        spans = _spans(included, negated)
        for part, part_negated in excluded:
            spans = _difference(spans, _spans(part, part_negated))
        if not spans:
            return r"[^\x{0}-\x{10ffff}]"
        return "[" + "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in spans) + "]"

    def _class_parts(self) -> tuple[str, list[tuple[str, bool]], bool]:
        self.index += 1
        negated = self.pattern.startswith("^", self.index)
        self.index += negated
        inside: list[str] = []
        excluded: list[tuple[str, bool]] = []
        while not self.pattern.startswith("]", self.index):
            if self.index >= len(self.pattern):
                raise Failure("bad-pattern", pattern=self.pattern[:200])
            if self.pattern.startswith("-[", self.index):
                self.index += 1
                part, deeper, part_negated = self._class_parts()
                if deeper:
                    raise Failure("bad-pattern", pattern=self.pattern[:200])
                excluded.append((part, part_negated))
                continue
            inside.append(self._class_member())
        self.index += 1
        if not inside:
            raise Failure("bad-pattern", pattern=self.pattern[:200])
        return "".join(inside), excluded, negated

    def _class_member(self) -> str:
        character = self.pattern[self.index]
        if character == "\\":
            inside, complement = self._escaped_set()
            if not complement:
                return inside
            return _complement(inside)
        self.index += 1
        if character == "[":
            raise Failure("bad-pattern", pattern=self.pattern[:200])
        if character == "-" and not self._is_between():
            return r"\-"
        return character

    def _is_between(self) -> bool:
        """Whether the hyphen just passed makes a span of its neighbours."""
        before, after = self.pattern[self.index - 2], self.pattern[self.index : self.index + 1]
        return before not in "[^" and after not in ("]", "") and not after.startswith("-[")


def _complement(inside: str) -> str:
    simple = {r"\p{Nd}": r"\P{Nd}", r"\t\n\r ": r"\x{0}-\x{8}\x{b}\x{c}\x{e}-\x{1f}\x{21}-\x{10ffff}"}
    if inside in simple:
        return simple[inside]
    if re.fullmatch(r"\\p\{\w+\}", inside):
        return r"\P" + inside[2:]
    if inside == _WORD:
        return r"\pC\pP\pZ"
    return "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in _spans(inside, True))


def _without_blanks(pattern: str) -> str:
    """What flag x leaves of a pattern: blanks count only inside a class."""
    kept, depth, index = [], 0, 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\" and not _BLANK.match(pattern, index + 1):
            kept.append(pattern[index : index + 2])
            index += 2
            continue
        depth += (character == "[") - (character == "]" and depth > 0)
        if depth or not _BLANK.match(character):
            kept.append(character)
        index += 1
    return "".join(kept)


_ATOM = re.compile(r"\\x\{([0-9a-f]+)\}|\\([nrt])|\\([^pPx])|([^\\])", re.DOTALL)
_CONTROL = {"n": 10, "r": 13, "t": 9}
_Spans = list[tuple[int, int]]


def _spans(inside: str, negated: bool) -> _Spans:
    """A class of plain characters as spans of code points; sets by property cannot be."""
    codes: list[int | None] = []
    end = 0
    while end < len(inside):
        atom = _ATOM.match(inside, end)
        if atom is None:
            raise Failure("bad-pattern", pattern=inside[:200])
        codes.append(_code(atom))
        end = atom.end()
    found = _merged(_paired(codes))
    return _difference([(0, 0x10FFFF)], found) if negated else found


def _code(atom: re.Match[str]) -> int | None:
    if atom[1]:
        return int(atom[1], 16)
    if atom[2]:
        return _CONTROL[atom[2]]
    return None if atom[4] == "-" else ord(atom[3] or atom[4])


def _paired(codes: list[int | None]) -> _Spans:
    spans: _Spans = []
    index = 0
    while index < len(codes):
        low, is_span = codes[index], codes[index + 1 : index + 2] == [None]
        high = next(iter(codes[index + 2 : index + 3]), None) if is_span else low
        if low is None or high is None or high < low:
            raise Failure("bad-pattern")
        index += 3 if is_span else 1
        spans.append((low, high))
    return spans


def _merged(spans: _Spans) -> _Spans:
    merged: _Spans = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _difference(spans: _Spans, without: _Spans) -> _Spans:
    left = spans
    for low, high in without:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, low - 1)), (max(start, high + 1), end))
            if piece[0] <= piece[1]
        ]
    return left
