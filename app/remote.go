package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"qunli/intake"
	"qunli/intake/tabular"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/serve"
)

// running gives the way to the server that holds the SQLite file, when there is one.
func running(config Config) (*serve.Socket, bool) {
	path, ok := config.sqlitePath()
	if !ok {
		return nil, false
	}
	if _, held := db.HolderOf(path); !held {
		return nil, false
	}
	socket, _ := config.socket()
	if _, err := os.Stat(socket); err != nil {
		return nil, false
	}
	return serve.DialSocket(socket), true
}

// remoteImport is what the server says of an import.
type remoteImport struct {
	ID       intake.ID        `json:"id"`
	Kind     string           `json:"kind"`
	Source   string           `json:"source"`
	FileName string           `json:"file_name"`
	State    intake.State     `json:"state"`
	Rows     int64            `json:"rows"`
	Total    int64            `json:"total"`
	Added    int64            `json:"added"`
	Same     int64            `json:"same"`
	Rejected int64            `json:"rejected"`
	Counts   map[string]int64 `json:"counts"`
	WorkMs   int64            `json:"work_ms"`
	Mapping  json.RawMessage  `json:"mapping"`
	Error    *intake.Reason   `json:"error"`
}

func (r remoteImport) local() intake.Import {
	counts, _ := json.Marshal(r.Counts) // whole numbers always marshal
	return intake.Import{ID: r.ID, Kind: r.Kind, Source: r.Source, FileName: r.FileName, State: r.State, Rows: r.Rows, Total: r.Total,
		Added: r.Added, Same: r.Same, Rejected: r.Rejected, Counts: string(counts), WorkMs: r.WorkMs, Mapping: string(r.Mapping)}
}

// handOver lets the running server do the import and follows it to its end.
func handOver(ctx context.Context, c Console, s *serve.Socket, a importArgs) error {
	if err := tabular.Probe(a.path); err != nil {
		return err // a folder or a pipe would only break the connection
	}
	f, err := os.Open(a.path)
	if err != nil {
		return errFile.F(a.path).Because(err)
	}
	defer f.Close()
	query, err := a.query()
	if err != nil {
		return err
	}
	var got remoteImport
	if err := s.Do(ctx, http.MethodPost, "/api/imports?"+query, f, &got); err != nil {
		return err
	}
	line := newProgressLine(c.Err)
	for got.State == intake.Waiting || got.State == intake.Running {
		if err := clock.Sleep(ctx, 200*time.Millisecond); err != nil {
			return err
		}
		if err := s.Do(ctx, http.MethodGet, "/api/imports/"+got.ID.String(), nil, &got); err != nil {
			return err
		}
		line.show(got.local())
	}
	line.end()
	if got.Error != nil {
		return got.Error.Fault()
	}
	return finishImport(ctx, c, a, got.local(), func(ctx context.Context, id intake.ID, w io.Writer) error {
		return s.Do(ctx, http.MethodGet, "/api/imports/"+id.String()+"/rejects", nil, w)
	})
}

// query spells the request as the upload route reads it.
func (a importArgs) query() (string, error) {
	r := a.request
	v := url.Values{"kind": {r.Kind}, "name": {r.FileName}}
	for key, value := range map[string]string{"source": r.Source, "preset": r.Preset, "zone": r.Zone, "time_format": r.TimeFormat} {
		if value != "" {
			v.Set(key, value)
		}
	}
	for key, value := range map[string]string{"ignore": r.Ignore, "bots": r.Bots, "reconnect": r.Reconnect} {
		if value != "" {
			v.Set(key, value)
		}
	}
	for word, meaning := range r.Words {
		v.Add("words", meaning+"="+word)
	}
	for field, column := range r.Map {
		v.Add("map", field+"="+column)
	}
	if r.Mapping != nil {
		text, err := json.Marshal(r.Mapping)
		if err != nil {
			return "", err
		}
		v.Set("mapping", string(text))
	}
	return v.Encode(), nil
}

// undoThere lets the running server undo an import.
func undoThere(ctx context.Context, s *serve.Socket, id intake.ID) (intake.Import, error) {
	var got remoteImport
	err := s.Do(ctx, http.MethodPost, "/api/imports/"+id.String()+"/undo", nil, &got)
	for err == nil && got.State == intake.Undoing {
		if err = clock.Sleep(ctx, 200*time.Millisecond); err == nil {
			err = s.Do(ctx, http.MethodGet, "/api/imports/"+id.String(), nil, &got)
		}
	}
	return got.local(), err
}

// ownerLinkThere lets the running server make a password link for an owner and gives its path.
func ownerLinkThere(ctx context.Context, s *serve.Socket, login string) (string, error) {
	body, err := json.Marshal(map[string]string{"login": login})
	if err != nil {
		return "", err
	}
	var link struct {
		Path string `json:"path"`
	}
	err = s.Do(ctx, http.MethodPost, "/api/owner/link", bytes.NewReader(body), &link)
	return link.Path, err
}

// removeDemoThere lets the running server remove the demo brand, which it does in the background.
func removeDemoThere(ctx context.Context, s *serve.Socket) error {
	return s.Do(ctx, http.MethodDelete, "/api/demo", nil, nil)
}
