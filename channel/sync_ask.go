package channel

import (
	"context"
	"errors"
	"slices"
	"strings"

	"qunli/kit/db"
)

// told marks what the channel refused; what is of one thing alone stays as it is.
func told(err error) error {
	var alone *Unreadable
	if err == nil || errors.As(err, &alone) {
		return err
	}
	return &refused{err}
}

// words gives the company's tags, read once a round.
func (r *round) words(ctx context.Context) ([]Word, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read {
		return r.tags, nil
	}
	at := r.db.Clock().Now().UnixMilli()
	list, err := r.source.Tags(ctx)
	if err == nil {
		r.tags, r.read, r.at = list, true, at
	}
	return list, told(err)
}

func (r *round) askTags(ctx context.Context, it *Item) (write, error) {
	list, err := r.words(ctx)
	if err != nil {
		return nil, err
	}
	it.State, it.Done, it.Total = Done, int64(len(list)), int64(len(list))
	return func(ctx context.Context, tx *db.Tx) error { return r.sink.Tagged(ctx, tx, r.Channel, list) }, nil
}

// askMembers finds whose people are read: those whom the channel names, and those with whom we know somebody to be.
func (r *round) askMembers(ctx context.Context, it *Item) (write, error) {
	named, err := r.source.Members(ctx)
	if err != nil {
		return nil, told(err)
	}
	known, err := r.sink.Members(ctx, r.db.Read(), r.Channel)
	if err != nil {
		return nil, err
	}
	all := distinct(slices.Concat(named, known))
	it.State, it.Done = Done, int64(len(all))
	return func(ctx context.Context, tx *db.Tx) error {
		if err := enter(ctx, tx, r.ID, StepLists, all...); err != nil {
			return err
		}
		return enter(ctx, tx, r.ID, StepGroups, "")
	}, nil
}

// askList compares with whom a member has a bond with what we know: whoever is missing is read again, and then we know.
func (r *round) askList(ctx context.Context, it *Item) (write, error) {
	keys, err := r.source.Keys(ctx, it.Key)
	gone := errors.Is(err, ErrGone)
	if err != nil && !gone {
		return nil, told(err)
	}
	known, err := r.sink.With(ctx, r.db.Read(), r.Channel, it.Key)
	if err != nil {
		return nil, err
	}
	missing := without(known, keys)
	if it.State, it.Done = Done, int64(len(keys)); gone {
		it.State, it.Reason = Failed, reasonOf(errNoMember)
	}
	return func(ctx context.Context, tx *db.Tx) error {
		for part := range slices.Chunk(missing, 1000) {
			if err := r.refresher.Mark(ctx, tx, r.Channel, 1, part...); err != nil {
				return err
			}
		}
		if len(keys) == 0 {
			return nil
		}
		return enterAll(ctx, tx, []Item{{SyncID: r.ID, Step: StepPersons, Key: it.Key, State: New, Total: int64(len(keys))}})
	}, nil
}

// without gives the subjects of those known who are not among the keys.
func without(known, keys []string) []string {
	have := map[string]bool{}
	for _, k := range keys {
		have[k] = true
	}
	var out []string
	for _, k := range known {
		if !have[k] {
			out = append(out, "person:"+k)
		}
	}
	return out
}

func (r *round) askPersons(ctx context.Context, it *Item) (write, error) {
	tags, err := r.words(ctx)
	if err != nil {
		return nil, err
	}
	page, next, err := r.source.Persons(ctx, it.Key, it.Cursor, tags)
	if err != nil {
		return nil, told(err)
	}
	for n := range page {
		page[n].Asked = r.at // a tag made later is not among those by which the page was read
	}
	it.Done += int64(len(page))
	if it.Cursor = next; next == "" {
		it.State = Done
	}
	return func(ctx context.Context, tx *db.Tx) error { return r.sink.Seen(ctx, tx, r.Channel, page) }, nil
}

// between stands between the owners of one question for groups.
const between = ","

// askGroups lists groups, of all owners at once where the channel lists that many; and adds those that we know.
func (r *round) askGroups(ctx context.Context, it *Item) (write, error) {
	var owners []string
	if it.Key != "" {
		owners = strings.Split(it.Key, between)
	}
	keys, next, err := r.source.Groups(ctx, owners, it.Cursor)
	wide := errors.Is(err, ErrWide) && it.Key == ""
	if err != nil && !wide {
		return nil, told(err)
	}
	if it.Key == "" && it.Cursor == "" {
		known, err := r.sink.Groups(ctx, r.db.Read(), r.Channel)
		if err != nil {
			return nil, err
		}
		keys = distinct(slices.Concat(keys, known))
	}
	it.Done += int64(len(keys))
	if it.Cursor = next; next == "" {
		it.State = Done
	}
	return func(ctx context.Context, tx *db.Tx) error {
		if wide {
			if err := r.splitOwners(ctx, tx); err != nil {
				return err
			}
		}
		return enter(ctx, tx, r.ID, StepRosters, keys...)
	}, nil
}

// splitOwners has the groups listed by so many owners at a time.
func (r *round) splitOwners(ctx context.Context, tx *db.Tx) error {
	members, err := db.All[string](ctx, tx, `SELECT key FROM channel_sync_item WHERE sync_id = $1 AND step = $2 ORDER BY key`, r.ID, StepLists)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(members, r.source.Owners) {
		if err := enter(ctx, tx, r.ID, StepGroups, strings.Join(part, between)); err != nil {
			return err
		}
	}
	return nil
}

func (r *round) askRoster(ctx context.Context, it *Item) (write, error) {
	g, err := r.source.Group(ctx, it.Key)
	gone := errors.Is(err, ErrGone)
	if err != nil && !gone {
		return nil, told(err)
	}
	it.State, it.Done = Done, int64(len(g.Members))
	return func(ctx context.Context, tx *db.Tx) error {
		if gone {
			return r.sink.Dissolved(ctx, tx, r.Channel, it.Key, tx.Now)
		}
		return r.sink.Gathered(ctx, tx, r.Channel, g)
	}, nil
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
