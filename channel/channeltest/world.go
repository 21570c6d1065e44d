// Package channeltest is the suite that every channel passes: what the neutral contract of package channel promises, lived
// through in the channel's own world with whatever can go wrong there.
//
//	channeltest.Run(t, func(t *testing.T) *channeltest.World { … })  // a fresh world and a fresh program each time
//
// It promises: what happens outside is known, each thing once, whatever is told twice, late, in another order or not at all;
// what has ended is kept with who ended it; whoever is added is greeted once; and a channel can do what it says it can.
package channeltest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/channel"
	"qunli/kit/clock"
)

// World is a channel under test: the people outside, what can go wrong between them and the program, and what the program
// knows. People and groups are called by names, which the world makes up as they are used; members of staff are those of Staff.
type World struct {
	Staff [2]string

	// What people do. Time passes between two deeds.
	Meet     func(person, staff string)                  // the person adds the member
	Drop     func(person, staff string)                  // the person deletes the member
	Delete   func(person, staff string)                  // the member deletes the person
	Remark   func(person, staff, text string)            // the member writes a remark
	Tag      func(person, staff, tag string)             // the member puts a tag of the company on the person
	Gather   func(group, staff string, people ...string) // the member makes a group
	Join     func(group string, people ...string)        // they come in, by whoever is in
	Leave    func(group, person string)                  // they go by themselves
	Remove   func(group, person string)                  // the owner removes them
	Rename   func(group, name string)                    // the owner does
	Dissolve func(group string)                          // the owner does
	Faults   map[string]func()                           // what can go wrong from now on, by what it is called
	Lose     func(f func())                              // nothing is told of what happens in f
	Backward func(f func())                              // what happens in f is told afterwards, the last first
	Again    func()                                      // all that was told is told and read again
	Restart  func()                                      // the program ends and begins
	Read     func()                                      // the whole channel is read, to the end

	// What is known, in any order.
	Bonds   func() []string // "person with staff", "… ended by person", "… ended by staff", "… ended unseen"
	Stays   func() []string // "person in group", "person left group"
	Written func() string   // changes whenever something is written down that was not known
	Greeted func() []string // who was greeted outside, once each time

	Capabilities []channel.Capability
	Proofs       map[channel.Capability]func() error // each does what the capability is about
	Unproven     []channel.Capability                // those for which the program has no verb yet
}

// patience is how long what happens outside may take to be known.
const patience = 2 * time.Minute

// await waits until lines are want, in whatever order.
func await(t *testing.T, what string, read func() []string, want ...string) {
	t.Helper()
	slices.Sort(want)
	var got []string
	for waited := clock.Stopwatch(); waited() < patience; {
		got = slices.Sorted(slices.Values(read()))
		if slices.Equal(got, want) {
			return
		}
		if err := clock.Sleep(t.Context(), 20*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("%s:\ngot  %s\nwant %s", what, strings.Join(got, "; "), strings.Join(want, "; "))
}

// still gives what was written once nothing more is for so long.
func still(t *testing.T, read func() string, long time.Duration) string {
	t.Helper()
	last, calm := read(), clock.Stopwatch()
	for waited := clock.Stopwatch(); waited() < patience; {
		if err := clock.Sleep(t.Context(), 100*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if now := read(); now != last {
			last, calm = now, clock.Stopwatch()
		} else if calm() > long {
			return last
		}
	}
	t.Fatalf("it does not come to rest: %s", last)
	return ""
}

// How long nothing happens before it is thought to be over: what is looked at twice is looked at again after three seconds.
const (
	quiet  = time.Second
	looked = 4 * time.Second
)
