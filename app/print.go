package app

import (
	"encoding/json"
	"io"
	"strconv"

	"qunli/kit/fault"
)

var errFile = fault.New(fault.Invalid, "file", "无法读写文件 %s；请检查文件夹是否存在、有没有权限、磁盘是否已满",
	"Cannot read or write file %s; check that its folder exists, the permissions and the space on the disk")

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// grouped writes a whole number with thousands separators.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
