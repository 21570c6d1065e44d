package intake

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// ErrUpload means that the bytes of a file did not arrive whole.
var ErrUpload = fault.New(fault.Invalid, "import.upload", "文件没有完整收到，请重新上传", "The file did not arrive whole; upload it again")

// Submit takes the bytes of a file, inspects them and leaves the work to Run. It answers once the file and the intent are
// durable.
func (s *Service) Submit(ctx context.Context, body io.Reader, r Request) (Import, error) {
	if err := may(ctx, org.ImportRun); err != nil {
		return Import{}, err
	}
	path, err := s.keep(body, r.FileName)
	if err != nil {
		return Import{}, err
	}
	defer os.Remove(path) // gone already when it was taken over
	p, err := s.understand(ctx, path, r)
	if err != nil {
		return Import{}, err
	}
	imp, err := s.begin(db.Early(ctx), p, r, Waiting)
	if err != nil {
		return imp, err
	}
	if err := os.Rename(path, s.uploadPath(imp.ID)); err != nil {
		return imp, notKept(err)
	}
	// Only now has the request been carried out: one that is cut off before may be sent again under its idempotency key.
	if err := s.db.Tx(ctx, func(context.Context, *db.Tx) error { return nil }); err != nil {
		return imp, err
	}
	if now, err := loadImport(ctx, s.db.Read(), imp.ID); err == nil && now.State == Done {
		s.forgetUpload(imp.ID) // it came to its end while the file arrived once more
		return now, nil
	}
	s.nudge()
	return imp, nil
}

// keep writes the bytes to a file of its own, durably. It keeps the ending of the name: readers look at it.
func (s *Service) keep(body io.Reader, name string) (string, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", notKept(err)
	}
	f, err := os.CreateTemp(s.dir, "upload-*"+ending(name))
	if err != nil {
		return "", notKept(err)
	}
	_, err = io.Copy(f, body)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(notKept(err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// notKept tells a full disk from other reasons for which a file could not be kept.
func notKept(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return db.ErrFull.Because(err)
	}
	return ErrUpload.Because(err)
}

// ending gives ".csv", ".csv.gz", … of a client's file name, and nothing that could leave the folder.
func ending(name string) string {
	base := filepath.Base(filepath.Clean("/" + name))
	ext := filepath.Ext(base)
	if ext == ".gz" {
		ext = filepath.Ext(base[:len(base)-3]) + ext
	}
	for _, r := range ext {
		if r != '.' && (r < 'a' || r > 'z') && (r < '0' || r > '9') && (r < 'A' || r > 'Z') {
			return ""
		}
	}
	return ext
}

func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run does the waiting and interrupted work whose files lie on this node, one import at a time, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("import: sweep uploads", "error", err)
	}
	for ctx.Err() == nil {
		s.workThrough(ctx)
		wait, cancel := context.WithTimeout(ctx, 5*time.Second)
		select {
		case <-wait.Done():
		case <-s.wake:
		}
		cancel()
	}
	return nil
}

// sweep removes what a killed process left behind: files of imports that have ended, and parts of uploads a day old.
func (s *Service) sweep(ctx context.Context) error {
	entries, err := os.ReadDir(s.dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		var id ID
		if id.UnmarshalText([]byte(e.Name())) == nil {
			if imp, err := loadImport(ctx, s.db.Read(), id); err == nil && (imp.State == Done || imp.State == Failed || imp.State == Undone) {
				s.forgetUpload(id)
			}
			continue
		}
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), "upload-") && s.db.Clock().Now().Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(s.dir, e.Name())) // the next start tries again
		}
	}
	return err
}

// workThrough takes up everything that can be done now. Failures are logged and stay visible on the import.
func (s *Service) workThrough(ctx context.Context) {
	todo, err := unfinishedWork(ctx, s.db.Read())
	if err != nil {
		if ctx.Err() == nil {
			s.log.Error("import: list work", "error", err)
		}
		return
	}
	for _, imp := range todo {
		watch := clock.Stopwatch()
		done, err := s.takeUp(org.Owner(ctx, "import"), imp)
		switch {
		case done.Stopped():
			s.log.Info("import stopped", "import", imp.ID.String(), "records", done.Rows, "total", done.Total)
		case err != nil && ctx.Err() == nil:
			s.log.Error("import", "import", imp.ID.String(), "error", err)
		}
		if done.State == Done {
			s.log.Info("import done", "import", imp.ID.String(), "records", done.Rows, "rejected", done.Rejected, "ms", watch().Milliseconds())
		}
	}
}

// takeUp does one import or undo, if its file is here and nobody else is at it.
func (s *Service) takeUp(ctx context.Context, imp Import) (Import, error) {
	path := s.uploadPath(imp.ID)
	if imp.State != Undoing {
		if _, err := os.Stat(path); err != nil {
			return imp, nil // it waits on another node, or for its command to be run again
		}
	}
	release, err := s.lock(ctx, imp.Kind, imp.Source)
	if errors.Is(err, ErrRunning) {
		return imp, nil
	}
	if err != nil {
		return imp, err
	}
	defer release()
	if imp.State == Undoing {
		return s.finishUndo(ctx, imp)
	}
	if imp, err = s.start(ctx, imp.ID); err != nil || imp.State != Running {
		return imp, err
	}
	imp, err = s.work(ctx, imp, path, func(Import) {})
	if imp.State == Done || imp.State == Failed {
		s.forgetUpload(imp.ID)
	}
	return imp, err
}
