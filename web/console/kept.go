package console

import (
	"context"

	"qunli/insight"
	"qunli/org"
	"qunli/referral"
)

// The names of the reports that read a whole table: on a large brand their pages show a stored answer (insight.Keep).
const (
	reportTags   = "tags"
	reportMatrix = "matrix"
	reportBoard  = "inviters"
)

// AsOf is when an answer is of.
type AsOf struct {
	AsOf int64 `json:"as_of" doc:"Unix ms of a stored answer; 0 when it was computed now"`
}

// keepReports says how each of them comes about.
func (c *Console) keepReports() {
	c.Insight.Keep(reportTags, org.CustomerRead, func(ctx context.Context) (any, error) {
		all, err := c.Customers.Tags(ctx)
		return views(all, viewTagCount), err
	})
	c.Insight.Keep(reportMatrix, org.CommunityRead, func(ctx context.Context) (any, error) {
		m, err := c.Communities.Matrix(ctx)
		return viewMatrix(m), err
	})
	c.Insight.Keep(reportBoard, org.ReferralRead, func(ctx context.Context) (any, error) {
		b, err := c.Referrals.Board(ctx, referral.BoardQuery{Limit: boardKept})
		return viewBoard(b), err
	})
}

// boardKept is how many inviters the stored board holds: no page asks for more.
const boardKept = 200

// keptBoard gives the first so many of the board over all days.
func (c *Console) keptBoard(ctx context.Context, limit int) (boardView, error) {
	b, asOf, err := insight.Kept[boardView](ctx, c.Insight, reportBoard)
	if limit <= 0 {
		limit = 50
	}
	b.AsOf, b.Items = AsOf{asOf}, b.Items[:min(limit, len(b.Items))]
	return b, err
}
