package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/org"
)

// report is something beside the metrics that reads a whole table, for one page.
type report struct {
	name    string
	must    org.Permission
	compute func(context.Context) (any, error)
}

// keptName is a report's in insight_result, apart from the metrics.
func (r report) keptName() string { return "report:" + r.name }

// Keep has a report of a surface stored for the whole brand once it is slow, like a metric that is. must is the permission
// that compute asks. It is called once a name, before Run.
func (s *Service) Keep(name string, must org.Permission, compute func(context.Context) (any, error)) {
	s.reports = append(s.reports, report{name, must, compute})
}

// Kept gives a report by Keep's name: for the whole brand the stored one, with the time it is of (unix ms), if it is slow;
// otherwise, and for every narrower scope, what it is now, with asOf 0.
func Kept[T any](ctx context.Context, s *Service, name string) (out T, asOf int64, err error) {
	r, err := s.report(name)
	if err != nil {
		return out, 0, err
	}
	if err := org.Must(ctx, r.must); err != nil {
		return out, 0, err
	}
	type row struct {
		Body string
		AsOf int64
	}
	stored, err := db.One[row](ctx, s.db.Read(), `SELECT body, as_of FROM insight_result WHERE name = $1 AND view = $2`, r.keptName(), viewKey(ctx))
	if errors.Is(err, db.ErrNone) {
		now, err := r.compute(ctx)
		if err != nil {
			return out, 0, err
		}
		return now.(T), 0, nil
	}
	if err != nil {
		return out, 0, err
	}
	return out, stored.AsOf, json.Unmarshal([]byte(stored.Body), &out)
}

func (s *Service) report(name string) (report, error) {
	for _, r := range s.reports {
		if r.name == name {
			return r, nil
		}
	}
	return report{}, fmt.Errorf("insight: no report %q is kept", name)
}

// reportHaste is by how much sooner a report is stored than a metric: a page that lists waits for it with every visit, while a
// metric that is a moment old is worth waiting for.
const reportHaste = 10

// storeReport stores a report if it is slow, and drops what was stored of one that has become quick.
func (s *Service) storeReport(ctx context.Context, r report) error {
	asOf, watch := s.db.Clock().Now().UnixMilli(), clock.Stopwatch()
	now, err := r.compute(ctx)
	if err != nil {
		return err
	}
	row := resultRow{Name: r.keptName(), View: viewKey(ctx), Version: 1, AsOf: asOf}
	if watch() <= s.slow/reportHaste {
		return s.forget(ctx, row)
	}
	body, err := json.Marshal(now)
	if err != nil {
		return err
	}
	row.Body = string(body)
	return s.put(ctx, row)
}

// Outdated drops what is stored of a report whose question has been changed, so that the next look computes it.
func (s *Service) Outdated(ctx context.Context, name string) error {
	r, err := s.report(name)
	if err != nil {
		return err
	}
	s.Stale()
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `DELETE FROM insight_result WHERE name = $1`, r.keptName())
		return err
	})
}
