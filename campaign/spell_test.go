package campaign

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
)

// What spells its JSON itself spells what encoding/json does, whatever is empty and whatever stands in a text.
func TestWhatIsSpelledIsJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "held", "stock-a", "退款", `a "b" \ <c> & d`, "tab\there", "\u2028", "\x7f", "é"}
	text := func() string { return texts[r.IntN(len(texts))] }
	number := func() int64 { return []int64{0, 1, -5, 1990, 1 << 62}[r.IntN(5)] }
	same := func(got []byte, v any) {
		t.Helper()
		if want, err := json.Marshal(v); err != nil || string(got) != string(want) {
			t.Fatalf("\ngot  %s\nwant %s (%v)", got, want, err)
		}
	}
	for range 3000 {
		d := Decided{ID(number() & largest), Effect{text(), InstanceID(number() & largest), SeatID(number() & largest), 7, number(), number()}}
		same(d.AppendJSON(nil), d)
		a := Asked{Message{MessageKind(text()), text(), text(), ID(number() & largest), InstanceID(number() & largest), SeatID(number() & largest), 9, number(), number(), text(), text(), number()}}
		same(a.AppendJSON(nil), a)
		reply := Reply{Code(text()), text(), InstanceID(number() & largest), SeatID(number() & largest), text(), number(), number(), number(), number()}
		same([]byte(reply.spelt()), reply)
	}
}

// largest is the largest id.
const largest = 1<<63 - 1
