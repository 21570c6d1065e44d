package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"qunli/kit/fault"
)

var errSeats = fault.New(fault.Exhausted, "test.seats", "%s 只剩 %d 个位置", "%[1]s has %[2]d seats left")

func TestArgumentsFillBothLanguages(t *testing.T) {
	e := errSeats.F("甲", 3)
	if e.Message("zh") != "甲 只剩 3 个位置" || e.Message("en") != "甲 has 3 seats left" {
		t.Errorf("got %q and %q", e.Message("zh"), e.Message("en"))
	}
	if errSeats.Zh != "%s 只剩 %d 个位置" {
		t.Error("filling one in changed the declaration")
	}
}

func TestAFaultIsKnownByItsCode(t *testing.T) {
	err := fmt.Errorf("join: %w", errSeats.F("甲", 3).Because(io.EOF))
	if !errors.Is(err, errSeats) {
		t.Error("it is not its own declaration")
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is lost")
	}
	if errors.Is(err, fault.ErrInvalid) {
		t.Error("it is taken for another")
	}
	if errors.Is(io.EOF, errSeats) {
		t.Error("another error is taken for it")
	}
}

func TestTheCauseIsLoggedAndNeverShown(t *testing.T) {
	e := errSeats.F("甲", 3).Because(errors.New("row 7 of table x"))
	if want := "test.seats: 甲 has 3 seats left: row 7 of table x"; e.Error() != want {
		t.Errorf("logged %q, want %q", e.Error(), want)
	}
	for _, lang := range []string{"zh", "en", ""} {
		if m := e.Message(lang); m == e.Error() || len(m) > 40 {
			t.Errorf("shown %q", m)
		}
	}
}

func TestFieldsAreNamedInTheMessage(t *testing.T) {
	one := fault.InvalidField("name", "", "不能为空", "must not be empty")
	two := one.At("at", "13-13", "不是日期", "is no date")
	if got, want := two.Message("en"), "Invalid input: name must not be empty; at is no date"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := two.Message("zh"), "输入有误：name 不能为空；at 不是日期"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(one.Fields) != 1 || len(fault.ErrInvalid.Fields) != 0 {
		t.Error("adding a field changed what it was added to")
	}
	three := one.At("x", "", "x", "x")
	if two.Fields[1].Name != "at" || three.Fields[1].Name != "x" {
		t.Error("two faults share their fields")
	}
}

func TestOfFindsTheFaultOrHidesTheRest(t *testing.T) {
	if got := fault.Of(fmt.Errorf("a: %w", errors.Join(io.EOF, errSeats))); got.Code != "test.seats" {
		t.Errorf("found %q", got.Code)
	}
	got := fault.Of(io.ErrUnexpectedEOF)
	if got.Kind != fault.Internal || got.Code != "internal" || !errors.Is(got, io.ErrUnexpectedEOF) {
		t.Errorf("an unknown error became %v", got)
	}
	if fault.Of(nil) != nil {
		t.Error("no error became a fault")
	}
}
