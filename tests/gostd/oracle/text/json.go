package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Head is what Helm reads of a rendered document.
type Head struct {
	Version  string `json:"apiVersion"`
	Kind     string `json:"kind,omitempty"`
	Metadata *struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata,omitempty"`
}

// marshalled returns JSON or an error.
func marshalled(text string, err error) string {
	if err != nil {
		return fmt.Sprintf("error: %v", err)
	}
	return outcome(text, nil)
}

// unmarshalled returns a value, or the error with what it left beside it if the text was JSON.
func unmarshalled(value any, err error) string {
	if _, isSyntax := err.(*json.SyntaxError); isSyntax {
		return fmt.Sprintf("error: %v", err)
	}
	return outcome(fmt.Sprintf("%#v", value), err)
}

// answerJSON answers the operations of encoding/json.
func answerJSON(operation string, args []json.RawMessage) string {
	switch operation {
	case "marshal":
		raw, err := json.Marshal(decodeValue(args[0]))
		return marshalled(string(raw), err)
	case "marshal_raw":
		var buffer bytes.Buffer
		encoder := json.NewEncoder(&buffer)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(decodeValue(args[0]))
		return marshalled(buffer.String(), err)
	case "marshal_indent":
		raw, err := json.MarshalIndent(decodeValue(args[0]), "", "  ")
		return marshalled(string(raw), err)
	case "unmarshal":
		var value any
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return unmarshalled(value, err)
	case "unmarshal_object":
		value := map[string]any{}
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return unmarshalled(value, err)
	case "unmarshal_list":
		value := []any{}
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return unmarshalled(value, err)
	case "unmarshal_head":
		var value any = new(Head)
		decoder := json.NewDecoder(strings.NewReader(decodeText(args[0])))
		return outcome("", decoder.Decode(&value))
	}
	panic("unknown operation " + operation)
}
