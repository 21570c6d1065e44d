package crash

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// FileSource is the source that made files are imported under.
const FileSource = "export"

// File is a made order file and everything that has to be stored once it is in.
type File struct {
	Path     string
	In       bool // set by the test once its import has ended well
	Records  int64
	Rejected int64
	Added    int64            // records that bring something new
	Counts   map[string]int64 // what the records are, by the importer's words
	Orders   map[string]*Expected
	Buyers   map[int]bool
}

// Expected is a document that a file describes.
type Expected struct {
	Sums
	Kind      string
	Names     string // the sale that a refund names
	Cancelled bool
	Refunded  int64 // fen, by the refunds that name it
}

// order is a document being written.
type order struct {
	number, kind, names, at, store, status string
	buyer                                  int // 0 nobody
	left                                   int
	last                                   []string
	seen                                   map[string]bool
}

// open is how many documents are written at the same time, line by line.
const open = 60

// NewFile makes an order file of so many documents with ten lines on average: interleaved, with refunds before and after
// the sale they name, cancellations, exact duplicates, gifts, unknown buyers and lines that cannot be read. The same seed
// and name make the same file.
func NewFile(t testing.TB, path string, seed uint64, name string, documents int) *File {
	t.Helper()
	f := &File{Path: path, Counts: map[string]int64{}, Orders: map[string]*Expected{}, Buyers: map[int]bool{}}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	buffer := bufio.NewWriterSize(out, 1<<16)
	w := csv.NewWriter(buffer)
	write := func(record []string) {
		if err := w.Write(record); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Split("order_no,time,customer,phone,sku,product,quantity,price,kind,refund_of,status,store", ","))
	r := rand.New(rand.NewPCG(seed, 7))
	var window []*order
	for n := 0; n < documents || len(window) > 0; {
		for ; len(window) < open && n < documents; n++ {
			window = append(window, newDocument(r, name, n, documents))
		}
		i := r.IntN(len(window))
		write(f.line(r, window[i]))
		if window[i].left--; window[i].left == 0 {
			window[i] = window[len(window)-1]
			window = window[:len(window)-1]
		}
	}
	f.refund()
	w.Flush()
	for _, err := range []error{w.Error(), buffer.Flush(), out.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// saleNumber makes every twelfth document a refund.
func isRefund(n int) bool { return n%12 == 11 }

func newDocument(r *rand.Rand, name string, n, documents int) *order {
	o := &order{number: fmt.Sprintf("%s-%06d", name, n), kind: "sale", left: 1 + r.IntN(19), seen: map[string]bool{},
		at:    time.Date(2025, 1, 1, 0, 0, r.IntN(400*86400), 0, time.UTC).Format(time.DateTime),
		store: fmt.Sprintf("S%d", r.IntN(5))}
	if r.IntN(20) > 0 {
		o.buyer = 1 + r.IntN(600)
	}
	if r.IntN(30) == 0 {
		o.status = "已取消"
	}
	if isRefund(n) {
		o.kind, o.left = "refund", 1+r.IntN(3)
		if sale := r.IntN(documents); !isRefund(sale) { // before or after it; others name none
			o.names = fmt.Sprintf("%s-%06d", name, sale)
		}
	}
	return o
}

// line writes one line of o and notes what it has to become.
func (f *File) line(r *rand.Rand, o *order) []string {
	f.Records++
	if r.IntN(500) == 0 {
		f.Rejected++
		return append([]string{o.number, o.at, "", "", "X", "", "many", "1.00"}, o.kind, o.names, o.status, o.store)
	}
	if o.last != nil && r.IntN(40) == 0 {
		return f.take(o, o.last)
	}
	sku := r.IntN(300)
	quantity, mills := 1+r.IntN(9), r.IntN(200_000) // thousandths of the currency unit
	if r.IntN(50) == 0 {
		mills = 0
	}
	if o.kind == "refund" {
		quantity, mills = -quantity, mills/10*10
	}
	account, phone := "", ""
	if o.buyer != 0 {
		account = fmt.Sprintf("C%05d", o.buyer)
		if o.buyer%2 == 0 {
			phone = fmt.Sprintf("138%08d", o.buyer)
		}
	}
	return f.take(o, []string{o.number, o.at, account, phone, fmt.Sprintf("P%03d", sku), fmt.Sprintf("商品 %d", sku), strconv.Itoa(quantity),
		fmt.Sprintf("%d.%03d", mills/1000, mills%1000), o.kind, o.names, o.status, o.store})
}

// take counts a line that is good.
func (f *File) take(o *order, cells []string) []string {
	e := f.Orders[o.number]
	if e == nil {
		e = &Expected{Kind: o.kind, Names: o.names, Cancelled: o.status != ""}
		f.Orders[o.number] = e
	}
	quantity, _ := strconv.ParseInt(cells[6], 10, 64)
	mills, _ := strconv.ParseInt(strings.ReplaceAll(cells[7], ".", ""), 10, 64)
	amount := halfUp(quantity * mills)
	e.Lines++
	e.Amount += amount
	f.Added++
	f.mark(o, cells, quantity, mills)
	if o.buyer != 0 {
		f.Buyers[o.buyer] = true
	}
	o.last = cells
	return cells
}

// halfUp rounds thousandths of the currency unit to fen, halves away from zero.
func halfUp(mills int64) int64 {
	if mills < 0 {
		return -halfUp(-mills)
	}
	return (mills + 5) / 10
}

func (f *File) mark(o *order, cells []string, quantity, mills int64) {
	count := func(yes bool, name string) {
		if yes {
			f.Counts[name]++
		}
	}
	count(mills == 0, "free")
	count(mills > 0 && quantity > 0, "goods")
	count(mills > 0 && quantity < 0, "return")
	count(o.kind == "refund", "refund")
	count(o.status != "", "cancelled")
	count(o.buyer == 0, "no_customer")
	key := strings.Join(cells[4:8], "|")
	count(o.seen[key], "duplicate_line")
	o.seen[key] = true
}

// refund lets the sales know what was refunded of them.
func (f *File) refund() {
	for _, e := range f.Orders {
		if sale := f.Orders[e.Names]; e.Names != "" && sale != nil && !e.Cancelled {
			sale.Refunded -= e.Amount // refunds have negative lines
		}
	}
}
