package tabular_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"qunli/intake/tabular"
	"qunli/testkit/data"
)

// TestRealFiles reads the data sets whole: every record counted by Inspect is delivered.
func TestRealFiles(t *testing.T) {
	for _, c := range []struct {
		dir, file string
		records   int64
		delim     string
		quoted    bool
		header    bool
		columns   int
		damaged   int64 // lines with a bare quote inside a bare cell
	}{
		{"online_retail", "online_retail.csv.gz", 541909, ",", true, true, 8, 0},
		{"cdnow", "CDNOW_sample.txt", 6919, " ", false, false, 5, 0},
		{"cdnow", "CDNOW_master.txt.gz", 69659, " ", false, true, 4, 0},
		{"cdnow", "BTYD_cdnowElog.csv", 6919, ",", true, true, 5, 0},
		{"cdnow", "cdnow_customers_summary.csv", 2357, ",", true, true, 4, 0},
		{"chat_irc_qtox", "events.tsv.gz", 63821, "\t", false, true, 6, 0},
		{"chat_irc_ubuntu", "messages.tsv.gz", 262363, "\t", false, true, 9, 0},
		{"chat_irc_ubuntu", "reply_links.tsv.gz", 79602, "\t", true, true, 3, 0},
		{"weibo_cascades", "roots.tsv.gz", 3387, "\t", false, true, 10, 0},
		{"weibo_cascades", "reposts.tsv.gz", 1275180, "\t", true, true, 6, 0},
		{"cn_spam_telegram", "train.csv.gz", 18048, ",", true, true, 2, 5},
		{"cn_spam_telegram", "eval.csv", 1993, ",", true, true, 2, 0},
		{"taobao_behavior_sample", "UserBehavior_sample.csv", 4321, ",", true, false, 5, 0},
	} {
		t.Run(c.dir+"/"+c.file, func(t *testing.T) {
			path := data.File(t, c.dir, c.file)
			rep, err := tabular.Inspect(context.Background(), path, tabular.Options{})
			if err != nil {
				t.Fatal(err)
			}
			f := rep.Format
			if rep.Records != c.records || f.Delimiter != c.delim || f.Header != c.header || len(rep.Columns) != c.columns || f.Quoted != c.quoted {
				t.Errorf("%d records, %+v, columns %q", rep.Records, f, rep.Columns)
			}
			good, bad := count(t, path, f)
			if good+bad != c.records || bad != c.damaged {
				t.Errorf("%d good, %d damaged", good, bad)
			}
		})
	}
}

func count(t testing.TB, path string, f tabular.Format) (good, bad int64) {
	t.Helper()
	r, err := tabular.Open(context.Background(), path, f, tabular.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		_, _, err := r.Next()
		if _, damaged := err.(*tabular.RowError); damaged {
			if bad++; bad < 4 {
				t.Log(err)
			}
			continue
		}
		if err == io.EOF {
			return good, bad
		}
		if err != nil {
			t.Fatal(err)
		}
		good++
	}
}

func BenchmarkInspect(b *testing.B) {
	path := data.File(b, "online_retail", "online_retail.csv.gz")
	for b.Loop() {
		rep, err := tabular.Inspect(context.Background(), path, tabular.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(rep.Plain)
	}
}

func BenchmarkRead(b *testing.B) {
	path := data.File(b, "online_retail", "online_retail.csv.gz")
	rep, err := tabular.Inspect(context.Background(), path, tabular.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(rep.Plain)
	b.ReportAllocs()
	for b.Loop() {
		count(b, path, rep.Format)
	}
}

func BenchmarkReadWorkbook(b *testing.B) {
	var rows strings.Builder
	for i := range 50000 {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:4"><c r="A%[1]d" t="s"><v>0</v></c><c r="B%[1]d"><v>%[1]d</v></c><c r="C%[1]d" s="1"><v>40513.35</v></c><c r="D%[1]d" t="inlineStr"><is><t>x%[1]d</t></is></c></row>`, i+1)
	}
	path := write(b, "a.xlsx", workbook(b, rows.String(), "<si><t>商品</t></si>", nil))
	b.SetBytes(int64(rows.Len()))
	for b.Loop() {
		count(b, path, tabular.Format{Container: tabular.XLSX})
	}
}
