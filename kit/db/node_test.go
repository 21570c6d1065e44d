package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/id"
	"qunli/testkit/dbtest"
	"qunli/testkit/pgtest"
)

func TestAThousandLeasesAreDistinctUntilNoneIsLeft(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		seen := map[int64]bool{d.Node(): true}
		for len(seen) < id.MaxNode {
			if err := d.LeaseNode(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := d.Node(); seen[n] || n < 1 || n > id.MaxNode {
				t.Fatalf("number %d", n)
			}
			seen[d.Node()] = true
		}
		wantErr(t, d.LeaseNode(t.Context()), db.ErrNoNode)
		d.Clock.Advance(2 * time.Hour)
		if err := d.LeaseNode(t.Context()); err != nil || d.Node() != 1 {
			t.Errorf("an expired number is not reused: %d, %v", d.Node(), err)
		}
	})
}

func TestNodesThatStartTogetherGetDifferentNumbers(t *testing.T) {
	d := dbtest.Open(t, pgtest.Fresh(t), nil)
	var mu sync.Mutex
	nodes := []int64{d.Node()}
	var wg sync.WaitGroup
	for range 12 {
		other := open(t, d.Address, db.Options{Clock: d.Clock, Readers: 1, Writers: 1})
		wg.Go(func() {
			if err := other.LeaseNode(context.Background()); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			nodes = append(nodes, other.Node())
		})
	}
	wg.Wait()
	slices.Sort(nodes)
	if n := len(slices.Compact(nodes)); n != 13 {
		t.Errorf("%d different numbers, want 13", n)
	}
}

func TestARestartAtTheSameMomentRepeatsNoID(t *testing.T) {
	path, c := filepath.Join(t.TempDir(), "x.db"), clock.NewFake(dbtest.Start)
	seen := map[int64]bool{}
	for range 3 {
		d, err := db.Open(t.Context(), path, db.Options{Clock: c})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(d.Migrate(t.Context()), d.LeaseNode(t.Context())); err != nil {
			t.Fatal(err)
		}
		for _, i := range d.NewIDs(10_000) {
			if seen[i] {
				t.Fatalf("id %d twice", i)
			}
			seen[i] = true
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		c.Advance(-time.Second)
	}
}

func TestACleanEndGivesTheNumberBack(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		d.NewID()
		if err := d.ReleaseNode(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.Clock.Advance(time.Millisecond)
		if err := d.LeaseNode(t.Context()); err != nil || d.Node() != 1 {
			t.Errorf("the next number is %d, %v; want 1 again", d.Node(), err)
		}
	})
}

func TestANodeThatWasStoppedTooLongLearnsIt(t *testing.T) {
	one := dbtest.Open(t, pgtest.Fresh(t), nil)
	if err := one.RenewNode(t.Context()); err != nil {
		t.Errorf("it cannot renew its own: %v", err)
	}
	one.Clock.Advance(2 * time.Hour)
	if err := one.RenewNode(t.Context()); err != nil {
		t.Errorf("it cannot renew a number nobody took: %v", err)
	}
	one.Clock.Advance(2 * time.Hour)
	two := open(t, one.Address, db.Options{Clock: one.Clock})
	if err := two.LeaseNode(t.Context()); err != nil || two.Node() != one.Node() {
		t.Fatalf("the second has %d, %v; want the first's", two.Node(), err)
	}
	wantErr(t, one.RenewNode(t.Context()), db.ErrLostNode)
	if err := errors.Join(one.ReleaseNode(t.Context()), two.RenewNode(t.Context())); err != nil {
		t.Errorf("the first took the second's number away: %v", err)
	}
}

func TestKeepNodeEndsWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, d dbtest.Fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.KeepNode(ctx); err != nil {
			t.Error(err)
		}
	})
}
