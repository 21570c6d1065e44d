// Package need says what becomes of a test whose surroundings are missing: it is skipped and says so; with CI=true, where a
// skip would hide that nothing was tested, it fails.
package need

import (
	"os"
	"testing"
)

// Absent ends a test that lacks something: why says what, and how to get it.
func Absent(tb testing.TB, why string) {
	tb.Helper()
	if CI() {
		tb.Fatalf("%s; CI=true asks for it", why)
	}
	tb.Skip(why)
}

// CI tells whether nothing may be missing.
func CI() bool { return os.Getenv("CI") == "true" }
