package job

import (
	"errors"
	"regexp"

	"qunli/kit/fault"
)

// Quoted parts, long digit runs, addresses and everything that is not plain ASCII are where an error text repeats what
// people typed.
var private = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”|\\S+@\\S+|\\d{5,}|[^\\x20-\\x7e]+")

// describe gives what is stored of a failure: at most 300 bytes, without anything that could name a person. The whole
// error goes to the log of the node that ran the job.
func describe(err error) string {
	text := err.Error()
	var f *fault.Error
	if errors.As(err, &f) {
		text = f.Code + ": " + f.En
	}
	text = private.ReplaceAllString(text, "*")
	return text[:min(len(text), 300)]
}
