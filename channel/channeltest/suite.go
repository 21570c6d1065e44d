package channeltest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"qunli/channel"
)

// Run has a channel pass the suite; open gives a fresh world and a fresh program each time.
func Run(t *testing.T, open func(t *testing.T) *World) {
	faults := slices.Sorted(maps.Keys(open(t).Faults))
	t.Run("what happens is known", func(t *testing.T) {
		for _, fault := range append([]string{"nothing goes wrong"}, faults...) {
			t.Run(fault, func(t *testing.T) {
				w := open(t)
				if spoil := w.Faults[fault]; spoil != nil {
					spoil()
				}
				live(t, w)
			})
		}
	})
	t.Run("told backward", func(t *testing.T) { w := open(t); w.Backward(func() { story(w) }); known(t, w) })
	t.Run("told twice", func(t *testing.T) { twice(t, open(t)) })
	t.Run("the program ends in the middle", func(t *testing.T) { midway(t, open(t)) })
	t.Run("never told", func(t *testing.T) { lost(t, open(t)) })
	t.Run("greeted once", func(t *testing.T) {
		for _, fault := range append([]string{"nothing goes wrong"}, faults...) {
			t.Run(fault, func(t *testing.T) { greeted(t, open(t), fault) })
		}
	})
	t.Run("capabilities", func(t *testing.T) { capable(t, open(t)) })
}

// story is what the suite has people do.
func story(w *World) {
	first, second := w.Staff[0], w.Staff[1]
	w.Meet("甲", first)
	w.Meet("乙", first)
	w.Meet("乙", second)
	w.Meet("丙", second)
	w.Gather("群", first)
	w.Join("群", "甲", "乙")
	w.Join("群", "丙")
	w.Leave("群", "乙")
	w.Drop("乙", first)
	w.Delete("丙", second)
	w.Remove("群", "甲")
	w.Meet("丙", second)
	w.Rename("群", "新群")
	w.Gather("短群", second)
	w.Join("短群", "丙")
	w.Dissolve("短群")
}

// known expects what story led to.
func known(t *testing.T, w *World) {
	t.Helper()
	first, second := w.Staff[0], w.Staff[1]
	await(t, "bonds", w.Bonds, "甲 with "+first, "乙 with "+first+" ended by person", "乙 with "+second, "丙 with "+second+" ended by staff", "丙 with "+second)
	await(t, "stays", w.Stays, "甲 left 新群", "乙 left 新群", "丙 in 新群", "丙 left 短群")
}

func live(t *testing.T, w *World) {
	story(w)
	known(t, w)
}

// twice expects that what is told again changes nothing, though all of it is read again.
func twice(t *testing.T, w *World) {
	live(t, w)
	before := still(t, w.Written, looked)
	w.Again()
	if after := still(t, w.Written, looked); after != before {
		t.Errorf("told again: %s\nbefore: %s", after, before)
	}
	w.Read()
	if after := still(t, w.Written, looked); after != before {
		t.Errorf("read whole: %s\nbefore: %s", after, before)
	}
	known(t, w)
}

// midway expects that nothing is lost when the program ends while it is told.
func midway(t *testing.T, w *World) {
	story(w)
	w.Restart()
	known(t, w)
}

// lost expects that a reconcile finds what was never told; what has ended is kept, unseen by whom.
func lost(t *testing.T, w *World) {
	first, second := w.Staff[0], w.Staff[1]
	w.Meet("甲", first)
	w.Meet("乙", first)
	w.Meet("丙", second)
	w.Gather("群", first, "甲", "乙")
	w.Gather("短群", second, "丙")
	await(t, "stays", w.Stays, "甲 in 群", "乙 in 群", "丙 in 短群")
	still(t, w.Written, looked)
	w.Lose(func() {
		w.Delete("甲", first)
		w.Meet("丁", second)
		w.Leave("群", "乙")
		w.Join("群", "丁")
		w.Rename("群", "新群")
		w.Dissolve("短群")
	})
	w.Read()
	await(t, "bonds", w.Bonds, "甲 with "+first+" ended unseen", "乙 with "+first, "丙 with "+second, "丁 with "+second)
	await(t, "stays", w.Stays, "甲 in 新群", "乙 left 新群", "丁 in 新群", "丙 left 短群")
}

// greeted expects that whoever is added is greeted once, whatever goes wrong.
func greeted(t *testing.T, w *World, fault string) {
	if !slices.Contains(w.Capabilities, channel.CanWelcome) {
		t.Skip("the channel greets nobody")
	}
	if spoil := w.Faults[fault]; spoil != nil {
		spoil()
	}
	people := strings.Fields("甲 乙 丙 丁 戊 己 庚 辛 壬 癸")
	for n, p := range people {
		w.Meet(p, w.Staff[n%2])
	}
	await(t, "greeted", w.Greeted, slices.Clone(people)...)
	still(t, w.Written, quiet)
	await(t, "greeted", w.Greeted, slices.Clone(people)...)
}

// capable expects that what is declared works, and that nothing works that is not declared.
func capable(t *testing.T, w *World) {
	for _, c := range w.Capabilities {
		prove := w.Proofs[c]
		switch {
		case prove == nil && slices.Contains(w.Unproven, c):
			t.Logf("%s: no verb of the program to prove it by yet", c)
		case prove == nil:
			t.Errorf("%s is declared and not proven", c)
		default:
			t.Run(string(c), func(t *testing.T) {
				if err := prove(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	for c := range w.Proofs {
		if !slices.Contains(w.Capabilities, c) {
			t.Errorf("%s works and is not declared", c)
		}
	}
	for _, c := range w.Unproven {
		if !slices.Contains(w.Capabilities, c) || w.Proofs[c] != nil {
			t.Errorf("%s is not declared, or proven", c)
		}
	}
}
