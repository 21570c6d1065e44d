package mirror

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"qunli/channel"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/org"
)

// Channel is where things are kept too. Its functions are called outside of transactions; what they refuse is a fault.
type Channel interface {
	// Name is the channel's.
	Name() string
	// Ready tells whether the channel is connected.
	Ready(ctx context.Context) (bool, error)
	// Words lists the company's tags.
	Words(ctx context.Context) ([]channel.Word, error)
	// AddWords makes tags of a family and gives them with their keys; those that are there already stay what they are.
	AddWords(ctx context.Context, family string, names []string) ([]channel.Word, error)
	// Mark puts tags, by their keys, on the bond of a member and a person, and takes others off. The same again changes nothing.
	Mark(ctx context.Context, member, person string, add, take []string) error
	// Bond reads the bond of a member and a person as it is now.
	Bond(ctx context.Context, member, person string) (channel.Bond, error)
	// Note writes remark and description of a bond, at most MostRemark and MostDescription characters.
	Note(ctx context.Context, member, person, remark, description string) error
}

// What a channel says besides faults.
var (
	ErrApart  = errors.New("mirror: the two are in touch no more")
	ErrNoWord = errors.New("mirror: the channel does not have one of the tags any more")
)

// Service keeps the two sides alike.
type Service struct {
	db      *db.DB
	jobs    *job.Queue
	org     *org.Service
	channel Channel
	log     *slog.Logger
}

// New gives the service of one channel.
func New(d *db.DB, jobs *job.Queue, o *org.Service, c Channel, log *slog.Logger) *Service {
	return &Service{d, jobs, o, c, log}
}

// word is a row of mirror_word.
type word struct {
	Channel string
	TagID   customer.TagID
	Key     string
	Family  string
	Name    string
	GoneAt  int64
	Trouble string
	At      int64
}

const wordColumns = `channel, tag_id, key, family, name, gone_at, trouble, at`

// The states of a mark.
const (
	kept   = "kept"
	off    = "off"
	adding = "adding"
	taking = "taking"
)

// mark is a row of mirror_mark.
type mark struct {
	BondID     customer.BondID
	TagID      customer.TagID
	CustomerID customer.ID
	State      string
	At         int64
}

const markColumns = `bond_id, tag_id, customer_id, state, at`

// wish is what a bond is to carry besides, and no more.
type wish struct {
	bond      customer.Bond
	add, take []customer.TagID
}

// compare gives what is to be changed at bonds so that each carries exactly the tags of a person, of the families that are
// shared. What was asked for and not answered is asked for again.
func compare(bonds []customer.Bond, marks []mark, tags []customer.Tag, shared func(customer.TagID) bool) []wish {
	var out []wish
	for _, b := range bonds {
		w := wish{bond: b}
		have := map[customer.TagID]bool{}
		for _, m := range marks {
			if m.BondID != b.ID {
				continue
			}
			have[m.TagID] = m.State == kept
			wanted := slices.ContainsFunc(tags, func(t customer.Tag) bool { return t.ID == m.TagID })
			if shared(m.TagID) && !wanted && m.State != off {
				w.take = append(w.take, m.TagID)
			}
		}
		for _, t := range tags {
			if shared(t.ID) && !have[t.ID] {
				w.add = append(w.add, t.ID)
			}
		}
		if len(w.add)+len(w.take) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// Shown is a bond as the channel showed it.
type Shown struct {
	Customer customer.ID // as booked
	Member   string
	Tags     []string // "family/name"
	Asked    int64    // ms
}

// news gives what a bond shows that we did not know: tags that were put on there, and tags that were taken off. What was asked
// for and not answered says nothing, nor does what was read before we knew better.
func news(shown map[customer.TagID]bool, marks []mark, asked int64) (put, gone []customer.TagID) {
	known := map[customer.TagID]bool{}
	for _, m := range marks {
		known[m.TagID] = m.State != off || m.At >= asked
		if m.State == kept && !shown[m.TagID] && m.At < asked {
			gone = append(gone, m.TagID)
		}
	}
	for t := range shown {
		if !known[t] {
			put = append(put, t)
		}
	}
	slices.Sort(put)
	return put, gone
}
