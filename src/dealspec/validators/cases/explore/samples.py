"""Makes texts that a pattern matches, by the random choices it is given. Reads only patterns that passed the check."""

from __future__ import annotations

from random import Random

_CLASSES = {"d": "0123456789", "w": "abcz09_", "s": " ", "D": "ab-", "W": "-.", "S": "ab1"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_ANY = "ab1-"
_ALL = [chr(code) for code in range(33, 127)]
_MOST_MORE = 2
"""How many repetitions beyond the least."""


def sample(pattern: str, random: Random) -> str:
    """A text that the pattern matches as a whole."""
    return _Sampler(pattern, random).alternatives()


class _Sampler:
    """Walks the pattern once, writing as it goes; of several ways it takes one."""

    def __init__(self, pattern: str, random: Random) -> None:
        self.pattern, self.random, self.at = pattern, random, 0

    def alternatives(self) -> str:
        found = [self.sequence()]
        while self.next("|"):
            found.append(self.sequence())
        return self.random.choice(found)

    def sequence(self) -> str:
        text = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            start = self.at
            once = self.atom()
            end = self.at
            count = self.count()
            text += once if count else ""
            rest = self.at
            for _ in range(count - 1):
                self.at = start
                text += self.atom()
                assert self.at == end
            self.at = rest
        return text

    def atom(self) -> str:
        character = self.pattern[self.at]
        self.at += 1
        match character:
            case "(":
                self.next("?:")
                found = self.alternatives()
                self.next(")")
                return found
            case "[":
                return self.random.choice(self.members())
            case ".":
                return self.random.choice(_ANY)
            case "\\":
                return self.random.choice(self.escaped())
            case "^" | "$":
                return ""
        return character

    def members(self) -> list[str]:
        negated = self.next("^")
        found: list[str] = []
        while not found or not self.next("]"):
            first = self.member()
            if len(first) == 1 and self.pattern.startswith("-", self.at) and self.pattern[self.at + 1] != "]":
                self.at += 1
                last = self.member()
                found += [chr(code) for code in range(ord(first[0]), ord(last[0]) + 1)]
            else:
                found += first
        return [one for one in _ALL if one not in found] if negated else found

    def member(self) -> list[str]:
        if self.next("\\"):
            return list(self.escaped())
        self.at += 1
        return [self.pattern[self.at - 1]]

    def escaped(self) -> str:
        character = self.pattern[self.at]
        self.at += 1
        return _CLASSES.get(character) or _ESCAPES.get(character, character)

    def count(self) -> int:
        low, high = 1, 1
        if self.next("*"):
            low, high = 0, _MOST_MORE
        elif self.next("+"):
            low, high = 1, 1 + _MOST_MORE
        elif self.next("?"):
            low, high = 0, 1
        elif self.next("{"):
            inside, _, rest = self.pattern[self.at :].partition("}")
            least, _, most = inside.partition(",")
            low = int(least)
            high = int(most or least) if "," not in inside or most else low + _MOST_MORE
            self.at = len(self.pattern) - len(rest)
        if (low, high) != (1, 1):
            self.next("?")
        return self.random.randint(low, high)

    def next(self, expected: str) -> bool:
        if not self.pattern.startswith(expected, self.at):
            return False
        self.at += len(expected)
        return True
