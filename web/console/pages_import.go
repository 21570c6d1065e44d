package console

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"qunli/intake"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/kit/serve"
	"qunli/org"
)

// importsBody is the page of all imports.
type importsBody struct {
	Items   []importRow
	Next    string
	Kinds   []string
	Presets []string
}

// importRow is one import as people read it.
type importRow struct {
	ID                    intake.ID
	File, Kind, Source    string
	State                 intake.State
	StateName             string
	Rows, Total           int64
	Added, Same, Rejected int64
	Bytes, Zone, Created  string
	Rate, Left, Failure   string
	Counts, Columns       []shown
	MayUndo               bool
}

func (see reader) importRow(i intake.Import) importRow {
	row := importRow{ID: i.ID, File: i.FileName, Kind: see.w.KindName(i.Kind), Source: i.Source, State: i.State,
		StateName: see.w.StateName(string(i.State)), Rows: i.Rows, Total: max(i.Total, 1), Added: i.Added, Same: i.Same,
		Rejected: i.Rejected, Bytes: whole(i.FileBytes), Zone: i.Zone,
		Created: time.UnixMilli(i.CreatedAt).In(see.zone).Format("2006-01-02 15:04")}
	if i.State == intake.Running && i.WorkMs > 0 {
		row.Rate = whole(int64(i.RatePerSecond()))
		row.Left = (time.Duration(i.LeftMs()) * time.Millisecond).Round(time.Second).String()
	}
	if f := i.Fault(); f != nil {
		row.Failure = pick(see.lang, f.Zh, f.En)
	}
	tally := i.Tally()
	for _, sort := range intake.Sorts() {
		if n := tally[sort.Code]; n != 0 {
			row.Counts = append(row.Counts, shown{pick(see.lang, sort.Zh, sort.En), whole(n), ""})
		}
	}
	row.Columns = see.columns(i)
	return row
}

// columns says for each field where its value comes from.
func (see reader) columns(i intake.Import) []shown {
	var m intake.Mapping
	if json.Unmarshal([]byte(i.Mapping), &m) != nil {
		return nil
	}
	var out []shown
	for _, f := range intake.Fields(i.Kind) {
		if from := m.Columns[f.Name]; from != "" {
			out = append(out, shown{pick(see.lang, f.Zh, f.En), from, ""})
		}
	}
	return out
}

// whole spells a count with its thousands apart.
func whole(n int64) string {
	s := money.Fen(n * 100).Format()
	return s[:len(s)-3]
}

const importsPerPage = 30

func (c *Console) importsPage(w http.ResponseWriter, r *http.Request) error {
	return c.showImports(w, r, nil)
}

// showImports shows the list, with the refusal of an upload when there was one.
func (c *Console) showImports(w http.ResponseWriter, r *http.Request, refusal error) error {
	ctx := r.Context()
	if err := errors.Join(whoAsks(ctx), org.Must(ctx, org.ImportRun)); err != nil {
		return whoseFault(err)
	}
	var after intake.ID
	if err := after.UnmarshalText([]byte(r.URL.Query().Get("after"))); err != nil {
		return serve.ErrNoRoute
	}
	body, busy, err := c.importsBody(ctx, serve.Lang(r), after)
	if err != nil {
		return err
	}
	p := c.newPage(r, body)
	p.Title = p.W.Imports
	status := http.StatusOK
	if refusal != nil {
		problem := serve.NewProblem(ctx, p.Lang, refusal)
		p.Problem, status = &problem, problem.Status
	} else if busy {
		p.Refresh = 5
	}
	return c.show(w, r, "imports", status, p)
}

// whoseFault gives the first fault of several.
func whoseFault(err error) error { return fault.Of(err) }

func (c *Console) importsBody(ctx context.Context, lang string, after intake.ID) (importsBody, bool, error) {
	body := importsBody{Kinds: intake.Kinds()}
	see, err := c.reader(ctx, lang)
	if err != nil {
		return body, false, err
	}
	presets, err := c.Intake.Presets(ctx)
	if err != nil {
		return body, false, err
	}
	for _, p := range presets {
		body.Presets = append(body.Presets, p.Name)
	}
	all, err := c.Intake.List(ctx, after, importsPerPage)
	busy := false
	for _, i := range all {
		busy = busy || underWay(i.State)
		body.Items = append(body.Items, see.importRow(i))
	}
	if len(all) == importsPerPage {
		body.Next = all[len(all)-1].ID.String()
	}
	return body, busy, err
}

func underWay(s intake.State) bool {
	return s == intake.Waiting || s == intake.Running || s == intake.Undoing
}

// importForm takes a file from a browser. The fields before the file say how to read it.
func (c *Console) importForm(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	r.Body = serve.Body(w, r, maxUpload)
	i, err := c.takeForm(r)
	if err != nil {
		if k := fault.Of(err).Kind; k == fault.Internal || k == fault.Denied || k == fault.Unavailable {
			return err
		}
		return c.showImports(w, r, err)
	}
	http.Redirect(w, r, "/imports/"+i.ID.String(), http.StatusSeeOther)
	return nil
}

func (c *Console) takeForm(r *http.Request) (intake.Import, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return intake.Import{}, errMalformed.Because(err)
	}
	request := intake.Request{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return intake.Import{}, intake.ErrUpload
		}
		if err != nil {
			return intake.Import{}, errMalformed.Because(err)
		}
		if part.FormName() == "file" {
			request.FileName = part.FileName()
			return c.Intake.Submit(r.Context(), part, request)
		}
		if err := readField(part, &request); err != nil {
			return intake.Import{}, err
		}
	}
}

func readField(part *multipart.Part, request *intake.Request) error {
	text, err := io.ReadAll(io.LimitReader(part, 1000))
	if err != nil {
		return errMalformed.Because(err)
	}
	switch part.FormName() {
	case "kind":
		request.Kind = string(text)
	case "source":
		request.Source = string(text)
	case "preset":
		request.Preset = string(text)
	}
	return nil
}

func (c *Console) importPage(w http.ResponseWriter, r *http.Request) error {
	return c.showImport(w, r, nil)
}

func (c *Console) showImport(w http.ResponseWriter, r *http.Request, refusal error) error {
	ctx := r.Context()
	if err := whoAsks(ctx); err != nil {
		return err
	}
	i, err := c.Intake.Get(ctx, pathImport(r))
	if err != nil {
		return err
	}
	see, err := c.reader(ctx, serve.Lang(r))
	if err != nil {
		return err
	}
	row := see.importRow(i)
	row.MayUndo = org.Must(ctx, org.ImportUndo) == nil && (i.State == intake.Done || i.State == intake.Failed)
	p := c.newPage(r, row)
	p.Title = see.w.ImportTitle
	if underWay(i.State) {
		p.Refresh = 2
	}
	status := http.StatusOK
	if refusal != nil {
		problem := serve.NewProblem(ctx, p.Lang, refusal)
		p.Problem, status = &problem, problem.Status
	}
	return c.show(w, r, "import", status, p)
}

// pathImport reads the id of the path; one that is none is 0, which no import has.
func pathImport(r *http.Request) intake.ID {
	var i intake.ID
	if i.UnmarshalText([]byte(r.PathValue("id"))) != nil {
		return 0
	}
	return i
}

func (c *Console) undoForm(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	i, err := c.Intake.Undo(r.Context(), pathImport(r))
	if err != nil {
		if fault.Of(err).Kind != fault.Conflict {
			return err
		}
		return c.showImport(w, r, err)
	}
	http.Redirect(w, r, "/imports/"+i.ID.String(), http.StatusSeeOther)
	return nil
}
