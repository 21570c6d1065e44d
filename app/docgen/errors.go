package docgen

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"qunli/kit/fault"
	"qunli/kit/serve"
)

// kinds names the kinds of faults as they are spelt in Go.
var kinds = map[string]fault.Kind{
	"Internal": fault.Internal, "Invalid": fault.Invalid, "Unauthenticated": fault.Unauthenticated, "Denied": fault.Denied,
	"Missing": fault.Missing, "Conflict": fault.Conflict, "Exhausted": fault.Exhausted, "Limited": fault.Limited,
	"Unavailable": fault.Unavailable,
}

const errorsHead = `# 错误代码 / Error codes

<!-- 由源代码生成，请勿手改；运行 make docs 更新。 Generated from the source; do not edit; make docs renews it. -->

每个错误都有不变的代码、中英文说明和 HTTP 状态。接口以 ` + "`application/problem+json`" + ` 回答，程序请按 ` + "`code`" + ` 判断，不要按文字。
说明里的 … 在运行时填入具体内容。

Every error has a code that never changes, a message in Chinese and English, and an HTTP status. The API answers
` + "`application/problem+json`" + `; switch on ` + "`code`" + `, not on the words. An … is filled in when it happens.
`

// Errors gives docs/errors.md for the source under root.
func Errors(root string) ([]byte, error) {
	faults, err := Faults(root)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(path.Dir(a.Place), path.Dir(b.Place)), cmp.Compare(a.Code, b.Code))
	})
	var b strings.Builder
	b.WriteString(errorsHead)
	room := ""
	for _, f := range faults {
		if f.Code == "" {
			continue
		}
		kind, known := kinds[f.Kind]
		if !known {
			return nil, fmt.Errorf("%s: %q is no kind of fault", f.Place, f.Kind)
		}
		if dir := path.Dir(f.Place); dir != room {
			room = dir
			fmt.Fprintf(&b, "\n## %s\n\n| code | HTTP | 中文 | English |\n|---|---|---|---|\n", room)
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", f.Code, serve.Status(kind), shown(f.Zh), shown(f.En))
	}
	return []byte(b.String()), nil
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z]`)

// shown spells a message for a table.
func shown(text string) string {
	text = strings.ReplaceAll(verb.ReplaceAllString(text, "…"), "%%", "%")
	return strings.ReplaceAll(strings.ReplaceAll(text, "|", "\\|"), "\n", " ")
}
