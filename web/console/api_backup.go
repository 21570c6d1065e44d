package console

import (
	"context"

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
}

// Backup is an archive on the server.
type Backup struct {
	Name  string `json:"name" doc:"Path of the file on the server that made it"`
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
