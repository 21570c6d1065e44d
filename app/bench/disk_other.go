//go:build !linux

package bench

import "os"

// syncData makes f durable; here it has no cheaper form than a full sync.
func syncData(f *os.File) error { return f.Sync() }
