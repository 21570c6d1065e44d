// Package irc reads the annotated chats of Ubuntu's channels (data/chat_irc_ubuntu) and scores links against them.
package irc

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"qunli/conversation/reply/pair"
)

// Chat is one file of the set.
type Chat struct {
	Name  string
	Split string // train, dev, test, new-domains
	Lines []pair.Line
	Gold  map[int][]int // annotated line → the earlier lines it answers, or itself
}

// Read gives the chats of a split in the order of the file. dir is the folder chat_irc_ubuntu.
func Read(dir, split string) ([]Chat, error) {
	var chats []Chat
	at := map[string]int{}
	var who identities
	err := eachRow(filepath.Join(dir, "messages.tsv.gz"), 9, func(f []string) error {
		if f[1] != split {
			return nil
		}
		k, ok := at[f[0]]
		if !ok {
			k = len(chats)
			at[f[0]] = k
			chats = append(chats, Chat{Name: f[0], Split: split, Gold: map[int][]int{}})
			who = identities{}
		}
		c := &chats[k]
		if f[2] != strconv.Itoa(len(c.Lines)) {
			return fmt.Errorf("%s: line %s stands at place %d", f[0], f[2], len(c.Lines))
		}
		c.Lines = append(c.Lines, line(c.Lines, who, f))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return chats, readLinks(dir, chats, at)
}

func readLinks(dir string, chats []Chat, at map[string]int) error {
	return eachRow(filepath.Join(dir, "reply_links.tsv.gz"), 3, func(f []string) error {
		k, ok := at[f[0]]
		if !ok {
			return nil
		}
		from, err1 := strconv.Atoi(f[1])
		to, err2 := strconv.Atoi(f[2])
		if err1 != nil || err2 != nil || from > to || to >= len(chats[k].Lines) {
			return fmt.Errorf("%s: %s → %s is no link", f[0], f[2], f[1])
		}
		chats[k].Gold[to] = append(chats[k].Gold[to], from)
		return nil
	})
}

// identities follow renames: the name somebody bears → the first name seen.
type identities map[string]string

func (w identities) of(name string) string {
	if first, ok := w[name]; ok {
		return first
	}
	return name
}

func (w identities) rename(from, to string) {
	first := w.of(from)
	delete(w, from)
	w[to] = first
}

// line reads one row. Rows of the system bear no time: they take that of the row before. A clock that goes back has
// passed midnight.
func line(before []pair.Line, who identities, f []string) pair.Line {
	var last int64 = 1 // ms; 0 would be unknown
	if len(before) > 0 {
		last = before[len(before)-1].At
	}
	l := pair.Line{At: last, System: f[5] != "msg" && f[5] != "action"}
	if f[5] == "nick" {
		who.rename(f[6], f[7])
	}
	if h, m, ok := strings.Cut(f[4], ":"); ok {
		l.At = clockAfter(last, h, m)
	}
	if !l.System {
		l.Author, l.Name, l.Text = who.of(f[6]), f[6], f[8]
	}
	return l
}

const minute, day = 60_000, 1440 * 60_000

func clockAfter(last int64, h, m string) int64 {
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	at := last/day*day + int64(hours*60+minutes)*minute + 1
	if at < last-12*60*minute {
		at += day
	}
	return at
}

// eachRow calls visit with the fields of each row below the heading.
func eachRow(path string, fields int, visit func([]string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	rows := bufio.NewScanner(unzipped)
	rows.Buffer(nil, 1<<20)
	for n := 0; rows.Scan(); n++ {
		f := strings.Split(rows.Text(), "\t")
		if len(f) != fields {
			return fmt.Errorf("%s: row %d has %d fields, not %d", path, n, len(f), fields)
		}
		if n == 0 {
			continue
		}
		if err := visit(f); err != nil {
			return err
		}
	}
	return rows.Err()
}
