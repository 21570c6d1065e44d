package commerce

import (
	"qunli/kit/fault"
	"qunli/kit/money"
)

// Class tells the lines of a document apart.
type Class string

// The classes of a line, decided by the signs of its quantity and price.
const (
	Goods    Class = "goods"    // quantity > 0 at a price > 0
	Free     Class = "free"     // at no price: gifts, samples, stock moves
	Return   Class = "return"   // quantity < 0
	Discount Class = "discount" // price or given amount < 0
)

// Line is one line of a document.
type Line struct {
	ID       int64
	OrderID  OrderID
	Ordinal  int64 // of the line in its order, from 0
	SKU      string
	Quantity money.Micro
	Price    money.Micro // of the currency unit
	Amount   money.Fen   // own sign
	Class    Class
	ImportID int64
}

// The largest line that is believed: sums of a hundred thousand such lines still fit a BIGINT.
const (
	maxAmount   money.Fen   = 10_000_000_000_000            // 100 billion
	maxQuantity money.Micro = 100_000_000 * money.MicroUnit // 100 million
)

// ErrTooLarge refuses a line whose quantity or amount cannot be right.
var ErrTooLarge = fault.New(fault.Invalid, "commerce.line.large",
	"数量或金额大得不合理", "The quantity or amount is unreasonably large")

// weigh gives the amount and class of a line: the given amount, or quantity × price rounded half up to the fen.
func weigh(quantity, price money.Micro, given money.Fen, isGiven bool) (money.Fen, Class, error) {
	amount := given
	if !isGiven {
		var err error
		if amount, err = money.Times(quantity, price); err != nil {
			return 0, "", ErrTooLarge.Because(err)
		}
	}
	if amount > maxAmount || amount < -maxAmount || quantity > maxQuantity || quantity < -maxQuantity {
		return 0, "", ErrTooLarge
	}
	return amount, classify(quantity, price, amount, isGiven), nil
}

// classify reads the signs; an amount given outright stands for the price.
func classify(quantity, price money.Micro, amount money.Fen, isGiven bool) Class {
	sign := int64(price)
	if isGiven {
		sign = int64(amount)
	}
	switch {
	case sign == 0 || quantity == 0 && !isGiven:
		return Free
	case quantity < 0:
		return Return
	case sign < 0:
		return Discount
	}
	return Goods
}
