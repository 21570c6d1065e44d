package console

import (
	"context"

	"qunli/org"
)

// Retention is what the console needs of the policies that say how long things are kept; nil: nothing is pruned.
type Retention interface {
	// Plan says what the policies would take away now.
	Plan(ctx context.Context) ([]Policy, error)
	// Prune takes it away, in batches, and says what went.
	Prune(ctx context.Context) ([]Policy, error)
	// Keep changes for how many days kinds are kept.
	Keep(ctx context.Context, days map[string]int64) error
}

// Policy is how long one kind of rows is kept.
type Policy struct {
	Name  string `json:"name"`
	Zh    string `json:"zh"`
	En    string `json:"en"`
	Days  int64  `json:"days" doc:"0: for ever; of what expires by itself: 0"`
	Least int64  `json:"least" doc:"Fewer days are refused"`
	Rows  int64  `json:"rows" doc:"How many would go, or went"`
}

func (c *Console) retention(ctx context.Context, _ *struct{}) (list[Policy], error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil || c.Retention == nil {
		return listOf([]Policy{}, ""), err
	}
	all, err := c.Retention.Plan(ctx)
	return listOf(all, ""), err
}

func (c *Console) prune(ctx context.Context, _ *struct{}) (list[Policy], error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil || c.Retention == nil {
		return listOf([]Policy{}, ""), err
	}
	all, err := c.Retention.Prune(ctx)
	return listOf(all, ""), err
}

type keepIn struct {
	Body struct {
		Days map[string]int64 `json:"days" doc:"By name of the policy; 0: for ever"`
	}
}

func (c *Console) keep(ctx context.Context, in *keepIn) (none, error) {
	if err := org.Must(ctx, org.SettingEdit); err != nil || c.Retention == nil {
		return none{}, err
	}
	return none{}, c.Retention.Keep(ctx, in.Body.Days)
}
