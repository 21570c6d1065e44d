package console

import (
	"os"
	"strings"
	"testing"
)

// TestOpenAPIIsTheCommittedOne fails when a route changed and the description did not: run `go run ./cmd/qunli docs`.
func TestOpenAPIIsTheCommittedOne(t *testing.T) {
	want, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("openapi.yaml is not what the routes say; regenerate it")
	}
	for _, bad := range []string{"ErrorModel", "$schema", "- array\n"} {
		if strings.Contains(string(got), bad) {
			t.Errorf("the description holds %q", bad)
		}
	}
	again, err := OpenAPI()
	if err != nil || string(again) != string(got) {
		t.Error("two descriptions differ")
	}
}
