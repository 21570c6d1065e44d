// Package money holds amounts exactly: Fen for what is paid, Micro for prices and quantities finer than a fen.
// Nothing here is a float.
package money

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fen is an amount in hundredths of the currency unit (分).
type Fen int64

// Micro is a price or a quantity in millionths of its unit: 2.55 yuan or 1.5 kg is 2_550_000 or 1_500_000.
type Micro int64

// MicroUnit is one whole unit in Micro.
const MicroUnit = 1_000_000

// The ways a number can be unreadable.
var (
	ErrNotNumber = errors.New("money: not a number")
	ErrTooLarge  = errors.New("money: number too large")
)

// ParseFen reads a decimal amount in currency units ("1,234.5", "-3.005", "¥29.9") and rounds half up, away from zero,
// to the fen.
func ParseFen(s string) (Fen, error) {
	v, err := parse(s, 2)
	return Fen(v), err
}

// ParseMicro reads a decimal price or quantity and rounds half up at the sixth digit.
func ParseMicro(s string) (Micro, error) {
	v, err := parse(s, 6)
	return Micro(v), err
}

// parse reads s scaled by 10^places. Grouping commas are allowed only between digits of the whole part, in threes.
func parse(s string, places int) (int64, error) {
	s = strings.TrimSpace(s)
	negative := false
	switch {
	case strings.HasPrefix(s, "-"):
		negative, s = true, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if sign, size := utf8.DecodeRuneInString(s); strings.ContainsRune("¥￥£$€", sign) {
		s = s[size:]
	}
	mantissa, exponent, err := splitExponent(s)
	if err != nil {
		return 0, err
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole, err = ungroup(whole); err != nil {
		return 0, err
	}
	if whole == "" && fraction == "" {
		return 0, ErrNotNumber
	}
	v, err := scale(whole+fraction, len(whole)+exponent+places)
	if err != nil {
		return 0, err
	}
	if negative {
		v = -v
	}
	return v, nil
}

// splitExponent separates "1.2e-3" into its mantissa and -3. Spreadsheets write such numbers.
func splitExponent(s string) (string, int, error) {
	at := strings.IndexAny(s, "eE")
	if at < 0 {
		return s, 0, nil
	}
	exponent, err := strconv.Atoi(s[at+1:])
	if err != nil || exponent < -30 || exponent > 18 {
		return "", 0, ErrNotNumber
	}
	return s[:at], exponent, nil
}

func ungroup(whole string) (string, error) {
	if !strings.Contains(whole, ",") {
		return whole, nil
	}
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
			return "", ErrNotNumber
		}
	}
	return strings.Join(groups, ""), nil
}

// scale reads all digits as an integer whose decimal point stands after the first point digits, rounding half up.
func scale(all string, point int) (int64, error) {
	var v uint64
	for i := 0; i < max(point, len(all)); i++ {
		d := uint64(0)
		if i < len(all) {
			if all[i] < '0' || all[i] > '9' {
				return 0, ErrNotNumber
			}
			d = uint64(all[i] - '0')
		}
		if i >= point {
			if i == point && d >= 5 {
				v++
			}
			continue
		}
		if v > (math.MaxInt64-d)/10 {
			return 0, ErrTooLarge
		}
		v = v*10 + d
	}
	if v > math.MaxInt64 {
		return 0, ErrTooLarge
	}
	return int64(v), nil
}

// Times gives quantity × price rounded half up, away from zero, to the fen: the amount of one order line.
func Times(quantity, price Micro) (Fen, error) {
	const fenPerMicroSquare = MicroUnit * MicroUnit / 100
	hi, lo := bits.Mul64(magnitude(int64(quantity)), magnitude(int64(price)))
	lo, carry := bits.Add64(lo, fenPerMicroSquare/2, 0)
	hi += carry
	if hi >= fenPerMicroSquare {
		return 0, ErrTooLarge
	}
	v, _ := bits.Div64(hi, lo, fenPerMicroSquare)
	if v > math.MaxInt64 {
		return 0, ErrTooLarge
	}
	if (quantity < 0) != (price < 0) {
		return -Fen(v), nil
	}
	return Fen(v), nil
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// String gives the amount in currency units with two digits, without grouping: "-1234.50".
func (f Fen) String() string { return decimal(int64(f), 2, 2) }

// Format gives the amount for people, grouped: "1,234.50".
func (f Fen) Format() string {
	s := f.String()
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + fraction
}

// String gives the number with as many digits as it needs: "2.55", "6".
func (m Micro) String() string { return decimal(int64(m), 6, 0) }

func decimal(v int64, places, atLeast int) string {
	digits := strconv.FormatUint(magnitude(v), 10)
	for len(digits) <= places {
		digits = "0" + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	for len(fraction) > atLeast && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if v < 0 {
		return "-" + whole
	}
	return whole
}
