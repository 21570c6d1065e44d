package money_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"qunli/kit/money"
)

func TestParseFenReadsWhatPeopleAndSpreadsheetsWrite(t *testing.T) {
	for text, want := range map[string]money.Fen{
		"0": 0, "12": 1200, "12.": 1200, ".5": 50, "-3": -300, "+3": 300, " 1.20\t": 120, "007.10": 710,
		"1,234.5": 123450, "12,345,678.9": 1234567890, "0,123": 12300,
		"¥29.9": 2990, "￥29.9": 2990, "-¥29.9": -2990, "£4.95": 495, "$1": 100, "€1": 100,
		"2.675": 268, "-2.675": -268, "0.005": 1, "-0.005": -1, "0.0049999": 0, "-0.0049999": 0, "1.995": 200, "0.994999": 99,
		"1e2": 10000, "1.25E-1": 13, "-1.2e+3": -120000, "5e-3": 1, "4.9e-3": 0, "5e-30": 0, "11062.06": 1106206,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.07": -math.MaxInt64,
	} {
		got, err := money.ParseFen(text)
		if err != nil || got != want {
			t.Errorf("ParseFen(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestParseRefusesWhatIsNoNumber(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "+", ".", "¥", "-.", "e5", "1e", "1e1.5", "1e99", "1e-99", "1_000", "0x10", "１２", "12a", "a12", "--1", "1-",
		"1,23", "1,2345", ",123", "1,,234", "1234,567", "1.234,5", "1.2.3", "¥$5", "NaN", "Inf", "三", "1 000", "\x00",
	} {
		if got, err := money.ParseFen(text); !errors.Is(err, money.ErrNotNumber) {
			t.Errorf("ParseFen(%q) = %d, %v; want ErrNotNumber", text, got, err)
		}
	}
}

func TestParseRefusesWhatDoesNotFit(t *testing.T) {
	for _, text := range []string{
		"92233720368547758.08", "92233720368547758.075", "-92233720368547758.08", "1e18", "99999999999999999999", "9.3e16",
	} {
		if got, err := money.ParseFen(text); !errors.Is(err, money.ErrTooLarge) {
			t.Errorf("ParseFen(%q) = %d, %v; want ErrTooLarge", text, got, err)
		}
	}
}

func TestParseMicroKeepsSixDigits(t *testing.T) {
	for text, want := range map[string]money.Micro{
		"2.55": 2_550_000, "6": 6_000_000, "0.0000005": 1, "0.00000049": 0, "-1.5": -1_500_000, "1e-6": 1,
	} {
		if got, err := money.ParseMicro(text); err != nil || got != want {
			t.Errorf("ParseMicro(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

// roundHalfUp is the rule in exact arithmetic: half goes away from zero.
func roundHalfUp(r *big.Rat) *big.Int {
	twice := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	twice.Add(twice, r.Denom())
	n := twice.Quo(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return n
}

func TestParseEqualsExactArithmetic(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(byte('0' + random.IntN(10)))
		}
		return b.String()
	}
	for range 20_000 {
		text := []string{"", "-"}[random.IntN(2)] + digits(1+random.IntN(19)) + "." + digits(1+random.IntN(9))
		if random.IntN(3) == 0 {
			text += []string{"e-3", "e2", "E-12", "e+1"}[random.IntN(4)]
		}
		exact, _ := new(big.Rat).SetString(text)
		want := roundHalfUp(exact.Mul(exact, big.NewRat(100, 1)))
		got, err := money.ParseFen(text)
		if new(big.Int).Abs(want).Cmp(big.NewInt(math.MaxInt64)) > 0 {
			if !errors.Is(err, money.ErrTooLarge) {
				t.Fatalf("ParseFen(%q) = %d, %v; want ErrTooLarge", text, got, err)
			}
		} else if err != nil || int64(got) != want.Int64() {
			t.Fatalf("ParseFen(%q) = %d, %v; want %s", text, got, err, want)
		}
	}
}

func TestTimesEqualsExactArithmetic(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	sizes := []int64{10, 1e3, 1e7, 1e10, 1e13, math.MaxInt64}
	number := func() int64 {
		n := random.Int64N(sizes[random.IntN(len(sizes))])
		if random.IntN(2) == 0 {
			return -n
		}
		return n
	}
	tooLarge := 0
	for range 20_000 {
		quantity, price := number(), number()
		product := new(big.Int).Mul(big.NewInt(quantity), big.NewInt(price))
		want := roundHalfUp(new(big.Rat).SetFrac(product, big.NewInt(1e10)))
		got, err := money.Times(money.Micro(quantity), money.Micro(price))
		if new(big.Int).Abs(want).Cmp(big.NewInt(math.MaxInt64)) > 0 {
			tooLarge++
			if !errors.Is(err, money.ErrTooLarge) {
				t.Fatalf("%d × %d = %d, %v; want ErrTooLarge", quantity, price, got, err)
			}
		} else if err != nil || int64(got) != want.Int64() {
			t.Fatalf("%d × %d = %d, %v; want %s", quantity, price, got, err, want)
		}
	}
	if tooLarge == 0 {
		t.Error("no product was too large: the test does not reach the limit")
	}
}

func TestTimesRoundsAnOrderLineHalfUp(t *testing.T) {
	for _, c := range []struct {
		quantity, price string
		want            money.Fen
	}{
		{"6", "2.55", 1530}, {"-6", "2.55", -1530}, {"0.5", "0.01", 1}, {"-0.5", "0.01", -1}, {"0.49", "0.01", 0}, {"0", "-1", 0},
		{"-1", "-11062.06", 1106206},
	} {
		quantity, _ := money.ParseMicro(c.quantity)
		price, _ := money.ParseMicro(c.price)
		if got, err := money.Times(quantity, price); err != nil || got != c.want {
			t.Errorf("%s × %s = %d, %v; want %d", c.quantity, c.price, got, err, c.want)
		}
	}
	if got, err := money.Times(math.MinInt64, math.MinInt64); !errors.Is(err, money.ErrTooLarge) {
		t.Errorf("the largest product = %d, %v", got, err)
	}
}

func TestSpelling(t *testing.T) {
	for amount, want := range map[money.Fen][2]string{
		0: {"0.00", "0.00"}, 5: {"0.05", "0.05"}, -5: {"-0.05", "-0.05"}, 99900: {"999.00", "999.00"},
		123450: {"1234.50", "1,234.50"}, -123456789: {"-1234567.89", "-1,234,567.89"}, -99999: {"-999.99", "-999.99"},
		math.MinInt64: {"-92233720368547758.08", "-92,233,720,368,547,758.08"},
	} {
		if got := [2]string{amount.String(), amount.Format()}; got != want {
			t.Errorf("%d is spelt %q, want %q", int64(amount), got, want)
		}
	}
	for number, want := range map[money.Micro]string{
		0: "0", 2_550_000: "2.55", 6_000_000: "6", 1: "0.000001", -1_500_000: "-1.5", 100_000_000: "100",
	} {
		if got := number.String(); got != want {
			t.Errorf("%d is spelt %q, want %q", int64(number), got, want)
		}
	}
}

func FuzzParseReadsItsOwnSpelling(f *testing.F) {
	for _, seed := range []int64{0, 1, -1, 99, 100, 123456, math.MaxInt64, -math.MaxInt64} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		if n == math.MinInt64 {
			t.Skip("amounts are symmetric: the lowest int64 is spelt and not read")
		}
		for _, text := range []string{money.Fen(n).String(), money.Fen(n).Format()} {
			if got, err := money.ParseFen(text); err != nil || int64(got) != n {
				t.Errorf("ParseFen(%q) = %d, %v; want %d", text, got, err, n)
			}
		}
		if got, err := money.ParseMicro(money.Micro(n).String()); err != nil || int64(got) != n {
			t.Errorf("ParseMicro(%q) = %d, %v; want %d", money.Micro(n), got, err, n)
		}
	})
}
