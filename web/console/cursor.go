package console

import (
	"encoding/base64"
	"strconv"
	"strings"

	"qunli/kit/fault"
)

// cursorOf packs the place where a page ends; callers pass it back as it is.
func cursorOf(parts ...int64) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = strconv.FormatInt(p, 36)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(words, ".")))
}

// readCursor unpacks n parts; nil for "".
func readCursor(cursor string, n int) ([]int64, error) {
	if cursor == "" {
		return nil, nil
	}
	bad := fault.InvalidField("after", cursor, "不是上一页给出的游标", "is not the cursor of a page before")
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	words := strings.Split(string(text), ".")
	if err != nil || len(words) != n {
		return nil, bad
	}
	out := make([]int64, n)
	for i, w := range words {
		if out[i], err = strconv.ParseInt(w, 36, 64); err != nil {
			return nil, bad
		}
	}
	return out, nil
}

// pageAfter gives the cursor behind the last of items, "" when the page is not full.
func pageAfter[T any](items []T, limit int, last func(T) string) string {
	if limit <= 0 {
		limit = defaultPage
	}
	if len(items) < limit {
		return ""
	}
	return last(items[len(items)-1])
}

// defaultPage is the size of a page when nobody asks for another.
const defaultPage = 50
