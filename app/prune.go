package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"qunli/kit/serve"
	"qunli/org"
	"qunli/web/console"
)

// pruneJob is the kind of the job that prunes, and the name of its schedule.
const pruneJob = "app.prune"

// schedulePrune has the queue prune every night, at four in the morning in China: one node of all does it.
func (a *App) schedulePrune() {
	a.Jobs.HandleOutside(pruneJob, func(ctx context.Context, _ json.RawMessage) error {
		_, err := keeper{a}.Prune(org.As(ctx, org.Actor{Kind: org.ActorJob, Role: org.RoleOwner, Scope: org.ScopeAll, Address: pruneJob}))
		return err
	})
	a.Jobs.EveryAt(pruneJob, 24*time.Hour, 20*time.Hour, pruneJob)
}

var _ console.Retention = keeper{}

// pruneCommand shows what the retention policies would take away; with --yes it is taken away, with --keep a policy is changed
// first. A running server on SQLite does the work.
func pruneCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("prune", c.Env)
	yes, keep := false, pairs{}
	fs.BoolVar(&yes, "yes", false, "")
	fs.Var(keep, "keep", "KIND=DAYS")
	if err := noWords(fs, args); err != nil {
		return err
	}
	days := map[string]int64{}
	for name, text := range keep {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return misuse("prune")
		}
		days[name] = n
	}
	if server, ok := running(*config); ok {
		return prune(ctx, c, config.JSON, yes, days, remoteRetention{server})
	}
	m := reading
	if yes || len(days) > 0 {
		m = writing
	}
	return withApp(ctx, c, *config, m, "prune", func(ctx context.Context, app *App) error {
		return prune(org.Owner(ctx, "command line"), c, config.JSON, yes, days, keeper{app})
	})
}

// prune runs the command on whoever has the database.
func prune(ctx context.Context, c Console, asJSON, yes bool, days map[string]int64, r console.Retention) error {
	if len(days) > 0 {
		if err := r.Keep(ctx, days); err != nil {
			return err
		}
	}
	do := r.Plan
	if yes {
		do = r.Prune
	}
	all, err := do(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(c.Out, map[string]any{"done": yes, "policies": all})
	}
	what := "将清除 · would go"
	if yes {
		what = "已清除 · gone"
	}
	for _, p := range all {
		kept := fmt.Sprintf("%d 天 · days", p.Days)
		switch {
		case p.Days == 0 && p.Least == 0:
			kept = "过期即清 · until it expires"
		case p.Days == 0:
			kept = "永久 · for ever"
		}
		fmt.Fprintf(c.Out, "%-9s %s · %s\n          保留 · kept: %s；%s: %s\n", p.Name, p.Zh, p.En, kept, what, grouped(p.Rows))
	}
	if !yes {
		fmt.Fprintln(c.Out, "以上只是预览，加 --yes 才清除 · nothing was deleted; add --yes to do it")
	}
	return nil
}

// remoteRetention asks the running server.
type remoteRetention struct{ server *serve.Socket }

type policyList struct {
	Items []console.Policy `json:"items"`
}

// Plan implements console.Retention.
func (r remoteRetention) Plan(ctx context.Context) ([]console.Policy, error) {
	var out policyList
	err := r.server.Do(ctx, "GET", "/api/retention", nil, &out)
	return out.Items, err
}

// Prune implements console.Retention.
func (r remoteRetention) Prune(ctx context.Context) ([]console.Policy, error) {
	var out policyList
	err := r.server.Do(ctx, "POST", "/api/retention/prune", nil, &out)
	return out.Items, err
}

// Keep implements console.Retention.
func (r remoteRetention) Keep(ctx context.Context, days map[string]int64) error {
	body, err := json.Marshal(map[string]any{"days": days})
	if err != nil {
		return err
	}
	return r.server.Do(ctx, "PUT", "/api/retention", bytes.NewReader(body), nil)
}
