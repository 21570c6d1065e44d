package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qunli/intake"
	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// maxUpload is the largest file the API takes.
const maxUpload = 8 << 30

// importView is one file brought in, or being brought in.
type importView struct {
	ID         intake.ID        `json:"id"`
	Kind       string           `json:"kind"`
	Source     string           `json:"source"`
	FileName   string           `json:"file_name"`
	FileHash   string           `json:"file_hash" doc:"sha256, hex"`
	FileBytes  int64            `json:"file_bytes"`
	Mapping    json.RawMessage  `json:"mapping" doc:"How the file is read: what was given and what was guessed"`
	Zone       string           `json:"zone"`
	State      intake.State     `json:"state" enum:"waiting,running,done,failed,undoing,undone,cancelled"`
	Rows       int64            `json:"rows" doc:"Records read so far"`
	Total      int64            `json:"total" doc:"Records in the file"`
	Added      int64            `json:"added" doc:"Records that brought something new"`
	Same       int64            `json:"same" doc:"Records that were there already"`
	Rejected   int64            `json:"rejected"`
	Counts     map[string]int64 `json:"counts" doc:"What the records were"`
	Rate       float64          `json:"rate" doc:"Records a second"`
	WorkMs     int64            `json:"work_ms" doc:"Time spent working"`
	LeftMs     int64            `json:"left_ms" doc:"Time left at the rate so far, 0 unknown"`
	Error      *importError     `json:"error,omitempty"`
	CreatedAt  int64            `json:"created_at" doc:"Unix ms"`
	StartedAt  int64            `json:"started_at" doc:"Unix ms, 0 not yet"`
	FinishedAt int64            `json:"finished_at" doc:"Unix ms, 0 not yet"`
}

// importError is what ended an import.
type importError struct {
	Code    string `json:"code"`
	Message string `json:"message" doc:"In the caller's language"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
}

func viewImport(lang string) func(intake.Import) importView {
	return func(i intake.Import) importView {
		v := importView{ID: i.ID, Kind: i.Kind, Source: i.Source, FileName: i.FileName, FileHash: i.FileHash,
			FileBytes: i.FileBytes, Mapping: json.RawMessage(i.Mapping), Zone: i.Zone, State: i.Shown(), Rows: i.Rows,
			Total: i.Total, Added: i.Added, Same: i.Same, Rejected: i.Rejected, Counts: i.Tally(), Rate: i.RatePerSecond(),
			WorkMs: i.WorkMs, LeftMs: i.LeftMs(), CreatedAt: i.CreatedAt, StartedAt: i.StartedAt, FinishedAt: i.FinishedAt}
		if f := i.Fault(); f != nil {
			v.Error = &importError{f.Code, pick(lang, f.Zh, f.En), f.Zh, f.En}
		}
		return v
	}
}

// UploadQuery says how an uploaded file is to be read.
type UploadQuery struct {
	Kind       string   `query:"kind" enum:"customers,products,orders,spend,referrals,touches,chat" doc:"Needed unless the preset says it"`
	Source     string   `query:"source" doc:"The system the file comes from: half of every natural key"`
	Preset     string   `query:"preset" doc:"Name of a saved preset"`
	Map        []string `query:"map,explode" nullable:"false" doc:"Single columns over the preset, FIELD=COLUMN"`
	Mapping    string   `query:"mapping" doc:"A preset by value, as JSON; wins over preset"`
	Zone       string   `query:"zone" doc:"Of times written without one; the organisation's when empty"`
	TimeFormat string   `query:"time_format" doc:"Where day and month could be mistaken: DD/MM/YYYY HH:mm"`
	Words      []string `query:"words,explode" nullable:"false" doc:"What words of the file mean, MEANING=WORD,WORD: join=JOIN,INVITED"`
	Ignore     string   `query:"ignore" doc:"Of group logs, a regular expression: members whose lines are left out"`
	Bots       string   `query:"bots" doc:"Of group logs, a regular expression: members who are programs"`
	Reconnect  string   `query:"reconnect" doc:"Of group logs, like 30m: who leaves and returns within it never left"`
	Name       string   `query:"name" doc:"Name of the file; its ending tells .gz and .xlsx"`
}

func (q UploadQuery) request() (intake.Request, error) {
	r := intake.Request{Kind: q.Kind, Source: q.Source, FileName: q.Name, Preset: q.Preset, Zone: q.Zone, TimeFormat: q.TimeFormat,
		Map: map[string]string{}, Words: map[string]string{},
		ChatOptions: intake.ChatOptions{Ignore: q.Ignore, Bots: q.Bots, Reconnect: q.Reconnect}}
	for _, w := range q.Words {
		if err := intake.ParseWords(w, r.Words); err != nil {
			return r, err
		}
	}
	if r.FileName == "" {
		r.FileName = "upload"
	}
	if q.Mapping != "" {
		m, err := intake.ParsePreset([]byte(q.Mapping))
		if err != nil {
			return r, err
		}
		r.Mapping = &m
	}
	for _, m := range q.Map {
		field, column, ok := strings.Cut(m, "=")
		if !ok {
			return r, fault.InvalidField("map", m, "要写成 字段=列名", "write it as FIELD=COLUMN")
		}
		r.Map[field] = column
	}
	return r, nil
}

type uploadIn struct {
	UploadQuery
	body io.ReadCloser
}

// Resolve keeps the body as a stream: files are larger than memory.
func (in *uploadIn) Resolve(ctx huma.Context) []error {
	r, w := humago.Unwrap(ctx)
	in.body = serve.Body(w, r, maxUpload)
	return nil
}

func (c *Console) upload(ctx context.Context, in *uploadIn) (importView, error) {
	r, err := in.request()
	if err != nil {
		return importView{}, err
	}
	i, err := c.Intake.Submit(ctx, in.body, r)
	return viewImport(langOf(ctx))(i), err
}

// trialView is what a dry run shows. Nothing was written.
type trialView struct {
	Mapping  json.RawMessage `json:"mapping" doc:"How the file would be read"`
	Columns  []string        `json:"columns" doc:"Of the file"`
	Records  int64           `json:"records"`
	Bytes    int64           `json:"bytes"`
	Readable int64           `json:"readable" doc:"Records that would be taken up"`
	Rejected int64           `json:"rejected"`
	Rejects  []rejectView    `json:"rejects" doc:"The first of them"`
	Rows     []seenView      `json:"rows" doc:"The first ten records"`
	Sheets   []string        `json:"sheets" doc:"Of a workbook"`
	Problem  *trialProblem   `json:"problem,omitempty" doc:"Why the file cannot be brought in like this: a field without a column, a column that is not there"`
}

// seenView is a record as it stands in the file.
type seenView struct {
	Line   int64    `json:"line" doc:"Of the file, from 1; 0 while the mapping does not fit"`
	Cells  []string `json:"cells" nullable:"false"`
	Reason string   `json:"reason" doc:"Why it would be refused, in the caller's language; empty: it can be read"`
}

// trialProblem is what is wrong with a mapping, field by field.
type trialProblem struct {
	Message string   `json:"message" doc:"In the caller's language"`
	Fields  []string `json:"fields" nullable:"false" doc:"Which fields of the mapping it is about"`
}

// rejectView is a refused record.
type rejectView struct {
	Line   int64           `json:"line" doc:"Of the file, from 1"`
	Code   string          `json:"code"`
	Reason string          `json:"reason" doc:"In the caller's language"`
	Record json.RawMessage `json:"record" doc:"Its cells"`
}

func (c *Console) tryUpload(ctx context.Context, in *uploadIn) (trialView, error) {
	r, err := in.request()
	if err != nil {
		return trialView{}, err
	}
	r.GuessKind = true
	lang := langOf(ctx)
	t, err := c.Intake.TryUpload(ctx, in.body, r)
	problem := problemOf(lang, t, err)
	if err != nil && problem == nil {
		return trialView{}, err
	}
	mapping, err := json.Marshal(t.Mapping)
	return trialView{mapping, some(t.Report.Columns), t.Report.Records, t.Report.Bytes, t.Readable, t.Rejected,
		views(t.Rejects, func(r intake.Reject) rejectView {
			return rejectView{r.Line, r.Code, pick(lang, r.Zh, r.En), json.RawMessage(r.Record)}
		}),
		views(t.First, func(s intake.Seen) seenView {
			return seenView{s.Line, some(s.Cells), pick(lang, s.Refused.Zh, s.Refused.En)}
		}), some(t.Report.Sheets), problem}, err
}

// problemOf gives what is wrong with the mapping of a file that could be inspected; nil when it is something else.
func problemOf(lang string, t intake.Trial, err error) *trialProblem {
	if len(t.Report.Columns) == 0 || !errors.Is(err, intake.ErrColumn) && !errors.Is(err, intake.ErrMap) {
		return nil
	}
	f := fault.Of(err)
	return &trialProblem{f.Message(lang), views(f.Fields, func(at fault.Field) string { return at.Name })}
}

// fileKind describes a kind of file.
type fileKind struct {
	Kind   string      `json:"kind"`
	Fields []fieldView `json:"fields"`
}

// fieldView is one thing that a file of a kind can say.
type fieldView struct {
	Name     string `json:"name"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Required bool   `json:"required"`
}

// fileKinds is what files can be, and what their records can turn out to be.
type fileKinds struct {
	Kinds []fileKind `json:"kinds"`
	Sorts []sortView `json:"sorts" doc:"Codes of counts, in the order in which they are shown"`
}

type sortView struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func (c *Console) kinds(ctx context.Context, _ *struct{}) (fileKinds, error) {
	err := org.Must(ctx, org.ImportRun)
	return fileKinds{views(intake.Kinds(), func(kind string) fileKind {
		return fileKind{kind, views(intake.Fields(kind), func(f intake.Field) fieldView { return fieldView{f.Name, f.Zh, f.En, f.Required} })}
	}), views(intake.Sorts(), func(s intake.Sort) sortView { return sortView(s) })}, err
}

func pick(lang, zh, en string) string {
	if lang == "en" {
		return en
	}
	return zh
}

type importsIn struct {
	Sized
	After ref[intake.ID] `query:"after"`
}

func (c *Console) imports(ctx context.Context, in *importsIn) (list[importView], error) {
	limit := in.Limit
	if limit == 0 {
		limit = defaultPage
	}
	all, err := c.Intake.List(ctx, in.After.ID, limit)
	next := pageAfter(all, limit, func(i intake.Import) string { return i.ID.String() })
	return listOf(views(all, viewImport(langOf(ctx))), next), err
}

type importIn struct {
	ID ref[intake.ID] `path:"id"`
}

func (c *Console) oneImport(ctx context.Context, in *importIn) (importView, error) {
	i, err := c.Intake.Get(ctx, in.ID.ID)
	return viewImport(langOf(ctx))(i), err
}

func (c *Console) undoImport(ctx context.Context, in *importIn) (importView, error) {
	i, err := c.Intake.Undo(ctx, in.ID.ID)
	return viewImport(langOf(ctx))(i), err
}

func (c *Console) cancelImport(ctx context.Context, in *importIn) (importView, error) {
	i, err := c.Intake.Cancel(ctx, in.ID.ID)
	return viewImport(langOf(ctx))(i), err
}

// rejects downloads the refused records of an import as CSV.
func (c *Console) rejects(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	var i intake.ID
	if err := i.UnmarshalText([]byte(r.PathValue("id"))); err != nil || i == 0 {
		return intake.ErrNone
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="rejects-`+i.String()+`.csv"`)
	h.Set("Cache-Control", "no-store")
	return c.Intake.WriteRejects(r.Context(), i, w)
}

// presetView is a mapping saved under a name.
type presetView struct {
	Name      string          `json:"name"`
	Mapping   json.RawMessage `json:"mapping"`
	Version   int64           `json:"version"`
	ChangedAt int64           `json:"changed_at" doc:"Unix ms"`
}

func (c *Console) presets(ctx context.Context, _ *struct{}) (list[presetView], error) {
	all, err := c.Intake.Presets(ctx)
	return listOf(views(all, func(p intake.Preset) presetView {
		return presetView{p.Name, json.RawMessage(p.Body), p.Version, p.ChangedAt}
	}), ""), err
}

type savePresetIn struct {
	Name string          `path:"name" maxLength:"100"`
	Body json.RawMessage `doc:"A preset as the command line takes it"`
}

func (c *Console) savePreset(ctx context.Context, in *savePresetIn) (none, error) {
	m, err := intake.ParsePreset(bytes.TrimSpace(in.Body))
	if err != nil {
		return none{}, err
	}
	return none{}, c.Intake.SavePreset(ctx, in.Name, m)
}

type presetIn struct {
	Name string `path:"name"`
}

func (c *Console) dropPreset(ctx context.Context, in *presetIn) (none, error) {
	return none{}, c.Intake.DropPreset(ctx, in.Name)
}
