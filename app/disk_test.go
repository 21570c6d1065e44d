package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qunli/testkit/crash"
	"qunli/testkit/pgtest"
)

// smallHome gives an installation whose data lie on a small disk: on SQLite its whole folder, on PostgreSQL the
// tablespace of its database, while the log of the server has room.
func smallHome(t *testing.T, engine crash.Engine) (*crash.Home, *crash.SmallDisk) {
	t.Helper()
	if engine == crash.SQLite {
		disk := crash.NewSmallDisk(t, t.TempDir(), 96)
		return crash.HomeAt(t, engine, disk.Dir, "sqlite://"+filepath.Join(disk.Dir, "qunli.db")), disk
	}
	crash.NeedRoot(t)
	server := ownServer(t, pgtest.Options{Fast: true})
	dir := filepath.Join(server.Dir(), "small")
	owner, err := os.Stat(server.Dir())
	if err == nil {
		err = os.Mkdir(dir, 0o700)
	}
	if err == nil {
		err = crash.Give(dir, owner)
	}
	if err != nil {
		t.Fatal(err)
	}
	disk := crash.NewSmallDisk(t, dir, 96)
	_, err = server.Exec(fmt.Sprintf(`CREATE TABLESPACE small LOCATION '%s'; CREATE DATABASE small TEMPLATE template0 TABLESPACE small ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';`, dir))
	if err != nil {
		t.Fatal(err)
	}
	return crash.HomeAt(t, engine, t.TempDir(), server.URL("small")), disk
}

func TestAFullDiskRefusesWritesAndRecovers(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		home, disk := smallHome(t, engine)
		files := t.TempDir() // of the caller, not on the small disk
		file := crash.NewFile(t, filepath.Join(files, "orders.csv"), p.seed, "f00", 800)
		home.Serve()
		load := home.Load(p.seed, "a", 4)
		acknowledged := func(n int) func() bool {
			n += len(load.Done().Orders)
			return func() bool { return len(load.Done().Orders) >= n }
		}
		home.Await(acknowledged(50))

		disk.Fill(0)
		home.Await(func() bool { return load.Done().Full >= 40 })
		for _, path := range []string{"/api/orders", "/api/customers", "/api/imports", "/api/insight/repurchase", "/healthz"} {
			if a := home.Ask("GET", path, "", nil); a.Status != 200 {
				t.Errorf("GET %s on a full disk: %s", path, a)
			}
		}
		if engine == crash.SQLite {
			refusedImport(t, home, file)
		}
		disk.Free()
		home.Await(acknowledged(50))

		importMeetingAFullDisk(t, home, disk, file)
		told := load.Stop()
		home.Stop()
		home.Check()
		home.Judge(told, file)
		verdict := "nothing half-done, check clean"
		if t.Failed() {
			verdict = "FAILED"
		}
		fmt.Printf("disk full %s: seed %d; %d refusals of 503, %d orders acknowledged before and after, %d records imported; %s\n", engine, p.seed,
			told.Full, len(told.Orders), file.Records, verdict)
	})
}

// refusedImport hands a file to a server that has no room for it.
func refusedImport(t *testing.T, home *crash.Home, file *crash.File) {
	t.Helper()
	p := home.Start("import", "orders", file.Path, "--source", crash.FileSource, "--json")
	if code := p.Wait(time.Minute); code != 1 || !strings.Contains(p.Said(), `"code":"storage.full"`) {
		t.Errorf("an import on a full disk ended with %d:\n%s", code, p.Said())
	}
}

// importMeetingAFullDisk lets the space run out in the middle of an import, which goes on once there is space again: by
// itself in the server, by the same command otherwise.
func importMeetingAFullDisk(t *testing.T, home *crash.Home, disk *crash.SmallDisk, file *crash.File) {
	t.Helper()
	id := home.Upload(file.Path, crash.FileSource)
	home.Await(func() bool { return home.ImportRows(id) > 0 })
	disk.Fill(0)
	home.Await(func() bool { return strings.Contains(home.Server().Said(), "msg=import import="+id) })
	if state := home.ImportState(id); state != "running" {
		t.Errorf("an import that ran out of space is %s, want running", state)
	}
	disk.Free()
	home.Await(func() bool { return home.ImportState(id) == "done" })
}
