// Command oracle answers rows of JSON, one a line, with what Go's text/template makes of them.
//
// A row is {"template", "name", "defs": [[name, text], ...], "data", "missingkey", "delims"}; an answer is {"output"} or
// {"error"}. In data an integer is an int64, another number a float64, and {"$kind": value} is a value of that kind.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/template"
	"time"
)

type row struct {
	Template   string          `json:"template"`
	Name       string          `json:"name"`
	Defs       [][2]string     `json:"defs"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingkey"`
	Delims     []string        `json:"delims"`
}

// Named is a map type with methods, as Helm's values are.
type Named map[string]any

func (n Named) Size() int                        { return len(n) }
func (n Named) Get(key string) any               { return n[key] }
func (n Named) Join(sep string, rest ...int) string { return fmt.Sprint(sep, len(n), rest) }

// Thing is a struct with fields and methods.
type Thing struct {
	Name   string
	Count  int
	Any    any
	Table  map[string]any
	Inner  *Thing
}

func (t *Thing) Greet(who string) string   { return "hello " + who + " from " + t.Name }
func (t *Thing) Nothing() any              { return nil }
func (t *Thing) Fails() (string, error)    { return "", errors.New("it fails") }
func (t *Thing) Sum(numbers ...int) int {
	total := 0
	for _, n := range numbers {
		total += n
	}
	return total
}

var functions = template.FuncMap{
	"fstr":     func(s string) string { return "<" + s + ">" },
	"fint":     func(i int) int { return i + 1 },
	"fint64":   func(i int64) int64 { return i + 1 },
	"ffloat":   func(f float64) float64 { return f * 2 },
	"fbool":    func(b bool) bool { return !b },
	"fmap":     func(m map[string]any) int { return len(m) },
	"flist":    func(l []any) int { return len(l) },
	"fstrings": func(l []string) string { return strings.Join(l, "+") },
	"fany":     func(v any) any { return v },
	"ftype":    func(v any) string { return fmt.Sprintf("%T", v) },
	"fva":      func(v ...any) int { return len(v) },
	"fvs":      func(v ...string) string { return strings.Join(v, "-") },
	"fis":      func(i int, s string) string { return fmt.Sprint(i, s) },
	"fisv":     func(i int, s ...string) string { return fmt.Sprint(i, s) },
	"fsa":      func(s string, v any) string { return fmt.Sprint(s, v) },
	"fnone":    func() string { return "none" },
	"fnil":     func() any { return nil },
	"ftable":   func() map[string]any { return map[string]any{"a": 1, "n": nil, "m": map[string]any{"x": "y"}} },
	"fanymap":  func() any { return map[string]any{"a": 1, "n": nil, "m": map[string]any{"x": "y"}} },
	"fsplit":   func(s string) []string { return strings.Split(s, ",") },
	"fparts":   func(s string) map[string]string { return map[string]string{"_0": s} },
	"ferr":     func(s string) (string, error) { return "", errors.New("bad " + s) },
	"fdur":     func(d time.Duration) string { return d.String() },
}

func value(data any) any {
	switch data := data.(type) {
	case json.Number:
		if !strings.ContainsAny(data.String(), ".eE") {
			n, err := data.Int64()
			if err == nil {
				return n
			}
		}
		f, err := data.Float64()
		if err != nil {
			panic(err)
		}
		return f
	case []any:
		list := make([]any, len(data))
		for i, v := range data {
			list[i] = value(v)
		}
		return list
	case map[string]any:
		table := map[string]any{}
		for k, v := range data {
			v = value(v)
			if strings.HasPrefix(k, "$") && len(data) == 1 {
				return special(k, v)
			}
			table[k] = v
		}
		return table
	}
	return data
}

func special(kind string, v any) any {
	number := func() int64 { return v.(int64) }
	switch kind {
	case "$int":
		return int(number())
	case "$int8":
		return int8(number())
	case "$uint":
		return uint(number())
	case "$uint8":
		return uint8(number())
	case "$uint64":
		return uint64(number())
	case "$float32":
		return float32(v.(float64))
	case "$complex":
		return complex(v.(float64), 1)
	case "$bytes":
		return []byte(v.(string))
	case "$strings":
		list := []string{}
		for _, s := range v.([]any) {
			list = append(list, s.(string))
		}
		return list
	case "$ints":
		list := []int{}
		for _, n := range v.([]any) {
			list = append(list, int(n.(int64)))
		}
		return list
	case "$lists":
		list := [][]any{}
		for _, n := range v.([]any) {
			list = append(list, n.([]any))
		}
		return list
	case "$smap":
		table := map[string]string{}
		for k, s := range v.(map[string]any) {
			table[k] = s.(string)
		}
		return table
	case "$anymap":
		table := map[any]any{}
		for _, pair := range v.([]any) {
			table[pair.([]any)[0]] = pair.([]any)[1]
		}
		return table
	case "$named":
		return Named(v.(map[string]any))
	case "$nilmap":
		return map[string]any(nil)
	case "$nillist":
		return []any(nil)
	case "$number":
		return json.Number(v.(string))
	case "$duration":
		return time.Duration(number())
	case "$func":
		return func(a int, rest ...string) string { return fmt.Sprint(a, rest) }
	case "$thing":
		name := v.(string)
		return &Thing{Name: name, Count: len(name), Table: map[string]any{"k": "v"}, Inner: &Thing{Name: "inner"}}
	}
	panic("unknown kind " + kind)
}

func answer(r row) (output string, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v", e)
		}
	}()
	decoder := json.NewDecoder(bytes.NewReader(r.Data))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		return "", err
	}
	root := template.New(r.Name).Funcs(functions)
	if len(r.Delims) == 2 {
		root.Delims(r.Delims[0], r.Delims[1])
	}
	if r.MissingKey != "" {
		root.Option("missingkey=" + r.MissingKey)
	}
	for _, def := range r.Defs {
		if _, err := root.New(def[0]).Parse(def[1]); err != nil {
			return "", err
		}
	}
	t, err := root.Parse(r.Template)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.Execute(&out, value(data))
	return out.String(), err
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var r row
			if err := json.Unmarshal(line, &r); err != nil {
				panic(err)
			}
			result := map[string]any{}
			text, failure := answer(r)
			if failure != nil {
				result["error"] = []byte(failure.Error())
			} else {
				result["output"] = []byte(text)
			}
			encoded, _ := json.Marshal(result)
			out.Write(encoded)
			out.WriteByte('\n')
		}
		if err != nil {
			return
		}
	}
}
