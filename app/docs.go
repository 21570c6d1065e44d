package app

import (
	"context"
	"fmt"
	"os"

	"qunli/app/docgen"
	"qunli/insight"
	"qunli/kit/fault"
	"qunli/web/console"
	"qunli/webhook"
)

var errStale = fault.New(fault.Invalid, "docs.stale", "%s 不是最新的，请运行 make docs", "%s is out of date; run make docs")

// docsCommand writes the generated documents into the project folder; with --check it only compares.
func docsCommand(_ context.Context, c Console, args []string) error {
	fs, _ := configFlags("docs", c.Env)
	check := fs.Bool("check", false, "")
	if _, err := parse(fs, args); err != nil {
		return err
	}
	openAPI, err := console.OpenAPI()
	if err != nil {
		return err
	}
	faults, err := docgen.Errors(".")
	if err != nil {
		return err
	}
	webhooks, err := webhook.Document()
	if err != nil {
		return err
	}
	for path, want := range map[string]string{"docs/errors.md": string(faults), "docs/insight.md": insight.NewBook().Document(), "docs/webhooks.md": webhooks,
		"web/console/openapi.yaml": string(openAPI)} {
		have, err := os.ReadFile(path)
		if err == nil && string(have) == want {
			continue
		}
		if *check {
			return errStale.F(path)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			return errFile.F(path).Because(err)
		}
		fmt.Fprintln(c.Out, path)
	}
	return nil
}
