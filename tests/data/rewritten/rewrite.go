// Reads a JSON list of event bodies in base64 and writes, for each, the list of its bodies as Go writes them again.
package main

import (
	"bytes"
	"encoding/json"
	"os"
)

func written(body []byte) [][]byte {
	var event any
	if err := json.Unmarshal(body, &event); err != nil {
		panic(err)
	}
	marshalled, _ := json.Marshal(event)
	var compact, plain bytes.Buffer
	json.Compact(&compact, body)
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	encoder.Encode(event)
	raw, _ := json.Marshal(json.RawMessage(body))
	return [][]byte{marshalled, compact.Bytes(), plain.Bytes(), raw}
}

func main() {
	var bodies [][]byte
	if err := json.NewDecoder(os.Stdin).Decode(&bodies); err != nil {
		panic(err)
	}
	all := [][][]byte{}
	for _, body := range bodies {
		all = append(all, written(body))
	}
	json.NewEncoder(os.Stdout).Encode(all)
}
