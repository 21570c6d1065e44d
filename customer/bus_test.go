package customer_test

import (
	"qunli/kit/event"
	"qunli/kit/job"
	"qunli/testkit/dbtest"
)

// newBus is where the room tells its facts; nobody hears them.
func newBus(d dbtest.Fixture) *event.Bus { return event.NewBus(job.New(d.DB, job.Options{})) }
