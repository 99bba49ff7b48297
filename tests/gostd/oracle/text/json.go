package main

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// answerJSON answers the operations of encoding/json.
func answerJSON(operation string, args []json.RawMessage) string {
	switch operation {
	case "marshal":
		raw, err := json.Marshal(decodeValue(args[0]))
		return outcome(string(raw), err)
	case "marshal_raw":
		var buffer bytes.Buffer
		encoder := json.NewEncoder(&buffer)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(decodeValue(args[0]))
		return outcome(buffer.String(), err)
	case "marshal_indent":
		raw, err := json.MarshalIndent(decodeValue(args[0]), "", "  ")
		return outcome(string(raw), err)
	case "unmarshal":
		var value any
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return outcome(fmt.Sprintf("%#v", value), err)
	case "unmarshal_object":
		value := map[string]any{}
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return outcome(fmt.Sprintf("%#v", value), err)
	case "unmarshal_list":
		value := []any{}
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		return outcome(fmt.Sprintf("%#v", value), err)
	case "unmarshal_head":
		var value Head
		err := json.Unmarshal([]byte(decodeText(args[0])), &value)
		if value.Metadata == nil {
			return outcome(fmt.Sprintf("%#v %#v <nil>", value.Version, value.Kind), err)
		}
		return outcome(fmt.Sprintf("%#v %#v %#v", value.Version, value.Kind, *value.Metadata), err)
	}
	panic("unknown operation " + operation)
}
