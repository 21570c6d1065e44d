package console

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"qunli/kit/fault"
	"qunli/org"
)

// Backups is what the console needs of the archives of this installation.
type Backups interface {
	// Last is when the last one was made by any means, unix ms, 0 never.
	Last(ctx context.Context) (int64, error)
	// List gives those made from the console, the latest first, one under way included.
	List(ctx context.Context) ([]Backup, error)
	// Begin begins to make one in the background.
	Begin(ctx context.Context) error
	// Open gives a finished one of List to read, and records who took it. It is on the disk of the node that made it.
	Open(ctx context.Context, file string) (io.ReadSeekCloser, error)
}

// ErrNoBackup is the refusal of an archive that is not on this node, or not finished.
var ErrNoBackup = fault.New(fault.Missing, "backup.none", "这台服务器上没有名为 %q 的备份；它可能已过保留期，或在另一台上", "There is no backup named %q on this server; it may be past its retention, or on another one")

// Backup is an archive on the server.
type Backup struct {
	Name  string `json:"name" doc:"Path of the file on the server that made it"`
	File  string `json:"file" doc:"Name of the file, by which it is downloaded"`
	At    int64  `json:"at" doc:"Unix ms"`
	Bytes int64  `json:"bytes"`
	State string `json:"state" enum:"running,done"`
}

// backupsView says what archives there are, and where.
type backupsView struct {
	Items []Backup `json:"items"`
	Last  int64    `json:"last" doc:"Unix ms of the last archive made by any means, 0 never"`
}

func (c *Console) backups(ctx context.Context, _ *struct{}) (backupsView, error) {
	out := backupsView{Items: []Backup{}}
	if err := org.Must(ctx, org.Backup); err != nil || c.Backups == nil {
		return out, err
	}
	var err error
	if out.Last, err = c.Backups.Last(ctx); err != nil {
		return out, err
	}
	all, err := c.Backups.List(ctx)
	out.Items = some(all)
	return out, err
}

type backupIn struct {
	Body struct {
		Password string `json:"password" maxLength:"1000" doc:"The caller's own, typed again"`
	}
}

// backup begins an archive of everything: for an owner who types their password again.
func (c *Console) backup(ctx context.Context, in *backupIn) (none, error) {
	if err := org.Must(ctx, org.Backup); err != nil {
		return none{}, err
	}
	if err := c.Org.ConfirmPassword(ctx, in.Body.Password); err != nil || c.Backups == nil {
		return none{}, err
	}
	return none{}, c.Backups.Begin(ctx)
}

// downloadBackup sends an archive as it is: for owners, and recorded.
func (c *Console) downloadBackup(w http.ResponseWriter, r *http.Request) error {
	if err := whoAsks(r.Context()); err != nil {
		return err
	}
	if err := org.Must(r.Context(), org.Backup); err != nil {
		return err
	}
	file := r.PathValue("file")
	if c.Backups == nil {
		return ErrNoBackup.F(file)
	}
	f, err := c.Backups.Open(r.Context(), file)
	if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(file))
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
