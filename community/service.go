package community

import (
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
	"qunli/segment"
)

// Service is the room's verbs for people at a screen and callers of the API.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	customers *customer.Service
	segments  *segment.Service
}

// New gives the verbs on d; facts go to bus, gates and flows are rules of segments.
func New(d *db.DB, bus *event.Bus, customers *customer.Service, segments *segment.Service) *Service {
	return &Service{d, bus, customers, segments}
}
