package commerce

import (
	"slices"

	"qunli/customer"
	"qunli/kit/event"
)

// OrdersPlaced tells which documents entered or grew.
type OrdersPlaced struct {
	Orders    []OrderID     `json:"orders"`
	Customers []customer.ID `json:"customers"` // their known buyers, and of refunds those of the sales they name
	Import    int64         `json:"import"`    // 0: API or by hand
}

// FactKind names the fact.
func (OrdersPlaced) FactKind() string { return "commerce.orders_placed" }

// Undone is how OrdersChanged says that the undo of an import took documents away, or gave them to another.
const Undone = "undone"

// OrdersChanged tells which documents were cancelled, refunded or given a buyer after they entered, or taken away again.
type OrdersChanged struct {
	Orders    []OrderID     `json:"orders"`
	Customers []customer.ID `json:"customers"`
	How       string        `json:"how"` // cancelled, refunded, assigned, undone
}

// FactKind names the fact.
func (OrdersChanged) FactKind() string { return "commerce.orders_changed" }

// PlacedBy gives the fact of one call of Take, and false when nothing was added.
func PlacedBy(importID int64, fates []Fate) (OrdersPlaced, bool) {
	f := OrdersPlaced{Import: importID}
	for i := range fates {
		if fates[i].Added {
			f.Orders = append(f.Orders, fates[i].Order)
			if fates[i].Buyer != 0 {
				f.Customers = append(f.Customers, fates[i].Buyer)
			}
		}
	}
	slices.Sort(f.Orders)
	slices.Sort(f.Customers)
	f.Orders, f.Customers = slices.Compact(f.Orders), slices.Compact(f.Customers)
	return f, len(f.Orders) > 0
}

var (
	_ event.Fact = OrdersPlaced{}
	_ event.Fact = OrdersChanged{}
)
