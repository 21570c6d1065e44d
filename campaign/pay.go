package campaign

// SeatCause is the kind of the cause of a seat's payment, in the payments and in the book.
const SeatCause = "campaign.seat"

// The steps that every paid seat goes, whatever the game. They change the seat and give what is asked of payment.

// AskPayment asks for the price of a held seat.
func (s *Seat) AskPayment(e Env) Message {
	m := s.message(RequestPayment, PaymentNumber(s.ID), s.Amount, e)
	m.Until = PayUntil(e.Now, s.DueAt)
	return m
}

// AskClose has a payment that was asked for not be taken any more.
func (s *Seat) AskClose(e Env) Message { return s.message(ClosePayment, PaymentNumber(s.ID), 0, e) }

// AskRefund sends amount back, and counts it at once: what is under way is not sent twice.
func (s *Seat) AskRefund(amount int64, reason string, e Env) Message {
	s.Back, s.Asked = s.Back+amount, s.Asked+1
	m := s.message(Refund, RefundNumber(s.ID, s.Asked), amount, e)
	m.Of, m.Reason = PaymentNumber(s.ID), reason
	return m
}

// AskTransfer sends amount to the seat's person.
func (s *Seat) AskTransfer(amount int64, reason string, e Env) Message {
	s.Asked++
	m := s.message(Transfer, TransferNumber(s.ID, s.Asked), amount, e)
	m.Reason = reason
	return m
}

// AskGrant gives the seat's person a gift or a coupon.
func (s *Seat) AskGrant(what, reason string, e Env) Message {
	s.Asked++
	m := s.message(Grant, TransferNumber(s.ID, s.Asked), 0, e)
	m.What, m.Reason = what, reason
	return m
}

// Release lets the goods of a seat go.
func (s *Seat) Release(e Env) Message {
	return s.message(Fulfil, PaymentNumber(s.ID), s.Paid-s.Back, e)
}

func (s *Seat) message(k MessageKind, number string, amount int64, e Env) Message {
	return Message{Kind: k, Number: number, Campaign: s.CampaignID, Instance: s.InstanceID, Seat: s.ID, Person: s.PersonID, Amount: amount, At: e.Now}
}

// Receive books that amount came in.
func (s *Seat) Receive(amount int64, e Env) { s.Paid, s.PaidAt = s.Paid+amount, e.Now }

// Confirm books that a refund arrived; false when none of that amount is under way.
func (s *Seat) Confirm(amount int64) bool {
	if amount <= 0 || s.Arrived+amount > s.Back {
		return false
	}
	s.Arrived += amount
	return true
}

// Undo books what somebody gave back of the seat's payment by hand and which has arrived; false when it is more than is left.
func (s *Seat) Undo(amount int64) bool {
	if amount <= 0 || s.Back+amount > s.Paid {
		return false
	}
	s.Back, s.Arrived = s.Back+amount, s.Arrived+amount
	return true
}
