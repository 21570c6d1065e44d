package wecom

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEvents reads one callback of every change, as the reference spells them.
func TestEvents(t *testing.T) {
	for file, want := range map[string]struct {
		event   Event
		subject string
	}{
		"add.xml": {Event{To: "ww55ca070cb9b7eb22", At: 1403610513, Kind: "event", Event: changePerson, Change: added, User: "zhangsan",
			Person: "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA", State: "teststate", Welcome: "WELCOMECODE"}, "person:woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"},
		"delete.xml": {Event{To: "ww55ca070cb9b7eb22", At: 1403610513, Kind: "event", Event: changePerson, Change: deletedByUs, User: "zhangsan",
			Person: "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA", Source: "DELETE_BY_TRANSFER"}, "person:woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"},
		"chat.xml": {Event{To: "ww55ca070cb9b7eb22", At: 1403610513, Kind: "event", Event: changeChat, Change: "update", Chat: "wrX7AAAA", Detail: "add_member",
			JoinScene: "3", Members: []string{"wmA", "zhangsan"}}, "group:wrX7AAAA"},
		"tag.xml": {Event{To: "ww55ca070cb9b7eb22", At: 1403610513, Kind: "event", Event: changeTag, Change: "create", ID: "et1", TagType: "tag"}, "tags:"},
	} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadEvent(text)
		if diff := cmp.Diff(want.event, got); err != nil || diff != "" || got.Subject() != want.subject {
			t.Errorf("%s: %v %q\n%s", file, err, got.Subject(), diff)
		}
	}
	for _, bad := range []string{"", "hello", "<xml>", "<xml></xml>", "<xml><MsgType>event</MsgType>"} {
		if _, err := ReadEvent([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
		if _, err := ReadEnvelope([]byte(bad)); err == nil {
			t.Errorf("%q was read as an envelope", bad)
		}
	}
}

// FuzzReadEvent: whatever was sealed for us, reading it neither panics nor gives an event without a kind.
func FuzzReadEvent(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if e, err := ReadEvent(text); err == nil && e.Kind == "" {
			t.Error("an event without a kind")
		}
		_, _ = ReadEnvelope(text)
	})
}
