package app_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"qunli/kit/clock"
	"qunli/testkit/crash"
)

// SIGTERM under load: what is in flight is answered, what was acknowledged stands, a running import goes on at the next
// start.
func TestTerminationDrains(t *testing.T) {
	eachEngine(t, func(t *testing.T, engine crash.Engine) {
		p := thisProof(t, engine)
		home := crash.NewHome(t, engine, p.server)
		big := crash.NewFile(t, filepath.Join(home.Dir, "big.csv"), p.seed, "f00", p.documents/4)
		late := crash.NewFile(t, filepath.Join(home.Dir, "late.csv"), p.seed+1, "f01", 200)
		server := home.Serve()
		load := home.Load(p.seed, "a", 4)
		home.Await(func() bool { return len(load.Done().Orders) >= 20 })
		id := home.Upload(big.Path, crash.FileSource)
		home.Await(func() bool { return home.ImportRows(id) > 0 })
		if home.ImportState(id) != "running" {
			t.Fatal("the import ended before it could be interrupted; make the file larger")
		}
		request := home.BeginUpload(late.Path, crash.FileSource) // its body is still on the way

		watch := clock.Stopwatch()
		server.Terminate()
		answer := request.Finish()
		if !answer.OK() {
			t.Errorf("a request in flight was answered %s", answer)
		}
		code := server.Wait(30 * time.Second)
		took := watch()
		if code != 0 {
			t.Errorf("SIGTERM ended the server with code %d", code)
		}
		home.Check()

		home.Serve()
		home.Await(func() bool {
			return home.ImportState(id) == "done" && home.ImportState(request.Import(answer)) == "done"
		})
		told := load.Stop()
		home.Stop()
		home.Check()
		home.Judge(told, big, late)
		verdict := "nothing lost, check clean"
		if t.Failed() {
			verdict = "FAILED"
		}
		fmt.Printf("drain %s: seed %d; ended in %d ms with code %d; %d orders acknowledged, import of %d records resumed; %s\n", engine, p.seed,
			took.Milliseconds(), code, len(told.Orders), big.Records, verdict)
	})
}
