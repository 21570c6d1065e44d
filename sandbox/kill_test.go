package sandbox

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"qunli/testkit/dbtest"
)

// actUntilKilled is the other half of TestNothingAnsweredIsLostByAKill: it adds people and prints each once it was answered.
func actUntilKilled(file string) {
	w, err := Open(context.Background(), Options{DB: file})
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	for part := range 4 {
		go func() {
			for i := 0; ; i++ {
				out, err := w.Act(context.Background(), Act{Verb: "person", Name: fmt.Sprintf("人%d-%d-%d", os.Getpid(), part, i)})
				if err != nil {
					os.Exit(1)
				}
				fmt.Println(out.Person)
			}
		}()
	}
	select {}
}

const killedFile = "SANDBOX_KILLED_FILE"

func TestNothingAnsweredIsLostByAKill(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	answered := map[string]bool{}
	for round := range 3 {
		actor := exec.CommandContext(t.Context(), os.Args[0])
		actor.Env = append(os.Environ(), killedFile+"="+file)
		out, err := actor.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := actor.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 40+20*round && lines.Scan(); n++ {
			answered[lines.Text()] = true
		}
		if err := actor.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what was answered before the kill came
			if text := lines.Text(); len(text) == 32 {
				answered[text] = true
			}
		}
		_ = actor.Wait() // it was killed
		w, err := Open(t.Context(), Options{DB: file})
		if err != nil {
			t.Fatal(err)
		}
		for id := range answered {
			if w.people.get(id) == nil {
				t.Errorf("round %d: %s was answered and is not there", round, id)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(answered) < 150 {
		t.Errorf("only %d answers", len(answered))
	}
}

func TestAWorldLivesInPostgreSQLToo(t *testing.T) {
	address := dbtest.Postgres(t, []fs.FS{Schema})
	for round := range 2 {
		w, err := Open(t.Context(), Options{DB: address})
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.Act(t.Context(), Act{Verb: "person", Name: "张三"})
		if err != nil || out.Already != (round == 1) {
			t.Errorf("%+v, %v", out, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
