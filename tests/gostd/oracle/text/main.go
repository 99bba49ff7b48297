// Command text answers what Go's fmt, strconv, strings, encoding/json and text/template functions return.
//
// It reads one JSON array a line, [operation, argument, ...], and writes one JSON string a line. Texts travel as
// base64, because they need not be UTF-8; values travel as [kind, content].
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode"
)

// Point is printed by its fields.
type Point struct {
	X    int            `json:"x"`
	Name string         `json:"name,omitempty"`
	Any  any            `json:"any"`
	Tags []string       `json:"tags,omitempty"`
	More map[string]any `json:"more,omitempty"`
	Next *Point         `json:"-"`
}

// Speaker is printed by its method.
type Speaker struct{ Word string }

// String returns the word.
func (s Speaker) String() string { return s.Word }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func decodeText(raw json.RawMessage) string {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		panic(err)
	}
	return string(must(base64.StdEncoding.DecodeString(text)))
}

func decodeList(raw json.RawMessage) (out []json.RawMessage) {
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return out
}

func decodeNumber(raw json.RawMessage) int64 {
	return must(strconv.ParseInt(string(raw), 10, 64))
}

func decodeFloat(raw json.RawMessage) float64 {
	return math.Float64frombits(must(strconv.ParseUint(string(raw), 10, 64)))
}

func decodeValues(raw json.RawMessage) []any {
	out := []any{}
	for _, item := range decodeList(raw) {
		out = append(out, decodeValue(item))
	}
	return out
}

func decodePoint(raw json.RawMessage) Point {
	parts := decodeList(raw)
	tags, _ := decodeValue(parts[3]).([]string)
	more, _ := decodeValue(parts[4]).(map[string]any)
	return Point{int(decodeNumber(parts[0])), decodeText(parts[1]), decodeValue(parts[2]), tags, more, nil}
}

func decodeValue(raw json.RawMessage) any {
	pair := decodeList(raw)
	var kind string
	if err := json.Unmarshal(pair[0], &kind); err != nil {
		panic(err)
	}
	content := pair[1]
	switch kind {
	case "nil":
		return nil
	case "bool":
		return string(content) == "true"
	case "int":
		return int(decodeNumber(content))
	case "int8":
		return int8(decodeNumber(content))
	case "int16":
		return int16(decodeNumber(content))
	case "int32":
		return int32(decodeNumber(content))
	case "int64":
		return decodeNumber(content)
	case "uint":
		return uint(must(strconv.ParseUint(string(content), 10, 64)))
	case "uint8":
		return uint8(decodeNumber(content))
	case "uint16":
		return uint16(decodeNumber(content))
	case "uint32":
		return uint32(decodeNumber(content))
	case "uint64":
		return must(strconv.ParseUint(string(content), 10, 64))
	case "duration":
		return time.Duration(decodeNumber(content))
	case "float64":
		return decodeFloat(content)
	case "float32":
		return float32(decodeFloat(content))
	case "complex128":
		parts := decodeList(content)
		return complex(decodeFloat(parts[0]), decodeFloat(parts[1]))
	case "string":
		return decodeText(content)
	case "number":
		return json.Number(decodeText(content))
	case "bytes":
		return []byte(decodeText(content))
	case "list":
		return decodeValues(content)
	case "nil list":
		return []any(nil)
	case "strings":
		out := []string{}
		for _, item := range decodeValues(content) {
			out = append(out, item.(string))
		}
		return out
	case "nil strings":
		return []string(nil)
	case "ints":
		out := []int{}
		for _, item := range decodeValues(content) {
			out = append(out, item.(int))
		}
		return out
	case "lists":
		out := [][]any{}
		for _, item := range decodeValues(content) {
			list, _ := item.([]any)
			out = append(out, list)
		}
		return out
	case "maps":
		out := []map[string]any{}
		for _, item := range decodeValues(content) {
			table, _ := item.(map[string]any)
			out = append(out, table)
		}
		return out
	case "map", "string map", "any map":
		table, texts, keyed := map[string]any{}, map[string]string{}, map[any]any{}
		for _, entry := range decodeList(content) {
			parts := decodeList(entry)
			key, value := decodeValue(parts[0]), decodeValue(parts[1])
			switch kind {
			case "map":
				table[key.(string)] = value
			case "string map":
				texts[key.(string)] = value.(string)
			default:
				keyed[key] = value
			}
		}
		return map[string]any{"map": table, "string map": texts, "any map": keyed}[kind]
	case "nil map":
		return map[string]any(nil)
	case "point":
		return decodePoint(content)
	case "point pointer":
		point := decodePoint(content)
		return &point
	case "nil point pointer":
		return (*Point)(nil)
	case "speaker":
		return Speaker{decodeText(content)}
	}
	panic("unknown kind " + kind)
}

// outcome returns a result, or the error's text after "error: ", with the value that came beside it.
func outcome(value any, err error) string {
	if err != nil {
		return fmt.Sprintf("error: %v | %v", err, value)
	}
	return fmt.Sprintf("ok: %v", value)
}

func answer(operation string, args []json.RawMessage) string {
	switch operation {
	case "sprintf":
		return fmt.Sprintf(decodeText(args[0]), decodeValues(args[1])...)
	case "sprint":
		return fmt.Sprint(decodeValues(args[0])...)
	case "sprintln":
		return fmt.Sprintln(decodeValues(args[0])...)
	case "quote":
		return strconv.Quote(decodeText(args[0]))
	case "quote_to_ascii":
		return strconv.QuoteToASCII(decodeText(args[0]))
	case "quote_rune":
		return strconv.QuoteRune(rune(decodeNumber(args[0])))
	case "quote_rune_to_ascii":
		return strconv.QuoteRuneToASCII(rune(decodeNumber(args[0])))
	case "can_backquote":
		return fmt.Sprint(strconv.CanBackquote(decodeText(args[0])))
	case "unquote":
		return outcome(strconv.Unquote(decodeText(args[0])))
	case "atoi":
		return outcome(strconv.Atoi(decodeText(args[0])))
	case "parse_int":
		return outcome(strconv.ParseInt(decodeText(args[0]), int(decodeNumber(args[1])), int(decodeNumber(args[2]))))
	case "parse_uint":
		return outcome(strconv.ParseUint(decodeText(args[0]), int(decodeNumber(args[1])), int(decodeNumber(args[2]))))
	case "parse_float":
		value, err := strconv.ParseFloat(decodeText(args[0]), 64)
		return outcome(strconv.FormatFloat(value, 'x', -1, 64), err)
	case "parse_bool":
		return outcome(strconv.ParseBool(decodeText(args[0])))
	case "format_float":
		verb := decodeText(args[1])[0]
		return strconv.FormatFloat(decodeFloat(args[0]), verb, int(decodeNumber(args[2])), int(decodeNumber(args[3])))
	case "to_upper":
		return strings.ToUpper(decodeText(args[0]))
	case "to_lower":
		return strings.ToLower(decodeText(args[0]))
	case "title":
		return strings.Title(decodeText(args[0]))
	case "trim_space":
		return strings.TrimSpace(decodeText(args[0]))
	case "equal_fold":
		return fmt.Sprint(strings.EqualFold(decodeText(args[0]), decodeText(args[1])))
	case "runes":
		return fmt.Sprint([]rune(decodeText(args[0])))
	case "classes":
		r := rune(decodeNumber(args[0]))
		return fmt.Sprint(unicode.IsDigit(r), unicode.IsLetter(r), unicode.IsLower(r),
			unicode.IsNumber(r), unicode.IsPrint(r), unicode.IsPunct(r), unicode.IsSpace(r),
			unicode.IsTitle(r), unicode.IsUpper(r))
	case "html":
		return template.HTMLEscapeString(decodeText(args[0]))
	case "js":
		return template.JSEscapeString(decodeText(args[0]))
	}
	return answerJSON(operation, args)
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			row := decodeList(line)
			var operation string
			if err := json.Unmarshal(row[0], &operation); err != nil {
				panic(err)
			}
			fmt.Fprintf(out, "%s\n", base64.StdEncoding.EncodeToString([]byte(answer(operation, row[1:]))))
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}
