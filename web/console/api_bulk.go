package console

import (
	"context"
	"slices"

	"qunli/customer"
	"qunli/demo"
	"qunli/intake"
	"qunli/kit/fault"
	"qunli/org"
)

var errBulkWhom = fault.New(fault.Invalid, "bulk.whom", "请给出 people 或 filter 其中之一", "Give either people or a filter")

type bulkIn struct {
	Body struct {
		Act    string        `json:"act" enum:"tag,untag,assign"`
		Tags   []string      `json:"tags,omitempty" maxItems:"50" nullable:"false" doc:"family/name or name; of tag and untag"`
		Store  org.StoreID   `json:"store_id,omitempty" doc:"Of assign; empty for none"`
		Staff  org.StaffID   `json:"staff_id,omitempty" doc:"Of assign; empty for nobody"`
		People []customer.ID `json:"people,omitempty" maxItems:"1000" nullable:"false"`
		Filter *PeopleFilter `json:"filter,omitempty" doc:"Everybody in the list of this filter; {} is all"`
	}
}

// bulkView is how far an act on many people is.
type bulkView struct {
	ID         intake.BulkID `json:"id"`
	Act        string        `json:"act"`
	State      intake.State  `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Total      int64         `json:"total" doc:"People of the filter"`
	Done       int64         `json:"done" doc:"People reached"`
	Missed     int64         `json:"missed" doc:"Of these, gone meanwhile"`
	Error      *importError  `json:"error,omitempty"`
	CreatedAt  int64         `json:"created_at" doc:"Unix ms"`
	StartedAt  int64         `json:"started_at" doc:"Unix ms, 0 not yet"`
	FinishedAt int64         `json:"finished_at" doc:"Unix ms, 0 not yet"`
}

func viewBulk(lang string, b intake.Bulk) bulkView {
	v := bulkView{ID: b.ID, Act: b.Act, State: b.State, Total: b.Total, Done: b.Done, Missed: b.Missed, CreatedAt: b.CreatedAt,
		StartedAt: b.StartedAt, FinishedAt: b.FinishedAt}
	if f := b.Fault(); f != nil {
		v.Error = &importError{f.Code, pick(lang, f.Zh, f.En), f.Zh, f.En}
	}
	return v
}

func (c *Console) bulk(ctx context.Context, in *bulkIn) (bulkView, error) {
	b := in.Body
	if (b.Filter == nil) == (len(b.People) == 0) {
		return bulkView{}, errBulkWhom
	}
	if err := org.Must(ctx, org.CustomerEdit); err != nil {
		return bulkView{}, err
	}
	r := intake.BulkRequest{Act: b.Act, Tags: b.Tags, Store: b.Store, Staff: b.Staff, People: b.People}
	if b.Filter != nil {
		var err error
		if r.Filter, err = b.Filter.filter(ctx, c); err != nil {
			return bulkView{}, err
		}
	}
	one, err := c.Bulks.Begin(ctx, r)
	return viewBulk(langOf(ctx), one), err
}

type bulkIDIn struct {
	ID ref[intake.BulkID] `path:"id"`
}

func (c *Console) oneBulk(ctx context.Context, in *bulkIDIn) (bulkView, error) {
	one, err := c.Bulks.Get(ctx, in.ID.ID)
	return viewBulk(langOf(ctx), one), err
}

func (c *Console) cancelBulk(ctx context.Context, in *bulkIDIn) (none, error) {
	return none{}, c.Bulks.Cancel(ctx, in.ID.ID)
}

// runningView is long work that has not ended.
type runningView struct {
	Kind      string `json:"kind" enum:"import,undo,bulk,demo,backup"`
	ID        string `json:"id" doc:"Of the import or bulk act; empty otherwise"`
	Title     string `json:"title" doc:"File name of an import, act of a bulk; empty otherwise"`
	State     string `json:"state" enum:"waiting,running"`
	Done      int64  `json:"done"`
	Total     int64  `json:"total" doc:"0 unknown"`
	LeftMs    int64  `json:"left_ms" doc:"Time left at the rate so far, 0 unknown"`
	StartedAt int64  `json:"started_at" doc:"Unix ms, 0 not yet"`
}

// running lists the long work that the caller may know of.
func (c *Console) running(ctx context.Context, _ *struct{}) (list[runningView], error) {
	out := []runningView{}
	for _, read := range []func(context.Context) ([]runningView, error){c.runningImports, c.runningBulks, c.runningDemo, c.runningBackups} {
		some, err := read(ctx)
		if err != nil {
			return listOf(out, ""), err
		}
		out = append(out, some...)
	}
	return listOf(out, ""), nil
}

func (c *Console) runningImports(ctx context.Context) ([]runningView, error) {
	if a, _ := org.ActorOf(ctx); !a.Role.May(org.ImportRun) || a.Scope != org.ScopeAll { // imports take the whole data scope
		return nil, nil
	}
	all, err := c.Intake.Open(ctx)
	return views(all, func(i intake.Import) runningView {
		v := runningView{Kind: "import", ID: i.ID.String(), Title: i.FileName, State: "running", Done: i.Rows, Total: i.Total, LeftMs: i.LeftMs(), StartedAt: i.StartedAt}
		switch i.State {
		case intake.Waiting:
			v.State = "waiting"
		case intake.Undoing:
			v.Kind = "undo"
		}
		return v
	}), err
}

func (c *Console) runningBulks(ctx context.Context) ([]runningView, error) {
	if org.Must(ctx, org.CustomerEdit) != nil {
		return nil, nil
	}
	all, err := c.Bulks.Open(ctx)
	now := c.DB.Clock().Now().UnixMilli()
	return views(all, func(b intake.Bulk) runningView {
		v := runningView{Kind: "bulk", ID: b.ID.String(), Title: b.Act, State: string(b.State), Done: b.Done, Total: b.Total, StartedAt: b.StartedAt}
		if b.Done > 0 {
			v.LeftMs = (now - b.StartedAt) * (b.Total - b.Done) / b.Done
		}
		return v
	}), err
}

func (c *Console) runningDemo(ctx context.Context) ([]runningView, error) {
	if c.Demo == nil {
		return nil, nil
	}
	b, err := c.Demo.Progress(ctx)
	if err != nil || b.State != demo.Pouring && b.State != demo.Removing {
		return nil, err
	}
	return []runningView{{Kind: "demo", Title: string(b.State), State: "running", Done: b.Facts, Total: b.Expected, StartedAt: b.BegunAt}}, nil
}

func (c *Console) runningBackups(ctx context.Context) ([]runningView, error) {
	if c.Backups == nil || org.Must(ctx, org.Backup) != nil {
		return nil, nil
	}
	all, err := c.Backups.List(ctx)
	all = slices.DeleteFunc(all, func(b Backup) bool { return b.State != "running" })
	return views(all, func(b Backup) runningView {
		return runningView{Kind: "backup", State: "running", Done: b.Bytes, StartedAt: b.At}
	}), err
}
