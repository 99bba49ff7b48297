// Command world answers what Go's regexp, time, path, path/filepath, net/url, net/netip and encoding/pem return.
//
// It reads one JSON array of base64 texts a line, [operation, argument, ...], and writes one base64 text a line.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func number(text string) int64 {
	return must(strconv.ParseInt(text, 10, 64))
}

func outcome[T any](value T, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprint(value)
}

func list(texts []string) string {
	if texts == nil {
		return "nil"
	}
	return fmt.Sprintf("%q", texts)
}

func expression(operation string, arguments []string) string {
	compiled, err := regexp.Compile(arguments[0])
	if err != nil {
		return "error: " + err.Error()
	}
	text := arguments[1]
	switch operation {
	case "regexp match":
		return fmt.Sprint(compiled.MatchString(text))
	case "regexp find":
		return compiled.FindString(text)
	case "regexp find all":
		return list(compiled.FindAllString(text, int(number(arguments[2]))))
	case "regexp split":
		return list(compiled.Split(text, int(number(arguments[2]))))
	case "regexp replace":
		return compiled.ReplaceAllString(text, arguments[2])
	}
	return compiled.ReplaceAllLiteralString(text, arguments[2])
}

const whole = "2006-01-02T15:04:05.999999999 -0700 MST"

func moment(operation string, arguments []string) string {
	switch operation {
	case "time parse duration":
		found, err := time.ParseDuration(arguments[0])
		return outcome(int64(found), err)
	case "time duration":
		found := time.Duration(number(arguments[0]))
		unit := time.Duration(number(arguments[1]))
		return fmt.Sprintln(found, found.Hours(), found.Minutes(), found.Seconds(), int64(found.Round(unit)), int64(found.Truncate(unit)))
	}
	place, err := time.LoadLocation(arguments[0])
	if err != nil {
		return "error: " + err.Error()
	}
	if operation == "time parse" {
		found, err := time.ParseInLocation(arguments[1], arguments[2], place)
		return outcome(fmt.Sprintf("%s %d", found.Format(whole), found.Unix()), err)
	}
	at := time.Unix(number(arguments[1]), number(arguments[2])).In(place)
	switch operation {
	case "time format":
		return at.Format(arguments[3])
	case "time fields":
		year, week := at.ISOWeek()
		text, err := at.MarshalText()
		return fmt.Sprintln(at, at.Weekday(), at.YearDay(), year, week, at.IsDST(), outcome(string(text), err))
	}
	step := time.Duration(number(arguments[3]))
	days := int(number(arguments[4]))
	return fmt.Sprintln(at.Add(step), at.Round(step), at.Truncate(step), at.AddDate(days/400, days/30, days), int64(at.Sub(time.Unix(0, 0))))
}

func address(operation string, arguments []string) string {
	switch operation {
	case "url query escape":
		return url.QueryEscape(arguments[0])
	case "url path escape":
		return url.PathEscape(arguments[0])
	case "url query unescape":
		return outcome(url.QueryUnescape(arguments[0]))
	case "url path unescape":
		return outcome(url.PathUnescape(arguments[0]))
	case "netip parse":
		found, err := netip.ParseAddr(arguments[0])
		return outcome(hex.EncodeToString(found.AsSlice())+"%"+found.Zone(), err)
	}
	found, err := url.Parse(arguments[0])
	if err != nil {
		return "error: " + err.Error()
	}
	if operation == "url resolve" {
		reference, err := url.Parse(arguments[1])
		if err != nil {
			return "error: " + err.Error()
		}
		return found.ResolveReference(reference).String()
	}
	parts := []string{found.Scheme, found.Opaque, found.User.String(), found.Host, found.Hostname(), found.Path, found.RawPath, found.RawQuery, found.Fragment, found.String()}
	return list(parts)
}

func answer(operation string, arguments []string) string {
	switch operation {
	case "regexp quote":
		return regexp.QuoteMeta(arguments[0])
	case "path":
		name := arguments[0]
		return list([]string{path.Clean(name), path.Base(name), path.Dir(name), path.Ext(name), path.Join("a", name), fmt.Sprint(path.IsAbs(name))})
	case "path match":
		found, err := filepath.Match(arguments[0], arguments[1])
		return outcome(found, err)
	case "pem":
		block, _ := pem.Decode([]byte(arguments[0]))
		if block == nil {
			return "nil"
		}
		return block.Type + " " + hex.EncodeToString(block.Bytes)
	}
	switch operation[:4] {
	case "rege":
		return expression(operation, arguments)
	case "time":
		return moment(operation, arguments)
	}
	return address(operation, arguments)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var question []string
		if err := json.Unmarshal(lines.Bytes(), &question); err != nil {
			panic(err)
		}
		for index := range question {
			question[index] = string(must(base64.StdEncoding.DecodeString(question[index])))
		}
		text := answer(question[0], question[1:])
		fmt.Fprintln(out, base64.StdEncoding.EncodeToString([]byte(text)))
	}
}
