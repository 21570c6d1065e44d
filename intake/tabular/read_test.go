package tabular_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"qunli/intake/tabular"
)

func TestRecords(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opt  tabular.Options
		cols []string
		want []got
	}{
		"plain, no end of line at the end": {text: "id,name\r\n1,a\r\n\r\n2,b", cols: []string{"id", "name"},
			want: []got{{2, []string{"1", "a"}, ""}, {4, []string{"2", "b"}, ""}}},
		"quotes over lines": {text: "id,text\n1,\"a \"\"b\"\"\r\nc,d\"\n2,\"\"\n", cols: []string{"id", "text"},
			want: []got{{2, []string{"1", "a \"b\"\nc,d"}, ""}, {4, []string{"2", ""}, ""}}},
		"bad quotes cost their record": {text: "id,text\n1,5\" nail\n2,ok\n3,\"a\"b\n4,ok\n", cols: []string{"id", "text"},
			want: []got{{2, nil, "import.row.quote"}, {3, []string{"2", "ok"}, ""}, {4, nil, "import.row.quote"}, {5, []string{"4", "ok"}, ""}}},
		"a quote open at the end": {text: "id,text\n1,ok\n2,\"a\n3,b\n", cols: []string{"id", "text"},
			want: []got{{2, []string{"1", "ok"}, ""}, {3, nil, "import.row.quote"}}},
		"short and long": {text: "a,b\n1\n1,2,3\n1,2,,\n1,\n", cols: []string{"a", "b"},
			want: []got{{2, nil, "import.row.cells"}, {3, nil, "import.row.cells"}, {4, []string{"1", "2"}, ""}, {5, []string{"1", ""}, ""}}},
		"formulas": {text: "a,b\n=\"00123\",2\n\"=\"\"0012\"\"\",2\n=1+1,2\n=SUM(\"x\"),2\n=\"a\"&\"b\",2\n=\"=1\",2\n+1,-2\n@a,\"=\"\n=,\"x\"\n", cols: []string{"a", "b"},
			want: []got{{2, []string{"00123", "2"}, ""}, {3, []string{"0012", "2"}, ""}, {4, nil, "import.row.formula"}, {5, nil, "import.row.formula"},
				{6, nil, "import.row.formula"}, {7, nil, "import.row.formula"}, {8, []string{"+1", "-2"}, ""}, {9, nil, "import.row.formula"}, {10, nil, "import.row.formula"}}},
		"header trimmed, nameless numbered": {text: "\ufeff id ,,name\n1,2,3\n", cols: []string{"id", "column 2", "name"},
			want: []got{{2, []string{"1", "2", "3"}, ""}}},
		"no header": {text: "1,2268318,pv,1511544070\n1,2333346,pv,1511561733\n", cols: []string{"column 1", "column 2", "column 3", "column 4"},
			want: []got{{1, []string{"1", "2268318", "pv", "1511544070"}, ""}, {2, []string{"1", "2333346", "pv", "1511561733"}, ""}}},
		"blanks": {text: " 00004 \t 0001  29.33\r\n  \n 00005 0002 1.00 \n", cols: []string{"column 1", "column 2", "column 3"},
			want: []got{{1, []string{"00004", "0001", "29.33"}, ""}, {3, []string{"00005", "0002", "1.00"}, ""}}},
		"semicolons": {text: "id;price\n1;2,50\n2;3,75\n", cols: []string{"id", "price"},
			want: []got{{2, []string{"1", "2,50"}, ""}, {3, []string{"2", "3,75"}, ""}}},
		"pipes, quotes as text": {text: "id|text\n1|say \"hi\"\n2|\"x\" y\n", cols: []string{"id", "text"},
			want: []got{{2, []string{"1", "say \"hi\""}, ""}, {3, []string{"2", "\"x\" y"}, ""}}},
		"no quoting, no formulas": {text: "who\ttext\na\t=) ok\nb\ta \"hi\" b\n", opt: tabular.Options{Header: tabular.Yes}, cols: []string{"who", "text"},
			want: []got{{2, []string{"a", "=) ok"}, ""}, {3, []string{"b", "a \"hi\" b"}, ""}}},
		"tabs, quoted": {text: "id\ttext\n1\t\"a\tb\"\n2\t\"c\"\"\"\n", cols: []string{"id", "text"},
			want: []got{{2, []string{"1", "a\tb"}, ""}, {3, []string{"2", "c\""}, ""}}},
		"one column": {text: "phone\n13800138000\n13900139000\n", cols: []string{"phone"},
			want: []got{{2, []string{"13800138000"}, ""}, {3, []string{"13900139000"}, ""}}},
		"words only, known": {text: "姓名,城市\n张三,北京\n李四,北京\n", opt: tabular.Options{Known: []string{"姓名", "城市"}}, cols: []string{"姓名", "城市"},
			want: []got{{2, []string{"张三", "北京"}, ""}, {3, []string{"李四", "北京"}, ""}}},
		"words only, no header": {text: "张三,北京\n李四,北京\n", cols: []string{"column 1", "column 2"},
			want: []got{{1, []string{"张三", "北京"}, ""}, {2, []string{"李四", "北京"}, ""}}},
		"header forced off": {text: "a,b\n1,2\n", opt: tabular.Options{Header: tabular.No}, cols: []string{"column 1", "column 2"},
			want: []got{{1, []string{"a", "b"}, ""}, {2, []string{"1", "2"}, ""}}},
		"delimiter forced": {text: "a,b;c\n1,2;3\n", opt: tabular.Options{Delimiter: ";"}, cols: []string{"a,b", "c"},
			want: []got{{2, []string{"1,2", "3"}, ""}}},
		"encoding forced, bad bytes cost their record": {text: "a,b\n1,\xc4\xe3\n2,x\ufffd\n3,\x00\n", opt: tabular.Options{Encoding: tabular.UTF8}, cols: []string{"a", "b"},
			want: []got{{2, nil, "import.row.bytes"}, {3, []string{"2", "x\ufffd"}, ""}, {4, nil, "import.row.bytes"}}},
		"header only": {text: "id,name\n", cols: []string{"id", "name"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, file := range []string{"a.csv", "a.csv.gz"} {
				content := []byte(c.text)
				if file == "a.csv.gz" {
					content = gz(t, content)
				}
				rep, all := readAll(t, write(t, file, content), c.opt)
				if diff := cmp.Diff(c.cols, rep.Columns); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(c.want, all); diff != "" {
					t.Error(diff)
				}
				if rep.Records != int64(len(c.want)) || rep.Bytes != int64(len(content)) {
					t.Errorf("Records %d, Bytes %d", rep.Records, rep.Bytes)
				}
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const text = "姓名,备注,数\n张三,“你好”，€5,1\n李四,囧𠮷,2\n"
	utf16 := func(e unicode.Endianness) []byte {
		b, err := unicode.UTF16(e, unicode.UseBOM).NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	late := "id,note\n" + strings.Repeat("1,plain ascii\n", 40000) + "2,张三买了三斤苹果\n"
	for name, c := range map[string]struct {
		content []byte
		want    tabular.Encoding
		cell    string // of the last record, second column
	}{
		"utf-8":                               {[]byte(text), tabular.UTF8, "囧𠮷"},
		"utf-8 BOM":                           {[]byte("\ufeff" + text), tabular.UTF8BOM, "囧𠮷"},
		"gb18030":                             {encodeGBK(t, text), tabular.GB18030, "囧𠮷"},
		"utf-16le":                            {utf16(unicode.LittleEndian), tabular.UTF16LE, "囧𠮷"},
		"utf-16be":                            {utf16(unicode.BigEndian), tabular.UTF16BE, "囧𠮷"},
		"gb18030 late":                        {encodeGBK(t, late), tabular.GB18030, "张三买了三斤苹果"},
		"utf-8 late":                          {[]byte(late), tabular.UTF8, "张三买了三斤苹果"},
		"a trail byte equal to the delimiter": {encodeGBK(t, "a|b|c\n"+strings.Repeat("1|中文中文|3\n", 9)+"1|亅|3\n"), tabular.GB18030, "亅"},
	} {
		t.Run(name, func(t *testing.T) {
			rep, all := readAll(t, write(t, "a.csv", c.content), tabular.Options{Header: tabular.Yes})
			last := all[len(all)-1]
			if rep.Format.Encoding != c.want || last.Cells == nil || last.Cells[1] != c.cell {
				t.Errorf("read as %s: %+v", rep.Format.Encoding, last)
			}
			if rep.Records != int64(len(all)) {
				t.Errorf("%d records, report says %d", len(all), rep.Records)
			}
		})
	}
}

func TestQuotesOfTabTablesAreJudgedOverTheWholeFile(t *testing.T) {
	text := "id\ttext\n" + strings.Repeat("1\tquiet\n", 60000) + strings.Repeat("2\t\"so\" he said\n", 3) + "3\t\"open\n" + strings.Repeat("4\tquiet\n", 200000)
	rep, all := readAll(t, write(t, "a.tsv", []byte(text)), tabular.Options{})
	if rep.Format.Quoted || len(all) != 260004 || all[60000].Cells[1] != `"so" he said` {
		t.Errorf("quoted %v, %d records", rep.Format.Quoted, len(all))
	}
}

func TestProgressAndRange(t *testing.T) {
	path := write(t, "a.csv", []byte("a,b\n1,2\n3,\"4\n5,6\n"))
	rep, err := tabular.Inspect(context.Background(), path, tabular.Options{Preview: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"1", "2"}}, rep.Preview); diff != "" {
		t.Error(diff)
	}
	r, err := tabular.Open(context.Background(), path, rep.Format, tabular.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, line, err := r.Next(); line != 2 || err != nil {
		t.Fatal(line, err)
	}
	_, _, err = r.Next()
	bad, ok := err.(*tabular.RowError)
	if !ok || bad.Line != 3 || bad.Last != 4 || bad.Raw != `3,"4` {
		t.Fatalf("%+v", err)
	}
	if _, _, err := r.Next(); err != io.EOF {
		t.Fatal(err)
	}
	if read, total := r.BytesRead(); read != total || total != rep.Bytes {
		t.Errorf("%d of %d bytes", read, total)
	}
}
