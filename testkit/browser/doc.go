// Package browser lets tests see pages as people do: in a real Chromium, started once a test process and speaking to
// this machine only. Where there is no Chromium, or none of the fonts that draw Chinese, its tests are skipped with a
// sentence, and fail when CI=true.
package browser
