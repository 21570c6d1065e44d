package app

import (
	"encoding/json"
	"os"
	"path/filepath"

	"qunli/kit/clock"
)

// The memos that commands leave beside the data, for doctor.
const (
	checkMemo  = "last-check.json"
	backupMemo = "last-backup.json"
)

// memo is when something was done last, and how many differences a check found.
type memo struct {
	At    int64 `json:"at"` // unix ms
	Found int64 `json:"found"`
}

// remember leaves a memo. It is a convenience: a folder that cannot be written fails no command.
func (c Config) remember(name string, found int64) {
	path := c.beside(name)
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	text, err := json.Marshal(memo{clock.System{}.Now().UnixMilli(), found})
	if err == nil {
		_ = os.WriteFile(path, text, 0o600)
	}
}

// recall reads a memo; ok is false when there is none.
func (c Config) recall(name string) (m memo, ok bool) {
	text, err := os.ReadFile(c.beside(name))
	return m, err == nil && json.Unmarshal(text, &m) == nil && m.At > 0
}
