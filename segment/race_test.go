package segment

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/testkit/dbtest"
)

// Four writers change people while rules are saved, changed, paused, resumed and dropped and two nodes fold: when they
// have ended and all is folded, every membership is what the facts say.
func TestNothingIsMissedBesideWriters(t *testing.T) {
	rounds, things := 2, 40
	if os.Getenv("QUNLI_PROOF") == "full" {
		rounds, things = 30, 150
	}
	for round := range rounds {
		eachProbe(t, func(t *testing.T, p *probe) {
			t.Log("round", round)
			lives := make([]*life, 4)
			for n := range lives {
				lives[n] = newLife(t, p, uint64(100*round+n))
				lives[n].n = 1000 * n
				for len(lives[n].people) < 8 {
					lives[n].arrive()
				}
			}
			for _, l := range lives[1:] { // all change the same people
				l.people = append(l.people, lives[0].people...)
			}
			ctx, stop := context.WithCancel(p.ctx)
			var nodes, writers sync.WaitGroup
			for _, s := range p.nodes(t) {
				nodes.Go(func() {
					if err := s.Run(ctx, slog.Default()); err != nil {
						t.Error(err)
					}
				})
			}
			for _, l := range lives {
				writers.Go(func() {
					for range things {
						l.happen()
					}
				})
			}
			saved := p.meddle(t, rand.New(rand.NewPCG(uint64(round), 3)))
			writers.Wait()
			stop()
			nodes.Wait()
			l := lives[0]
			l.must(l.Settle(l.ctx))
			l.agree(saved)
			for _, s := range saved {
				l.must(l.Warm(l.ctx, s.rule))
				l.glance(s)
			}
			if l.indexed < len(saved) {
				t.Errorf("%d of %d answered from memory", l.indexed, len(saved))
			}
		})
	}
}

// nodes gives the service, and on PostgreSQL a second one with a database of its own: another node.
func (p *probe) nodes(t *testing.T) []*Service {
	t.Helper()
	if p.DB.Engine() == db.SQLite {
		return []*Service{p.Service}
	}
	d, err := db.Open(t.Context(), p.Address, db.Options{Clock: p.Clock, Owner: "second"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := d.LeaseNode(t.Context()); err != nil {
		t.Fatal(err)
	}
	return []*Service{p.Service, newProbe(t, dbtest.Fixture{DB: d, Clock: p.Clock, Address: p.Address}).Service}
}

// meddle saves and changes rules, and gives those that are live in the end.
func (p *probe) meddle(t *testing.T, r *rand.Rand) []savedRule {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	fresh := func() Rule {
		rule, err := p.Parse(randomRule(r, 0))
		must(err)
		return rule
	}
	var out []savedRule
	for n := range 16 {
		if n%4 == 0 {
			if err := p.Warm(p.ctx, fresh()); !errors.Is(err, errStale) { // the other node folded
				must(err)
			}
		}
		s, err := p.Save(p.ctx, Draft{Name: fmt.Sprint("meddled ", n), Rule: fresh()})
		must(err)
		out = append(out, savedRule{s, Rule{}})
		switch i := r.IntN(len(out)); r.IntN(4) {
		case 0:
			must(errors.Join(p.Pause(p.ctx, out[i].ID), p.Resume(p.ctx, out[i].ID)))
		case 1:
			now, err := p.Get(p.ctx, out[i].ID)
			must(err)
			_, err = p.Save(p.ctx, Draft{ID: now.ID, Version: now.Version, Name: now.Name, Rule: fresh()})
			if !errors.Is(err, ErrChanged) { // another zone, another version: nobody else changes it here
				must(err)
			}
		case 2:
			must(p.Drop(p.ctx, out[i].ID))
			out = append(out[:i], out[i+1:]...)
		}
	}
	for n := range out {
		now, err := p.Get(p.ctx, out[n].ID)
		must(err)
		rule, err := p.Parse(now.Rule)
		must(err)
		out[n] = savedRule{now, rule}
	}
	return out
}

// A rule that is being built keeps the people it has come to, and whoever changes meanwhile is not missed: the build goes
// on after any number of changes, folded or not.
func TestAFactDuringABuildIsNotMissed(t *testing.T) {
	eachProbe(t, func(t *testing.T, p *probe) {
		l := newLife(t, p, 11)
		first := l.crowd(buildStep + 500)
		rule, err := l.Parse("buys >= 1")
		l.must(err)
		s, err := l.Save(l.ctx, Draft{Name: "buyers", Rule: rule})
		l.must(err)
		buy := func(k int) {
			l.tx(func(ctx context.Context, tx *db.Tx) error {
				row := probeRow{tx.NewID(), first + customer.ID(k), "2026-03-01", 1, 5, ""}
				_, err := db.Insert(ctx, tx, "segment_probe", []probeRow{row}, "")
				return errors.Join(err, l.changed(ctx, tx, row.CustomerID))
			})
		}
		buy(0)
		buy(buildStep + 1)
		if _, err := l.build(l.ctx); err != nil { // up to buildStep
			t.Fatal(err)
		}
		buy(1)
		buy(buildStep + 2)
		if _, err := l.Fold(l.ctx); err != nil {
			t.Fatal(err)
		}
		buy(2)
		buy(buildStep + 3)
		if now, err := l.Get(l.ctx, s.ID); err != nil || now.State != Building || now.Members != 2 {
			t.Errorf("half built: %+v, %v", now, err)
		}
		l.must(l.Settle(l.ctx))
		l.agree([]savedRule{{s, rule}})
		if now, err := l.Get(l.ctx, s.ID); err != nil || now.State != Live || now.Members != 6 || now.BuiltAt == 0 {
			t.Errorf("built: %+v, %v", now, err)
		}
	})
}
