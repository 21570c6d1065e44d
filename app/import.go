package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"qunli/intake"
	"qunli/org"
)

// importArgs is what the import command was asked.
type importArgs struct {
	config  *Config
	request intake.Request
	path    string
	dryRun  bool
	rejects string
}

func parseImport(c Console, args []string) (importArgs, error) {
	fs, config := configFlags("import", c.Env)
	a := importArgs{config: config, request: intake.Request{Map: pairs{}, Words: meanings{}}}
	var preset string
	fs.Var(pairs(a.request.Map), "map", "KEY=COLUMN")
	fs.StringVar(&preset, "preset", "", "")
	fs.StringVar(&a.request.Zone, "zone", "", "")
	fs.StringVar(&a.request.TimeFormat, "time-format", "", "")
	fs.StringVar(&a.request.Source, "source", "", "")
	fs.Var(meanings(a.request.Words), "kind", "MEANING=WORD,WORD")
	fs.StringVar(&a.request.Ignore, "ignore", "", "")
	fs.StringVar(&a.request.Bots, "bots", "", "")
	fs.StringVar(&a.request.Reconnect, "reconnect", "", "")
	fs.BoolVar(&a.dryRun, "dry-run", false, "")
	fs.StringVar(&a.rejects, "rejects", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return a, err
	}
	if len(words) != 2 {
		return a, misuse("import")
	}
	a.request.Kind, a.path = words[0], words[1]
	a.request.FileName = filepath.Base(a.path)
	return a, a.usePreset(preset)
}

// usePreset takes a preset by file when there is one of that name, otherwise by its saved name.
func (a *importArgs) usePreset(preset string) error {
	if preset == "" {
		return nil
	}
	body, err := os.ReadFile(preset)
	if err != nil {
		if strings.ContainsAny(preset, `/\`) || strings.HasSuffix(preset, ".json") {
			return intake.ErrPreset.F(preset).Because(err)
		}
		a.request.Preset = preset
		return nil
	}
	m, err := intake.ParsePreset(body)
	a.request.Mapping = &m
	return err
}

func importCommand(ctx context.Context, c Console, args []string) error {
	a, err := parseImport(c, args)
	if err != nil {
		return err
	}
	if server, ok := running(*a.config); ok && !a.dryRun {
		return handOver(ctx, c, server, a)
	}
	m := writing
	if _, held := running(*a.config); held {
		m = reading // a dry run beside a running server
	}
	return withApp(ctx, c, *a.config, m, "import "+a.request.FileName, func(ctx context.Context, app *App) error {
		ctx = org.Owner(ctx, "command line")
		if a.dryRun {
			trial, err := app.Intake.Try(ctx, a.path, a.request)
			if err != nil {
				return err
			}
			return printTrial(c, a.config.JSON, trial)
		}
		line := newProgressLine(c.Err)
		imp, err := app.Intake.Load(ctx, a.path, a.request, line.show)
		line.end()
		if err != nil {
			return err
		}
		return finishImport(ctx, c, a, imp, app.Intake.WriteRejects)
	})
}

// finishImport prints the result and writes the rejected records to a file.
func finishImport(ctx context.Context, c Console, a importArgs, imp intake.Import, rejects func(context.Context, intake.ID, io.Writer) error) error {
	where := ""
	if imp.Rejected > 0 {
		where = a.rejectsPath()
		if err := writeFile(where, func(w io.Writer) error { return rejects(ctx, imp.ID, w) }); err != nil {
			printImport(c.Out, imp, "")
			return err
		}
	}
	if a.config.JSON {
		return printJSON(c.Out, importView(imp, where))
	}
	printImport(c.Out, imp, where)
	return nil
}

// rejectsPath is where the rejected records go: where asked, otherwise into the working folder. The folder of the file may
// be somebody else's.
func (a importArgs) rejectsPath() string {
	if a.rejects != "" {
		return a.rejects
	}
	return filepath.Base(a.path) + ".rejects.csv"
}

// writeFile writes a new file that only its owner may read; when it returns, the bytes survive a power cut.
func writeFile(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return errFile.F(path).Because(err)
	}
	if err := fill(f); err != nil {
		_ = f.Close()
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// progressLine redraws one line on a terminal, and is silent elsewhere.
type progressLine struct {
	w     io.Writer
	drawn bool
	on    bool
}

func newProgressLine(w io.Writer) *progressLine {
	f, ok := asFile(w)
	return &progressLine{w: w, on: ok && term.IsTerminal(int(f.Fd()))}
}

func (p *progressLine) show(i intake.Import) {
	if !p.on {
		return
	}
	p.drawn = true
	percent := int64(100)
	if i.Total > 0 {
		percent = i.Rows * 100 / i.Total
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s / %s 行（%d%%）  %s 行/秒  剩余 %s", grouped(i.Rows), grouped(i.Total), percent,
		grouped(int64(i.RatePerSecond())), seconds(i.LeftMs()))
}

func (p *progressLine) end() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

func seconds(ms int64) string { return fmt.Sprintf("%d 秒", (ms+999)/1000) }

// importJSON is the machine-readable result of an import.
type importJSON struct {
	ID       string           `json:"id"`
	Kind     string           `json:"kind"`
	Source   string           `json:"source"`
	State    string           `json:"state"`
	Rows     int64            `json:"rows"`
	Added    int64            `json:"added"`
	Same     int64            `json:"same"`
	Rejected int64            `json:"rejected"`
	Counts   map[string]int64 `json:"counts"`
	Rejects  string           `json:"rejects_file,omitempty"`
	WorkMs   int64            `json:"work_ms"`
	Mapping  json.RawMessage  `json:"mapping"`
}

func importView(i intake.Import, rejects string) importJSON {
	return importJSON{i.ID.String(), i.Kind, i.Source, string(i.Shown()), i.Rows, i.Added, i.Same, i.Rejected, i.Tally(),
		rejects, i.WorkMs, json.RawMessage(i.Mapping)}
}

func printImport(w io.Writer, i intake.Import, rejects string) {
	fmt.Fprintf(w, "导入完成 %s：%s ← %s（来源 %s）\n", i.ID, i.Kind, i.FileName, i.Source)
	fmt.Fprintf(w, "  读取 %s 行，新增 %s，已有 %s，拒绝 %s；用时 %.1f 秒", grouped(i.Rows), grouped(i.Added), grouped(i.Same),
		grouped(i.Rejected), float64(i.WorkMs)/1000)
	if rate := int64(i.RatePerSecond()); rate > 0 {
		fmt.Fprintf(w, "，每秒 %s 行", grouped(rate))
	}
	fmt.Fprintln(w)
	tally := i.Tally()
	for _, s := range intake.Sorts() {
		if n := tally[s.Code]; n > 0 {
			fmt.Fprintf(w, "  %12s  %s · %s\n", grouped(n), s.Zh, s.En)
		}
	}
	if rejects != "" {
		fmt.Fprintf(w, "  被拒绝的行和原因 · rejected rows: %s\n", rejects)
	}
}

func printTrial(c Console, asJSON bool, t intake.Trial) error {
	if asJSON {
		return errors.Join(printJSON(c.Out, t), t.Fault())
	}
	fmt.Fprintf(c.Out, "试运行，没有写入任何数据 · dry run, nothing written\n  %s %s，%s 行；可读 %s，拒绝 %s\n", t.Report.Format.Container,
		t.Report.Format.Encoding, grouped(t.Report.Records), grouped(t.Readable), grouped(t.Rejected))
	for _, f := range intake.Fields(t.Mapping.Kind) {
		if from := t.Mapping.Columns[f.Name]; from != "" {
			fmt.Fprintf(c.Out, "  %-16s ← %-20s %s\n", f.Name, from, f.Zh)
		}
	}
	for _, r := range t.Rejects {
		fmt.Fprintf(c.Out, "  第 %d 行：%s\n  line %d: %s\n", r.Line, r.Zh, r.Line, r.En)
	}
	return t.Fault()
}

func importsCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("imports", c.Env)
	if err := noWords(fs, args); err != nil {
		return err
	}
	return withApp(ctx, c, *config, reading, "imports", func(ctx context.Context, app *App) error {
		list, err := app.Intake.List(org.Owner(ctx, "command line"), 0, 100)
		if err != nil {
			return err
		}
		if config.JSON {
			out := make([]importJSON, len(list))
			for i := range list {
				out[i] = importView(list[i], "")
			}
			return printJSON(c.Out, out)
		}
		for _, i := range list {
			fmt.Fprintf(c.Out, "%s  %-8s %-9s %10s 行  新增 %-10s %s\n", i.ID, i.Shown(), i.Kind, grouped(i.Rows), grouped(i.Added), i.FileName)
		}
		return nil
	})
}

func undoCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("undo", c.Env)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misuse("undo")
	}
	var id intake.ID
	if err := id.UnmarshalText([]byte(words[0])); err != nil {
		return intake.ErrNone
	}
	done := func(imp intake.Import, err error) error {
		if err == nil {
			fmt.Fprintf(c.Out, "已撤销 %s · undone\n", imp.ID)
		}
		return err
	}
	if server, ok := running(*config); ok {
		return done(undoThere(ctx, server, id))
	}
	return withApp(ctx, c, *config, writing, "undo "+words[0], func(ctx context.Context, app *App) error {
		return done(app.Intake.Undo(org.Owner(ctx, "command line"), id))
	})
}
