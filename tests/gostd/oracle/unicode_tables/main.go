// Command unicode_tables prints chartkit/gostd/unicode_tables.py: Go's character classes and case mappings.
//
// Run it with the Go release that docs/upstream.md names:
//
//	go run tests/gostd/oracle/unicode_tables/main.go > chartkit/gostd/unicode_tables.py
package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// bounds returns the code points at which membership changes, each as its distance from the one before.
func bounds(in func(rune) bool) []int {
	var out []int
	last, was := 0, false
	for r := rune(0); r <= unicode.MaxRune+1; r++ {
		if is := r <= unicode.MaxRune && in(r); is != was {
			out = append(out, int(r)-last)
			last, was = int(r), is
		}
	}
	return out
}

// runs returns what mapping changes, as runs of four numbers: distance of the first code point from the end of the run
// before, stride, count, and the difference that mapping adds.
func runs(mapping func(rune) rune) []int {
	var changed []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if mapping(r) != r {
			changed = append(changed, r)
		}
	}
	var out []int
	end := rune(0)
	for i := 0; i < len(changed); {
		first := changed[i]
		delta := mapping(first) - first
		stride, count := rune(1), 1
		if i+1 < len(changed) && changed[i+1]-first == 2 && mapping(changed[i+1])-changed[i+1] == delta {
			stride = 2
		}
		for i+count < len(changed) {
			next := changed[i+count]
			if next != first+rune(count)*stride || mapping(next)-next != delta {
				break
			}
			count++
		}
		out = append(out, int(first-end), int(stride), count, int(delta))
		end = first + rune(count-1)*stride
		i += count
	}
	return out
}

// table prints numbers in base 36 as one Python string constant.
func table(name, comment string, numbers []int) {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.FormatInt(int64(n), 36)
	}
	if whole := strings.Join(words, " "); len(whole) < 100 {
		fmt.Printf("\n#: %s\n%s = \"%s\"\n", comment, name, whole)
		return
	}
	fmt.Printf("\n#: %s\n%s = (\n", comment, name)
	line := ""
	flush := func(last bool) {
		end := " "
		if last {
			end = ""
		}
		fmt.Printf("    \"%s%s\"\n", line, end)
		line = ""
	}
	for _, word := range words {
		if len(line)+len(word)+1 > 110 {
			flush(false)
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	flush(true)
	fmt.Println(")")
}

// minimalFold returns the least code point that r equals when case is ignored.
func minimalFold(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}

func main() {
	fmt.Printf(`"""Go's character classes and case mappings (Unicode %s), as strings of numbers in base 36.

A class is the code points at which membership changes; a mapping is runs of four numbers: first code point, stride,
count, difference. Positions count from the one before. Written by tests/gostd/oracle/unicode_tables/main.go.

Upstream: unicode tables.go, graphic.go
"""

from __future__ import annotations

__all__ = %s
`, unicode.Version, `[
    "DIGIT",
    "FOLD",
    "LETTER",
    "LOWER",
    "NUMBER",
    "PRINT",
    "PUNCT",
    "TITLE",
    "TO_LOWER",
    "TO_TITLE",
    "TO_UPPER",
    "UPPER",
]`)
	table("DIGIT", "unicode.IsDigit", bounds(unicode.IsDigit))
	table("LETTER", "unicode.IsLetter", bounds(unicode.IsLetter))
	table("LOWER", "unicode.IsLower", bounds(unicode.IsLower))
	table("NUMBER", "unicode.IsNumber", bounds(unicode.IsNumber))
	table("PRINT", "unicode.IsPrint", bounds(unicode.IsPrint))
	table("PUNCT", "unicode.IsPunct", bounds(unicode.IsPunct))
	table("TITLE", "unicode.IsTitle", bounds(unicode.IsTitle))
	table("UPPER", "unicode.IsUpper", bounds(unicode.IsUpper))
	table("TO_LOWER", "unicode.ToLower", runs(unicode.ToLower))
	table("TO_TITLE", "unicode.ToTitle", runs(unicode.ToTitle))
	table("TO_UPPER", "unicode.ToUpper", runs(unicode.ToUpper))
	table("FOLD", "The least code point that unicode.SimpleFold reaches.", runs(minimalFold))
}
