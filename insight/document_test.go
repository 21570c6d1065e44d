package insight

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/insight.md is what the dictionary says of itself. QUNLI_UPDATE=1 writes it.
func TestDocument(t *testing.T) {
	const path = "../docs/insight.md"
	want := NewBook().Document()
	if os.Getenv("QUNLI_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/insight.md has drifted; run QUNLI_UPDATE=1 go test ./insight -run TestDocument\n%s", diff)
	}
}

func TestDictionaryIsComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range NewBook() {
		if seen[m.Name] {
			t.Errorf("%s stands twice", m.Name)
		}
		seen[m.Name] = true
		for what, s := range map[string]string{"title zh": m.Title.Zh, "title en": m.Title.En, "formula zh": m.Formula.Zh,
			"formula en": m.Formula.En, "worked zh": m.Worked.Zh, "worked en": m.Worked.En, "explain zh": m.Explain.Zh, "explain en": m.Explain.En, "source": m.Source,
			"unit": string(m.Unit), "reads": strings.Join(m.Reads, "")} {
			if s == "" {
				t.Errorf("%s has no %s", m.Name, what)
			}
		}
		if m.Version < 1 || m.compute == nil {
			t.Errorf("%s: version %d", m.Name, m.Version)
		}
	}
}
