package demo

import (
	"context"
	"errors"
	"time"

	"qunli/kit/fault"
	"qunli/org"
)

// looks is how often a server looks whether there is anything to pour or to remove that another node was asked for.
const looks = 5 * time.Second

// Wake makes Run look at once.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run pours and removes what has been asked for, until ctx ends. What fails is told and tried again.
func (s *Service) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		b, err := Of(ctx, s.DB.Read())
		switch {
		case err != nil:
		case b.State == Pouring:
			err = s.Pour(org.Owner(ctx, "demo"), func(Brand) {})
		case b.State == Removing:
			err = s.clear(org.Owner(ctx, "demo"))
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Error("demo brand", "error", err)
		}
		waiting, done := context.WithTimeout(ctx, looks)
		select {
		case <-waiting.Done():
		case <-s.wake:
		}
		done()
	}
	return nil
}

func isMissing(err error) bool {
	return errors.Is(err, fault.Of(err)) && fault.Of(err).Kind == fault.Missing
}
