package intake

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"qunli/commerce"
	"qunli/insight"
	"qunli/intake/tabular"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/job"
	"qunli/org"
)

// Service brings files in.
type Service struct {
	db   *db.DB
	bus  *event.Bus
	log  *slog.Logger
	dir  string // where uploads wait, one file an import, named by its id
	wake chan struct{}
}

// may is the first line of every verb: a file names any store and its refused lines hold people of any store, so that imports
// take the whole data scope beside the permission.
func may(ctx context.Context, p org.Permission) error {
	if err := org.Must(ctx, p); err != nil {
		return err
	}
	if !org.Scope(ctx).Whole() {
		return org.ErrScope
	}
	return nil
}

// New gives the service; facts go to bus, marked as history; dir is the folder in which uploads wait.
func New(d *db.DB, bus *event.Bus, dir string, log *slog.Logger) *Service {
	return &Service{db: d, bus: bus, log: log, dir: dir, wake: make(chan struct{}, 1)}
}

// Request says how a file is to be read.
type Request struct {
	Kind       string
	GuessKind  bool // of a file whose kind is not given
	Source     string
	FileName   string
	Preset     string            // name of a saved preset
	Mapping    *Mapping          // a preset by value; wins over Preset
	Map        map[string]string // single columns, over the preset
	Zone       string
	TimeFormat string
	Words      map[string]string // word of the file → what it means, in the field that tells records apart (event, touch, kind)
	ChatOptions
}

// plan is a file understood: nothing is written yet.
type plan struct {
	path    string
	mapping Mapping
	report  tabular.Report
	zone    *time.Location
}

// understand inspects the whole file and completes its mapping.
func (s *Service) understand(ctx context.Context, path string, r Request) (plan, error) {
	m, err := s.mapping(ctx, r)
	if err != nil {
		return plan{}, err
	}
	if m.Kind == "" && r.GuessKind {
		if m.Kind, err = kindOf(ctx, path, m); err != nil {
			return plan{}, err
		}
	}
	if Fields(m.Kind) == nil {
		return plan{}, ErrKind.F(m.Kind, joined(Kinds()))
	}
	zone, err := s.zone(ctx, m.Zone)
	if err != nil {
		return plan{}, err
	}
	m.Zone = zone.String()
	if _, err := m.chat(); err != nil {
		return plan{}, err
	}
	report, err := m.inspect(ctx, path)
	if err != nil {
		return plan{}, err
	}
	m.Format, m.Names = &report.Format, report.Columns
	m, err = m.complete(report.Columns)
	return plan{path: path, mapping: m, report: report, zone: zone}, err
}

// mapping lays the single settings of a request over its preset.
func (s *Service) mapping(ctx context.Context, r Request) (Mapping, error) {
	var m Mapping
	switch {
	case r.Mapping != nil:
		m = *r.Mapping
	case r.Preset != "":
		p, err := loadPreset(ctx, s.db.Read(), r.Preset)
		if err != nil {
			return m, err
		}
		if err := json.Unmarshal([]byte(p.Body), &m); err != nil {
			return m, ErrPreset.F(r.Preset).Because(err)
		}
	}
	if r.Kind != "" && m.Kind != "" && r.Kind != m.Kind {
		return m, ErrMap.At("kind", m.Kind, "“"+m.Kind+"” 与要导入的类型 "+r.Kind+" 不一致", "\""+m.Kind+"\" of the preset is not the kind to import, "+r.Kind)
	}
	m.Kind, m.Source = either(r.Kind, m.Kind), either(r.Source, either(m.Source, "file"))
	m.Zone, m.TimeFormat = either(r.Zone, m.Zone), either(r.TimeFormat, m.TimeFormat)
	if err := m.translate(r.Words); err != nil {
		return m, err
	}
	m.ChatOptions = r.ChatOptions.over(m.ChatOptions)
	m.whole = len(m.Columns) > 0 && m.coversRequired()
	columns := map[string]string{}
	for field, from := range m.Columns {
		columns[field] = from
	}
	for field, from := range r.Map {
		columns[field] = from
	}
	m.Columns = columns
	return m, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (s *Service) zone(ctx context.Context, name string) (*time.Location, error) {
	if name == "" {
		return org.Zone(ctx, s.db.Read())
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // Local is another zone on another machine
		return nil, ErrMap.At("zone", name, "“"+name+"” 不是时区名，例如 Asia/Shanghai", "\""+name+"\" is no time zone; write for example Asia/Shanghai")
	}
	return zone, nil
}

// Load brings the file at path in and returns when it is done; seen is told after each commit. A run that was cut off is
// continued by the same call.
func (s *Service) Load(ctx context.Context, path string, r Request, seen func(Import)) (Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Import{}, err
	}
	if r.FileName == "" {
		r.FileName = filepath.Base(path)
	}
	p, err := s.understand(ctx, path, r)
	if err != nil {
		return Import{}, err
	}
	release, err := s.lock(ctx, p.mapping.Kind, p.mapping.Source)
	if err != nil {
		return Import{}, err
	}
	defer release()
	imp, err := s.begin(ctx, p, r, Running)
	if err != nil {
		return imp, err
	}
	return s.work(ctx, imp, path, seen)
}

// lock keeps imports of one kind and source apart, over all nodes.
func (s *Service) lock(ctx context.Context, kind, source string) (func(), error) {
	release, ok, err := s.db.TryLock(ctx, "import:"+kind+":"+source)
	if err == nil && !ok {
		err = ErrRunning.F(source, kind)
	}
	return release, err
}

// begin finds the unfinished import of the same file or enters a new one.
func (s *Service) begin(ctx context.Context, p plan, r Request, state State) (Import, error) {
	mapping, err := json.Marshal(p.mapping)
	if err != nil {
		return Import{}, err
	}
	actor, _ := org.ActorOf(ctx)
	want := Import{
		Kind: p.mapping.Kind, Source: p.mapping.Source, FileName: filepath.Base(r.FileName), FileHash: p.report.SHA256,
		FileBytes: p.report.Bytes, Mapping: string(mapping), Zone: p.zone.String(), State: state, Total: p.report.Records,
		Counts: "{}", ActorKind: string(actor.Kind), ActorID: actor.ID,
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, found, err := unfinished(ctx, tx, want)
		if err != nil {
			return err
		}
		if found {
			want, err = s.takeOver(ctx, tx, have, state)
			return err
		}
		want.ID, want.CreatedAt = ID(tx.NewID()), tx.Now
		if state == Running {
			want.StartedAt = tx.Now
		}
		if err := insertImport(ctx, tx, want); err != nil {
			return err
		}
		return org.Audit(ctx, tx, org.Change{Verb: "import.begin", Object: "import", ID: int64(want.ID),
			After: map[string]any{"kind": want.Kind, "source": want.Source, "sha256": want.FileHash, "records": want.Total}})
	})
	return want, err
}

// takeOver lets an unfinished import go on. One that is running and handed in once more is left to whoever runs it. It is
// read again after the write: a run that was cut off may have had its last commit still under way.
func (s *Service) takeOver(ctx context.Context, tx *db.Tx, have Import, state State) (Import, error) {
	if have.State == Running && state == Waiting {
		return have, nil
	}
	have.State, have.Error = state, ""
	if err := setState(ctx, tx, have); err != nil {
		return have, err
	}
	return loadImport(ctx, tx, have.ID)
}

// work reads the file from where the import stands to its end. The caller holds the lock.
func (s *Service) work(ctx context.Context, imp Import, path string, seen func(Import)) (Import, error) {
	at := &run{Import: imp}
	var err error
	if at.days, err = org.Zone(ctx, s.db.Read()); err == nil {
		err = s.read(ctx, at, path, seen)
	}
	end := at.Import
	if err == nil || !interrupted(ctx, err) {
		end, err = s.end(ctx, end, err)
	} // else it stays running, and goes on where it stopped
	if now, ok := s.stopped(context.WithoutCancel(ctx), imp.ID, err); ok {
		return now, now.Fault().Fault()
	}
	return end, err
}

// end writes down how an import ended.
func (s *Service) end(ctx context.Context, imp Import, err error) (Import, error) {
	imp.State = Done
	if err != nil {
		imp.State, imp.Error = Failed, reasonOf(err).json()
	}
	saveErr := s.db.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		imp.FinishedAt = tx.Now
		if err := saveEnd(ctx, tx, imp); err != nil {
			return err
		}
		return study(ctx, tx)
	})
	return imp, errors.Join(err, saveErr)
}

// study has what is only written at night written soon: who brought a file in wants to see it. The replay of a whole past says
// so itself, at its end.
func study(ctx context.Context, tx *db.Tx) error {
	if job.IsHistory(ctx) {
		return nil
	}
	return insight.Study(ctx, tx)
}

// interrupted tells what may be tried again from what is wrong with the file.
func interrupted(ctx context.Context, err error) bool {
	return ctx.Err() != nil || fault.Of(err).Kind == fault.Unavailable
}

// read opens the file the way it was first understood and carries its records in.
func (s *Service) read(ctx context.Context, at *run, path string, seen func(Import)) error {
	var m Mapping
	if err := json.Unmarshal([]byte(at.Mapping), &m); err != nil {
		return err
	}
	zone, err := time.LoadLocation(at.Zone)
	if err != nil {
		return err
	}
	r, err := m.open(ctx, path)
	if err != nil {
		return err
	}
	defer r.Close()
	if at.form, err = m.bind(r.Columns(), newTimeReader(m, zone, r.Excel(), r.Date1904())); err != nil {
		return err
	}
	return s.carryKind(job.History(ctx), at, r, seen)
}

func (s *Service) carryKind(ctx context.Context, at *run, r source, seen func(Import)) error {
	switch at.Kind {
	case "orders":
		return carry(ctx, s, at, r, kind[orderRow]{twins: true, read: readOrder, write: s.writeOrders}, seen)
	case "customers":
		return carry(ctx, s, at, r, kind[customerRow]{read: readCustomer, write: s.writeCustomers}, seen)
	case "products":
		return carry(ctx, s, at, r, kind[commerce.Product]{read: readProduct, write: s.writeProducts}, seen)
	case "spend":
		return carry(ctx, s, at, r, kind[spendRow]{read: readSpend, write: s.writeSpend}, seen)
	case "referrals":
		return carry(ctx, s, at, r, kind[referralRow]{read: readReferral, write: s.writeReferrals}, seen)
	case "touches":
		return carry(ctx, s, at, r, kind[touchRow]{number: numberTouches(), read: readTouch, write: s.writeTouches}, seen)
	case "chat":
		return carry(ctx, s, at, r, kind[chatRow]{number: numberLines(), read: readChat, write: s.writeChat}, seen)
	}
	return ErrKind.F(at.Kind, joined(Kinds()))
}

// Get gives one import.
func (s *Service) Get(ctx context.Context, id ID) (Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Import{}, err
	}
	return loadImport(ctx, s.db.Read(), id)
}

// List gives imports, newest first, before the one given (0: from the newest).
func (s *Service) List(ctx context.Context, before ID, limit int) ([]Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return nil, err
	}
	return listImports(ctx, s.db.Read(), before, limit)
}

// Open lists the imports that have not come to their end, the oldest first.
func (s *Service) Open(ctx context.Context) ([]Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return nil, err
	}
	return unfinishedWork(ctx, s.db.Read())
}

// uploadPath is where the file of an import waits on this node.
func (s *Service) uploadPath(id ID) string { return filepath.Join(s.dir, id.String()) }

func (s *Service) forgetUpload(id ID) {
	if err := os.Remove(s.uploadPath(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		s.log.Error("import: remove upload", "import", id.String(), "error", err)
	}
}
